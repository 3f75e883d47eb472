"""Where a cursor stands in YAML that is not finished."""

from __future__ import annotations

import pytest

from k8sviz.sim.authoring.cursor import cursor_at

SERVICE = "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n"


@pytest.mark.parametrize(
    ("written", "path", "word", "is_value"),
    [
        ("|", (), "", False),
        ("  |", ("spec",), "", False),
        ("  ty|", ("spec",), "ty", False),
        ("  type: |", ("spec", "type"), "", True),
        ("  type: Clu|", ("spec", "type"), "Clu", True),
        ("  selector:\n    |", ("spec", "selector"), "", False),
        ("  selector:\n    run: ht|", ("spec", "selector", "run"), "ht", True),
        ("  ports:\n  - |", ("spec", "ports", "[]"), "", False),
        ("  ports:\n  - port: 80\n    tar|", ("spec", "ports", "[]"), "tar", False),
        ("  ports:\n    - port: 80\n      targetPort: |", ("spec", "ports", "[]", "targetPort"), "", True),
        ("  ports:\n  - name: a\n    port: 80\n  - name: b\n    |", ("spec", "ports", "[]"), "", False),
        ("  ports:\n  - port: 80\n  ty|", ("spec",), "ty", False),
        ("  # a remark\n  ty|", ("spec",), "ty", False),
    ],
)
def test_the_path_is_told_by_indentation(
    written: str, path: tuple[str, ...], word: str, is_value: bool
) -> None:
    before = SERVICE + written.replace("|", "")
    line, column = before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1
    cursor = cursor_at(before + "\n", line, column)
    assert (cursor.path, cursor.word, cursor.is_value) == (path, word, is_value)
    assert (cursor.api_version, cursor.kind) == ("v1", "Service")


def test_what_the_mapping_has_already_is_known_above_and_below() -> None:
    text = SERVICE + "  ports:\n  - name: a\n    \n    port: 80\n  type: NodePort\n"
    assert cursor_at(text, 8, 5).others == {"name", "port"}


def test_each_document_is_read_for_itself() -> None:
    text = SERVICE + "---\napiVersion: apps/v1\nkind: Deployment\nspec:\n  \n---\nkind: Pod\n"
    cursor = cursor_at(text, 10, 3)
    assert (cursor.api_version, cursor.kind, cursor.path) == ("apps/v1", "Deployment", ("spec",))


def test_a_place_beyond_the_text_is_its_end() -> None:
    assert cursor_at("", 99, 99).path == ()
