"""Hostile texts are refused quickly, and by name."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from k8sviz.sim.manifests.check import diagnose
from k8sviz.sim.manifests.load import read

MERGE_BOMB = "a0: &a0 {k: v}\n" + "".join(
    f"a{n}: &a{n}\n  <<: [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 8)
)
ALIAS_BOMB = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10)
)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("[" * 25_000, "64 levels"),
        ("{a: " * 25_000, "64 levels"),
        ("- " * 25_000, "64 levels"),
        (MERGE_BOMB, "100000"),
        (ALIAS_BOMB, "100000"),
        ("- x\n" * 120_000, "262144 (256 KiB)"),
        ("a: [" + "x," * 120_000 + "]", "100000"),
    ],
    ids=["brackets", "braces", "dashes", "merge bomb", "alias bomb", "long", "wide"],
)
def test_each_limit_is_named(text: str, limit: str) -> None:
    started = time.process_time()
    assert limit in read(text)[-1].error
    assert time.process_time() - started < 1.0


def test_a_limit_is_told_with_its_line() -> None:
    assert read("a: 1\nb:\n  " + "[" * 70)[0].problems[0].line == 3


def test_64_levels_are_allowed() -> None:
    assert not read("[" * 64 + "]" * 64)[0].error


@given(st.text())
@settings(max_examples=150, deadline=None)
def test_any_text_is_answered_with_values(text: str) -> None:
    for found in (read(text), diagnose(text)):
        assert isinstance(found, list)


@given(st.text(alphabet="ab: -[]{}&*!|>'\"#\n\t?,<~0.%@`\\"))
@settings(max_examples=300, deadline=None)
def test_any_jumble_of_yaml_signs_is_answered_with_values(text: str) -> None:
    diagnose(text)
    diagnose(f"apiVersion: v1\nkind: Service\nmetadata:\n  name: x\nspec: {text}")
