"""From text to documents."""

import pytest

from k8sviz.sim.manifests.load import read

TWO = "apiVersion: v1\nkind: A\n--- # the second\napiVersion: v1\nkind: B\nmetadata:\n  name: b\n"


def test_a_text_is_split_at_separator_lines() -> None:
    assert [(document.value["kind"], document.line) for document in read(TWO)] == [("A", 1), ("B", 4)]


@pytest.mark.parametrize("text", ["", "\n", "# nothing\n", "---\n", "---\n---\n# no\n---\n", "null\n"])
def test_empty_documents_are_skipped(text: str) -> None:
    assert read(text) == []


def test_every_field_has_a_line_and_a_column() -> None:
    document = read(TWO)[1]
    assert document.locate(("metadata", "name")) == (7, 3)


def test_a_missing_field_is_located_at_its_nearest_parent() -> None:
    document = read(TWO)[1]
    assert document.locate(("metadata", "labels", "run")) == (6, 1)
    assert document.locate(("spec", "ports", 0)) == (4, 1)


def test_the_items_of_a_list_are_documents_of_their_own() -> None:
    first, second = read("kind: List\napiVersion: v1\nitems:\n- kind: A\n- kind: B\n  x: 1\n")
    assert (first.value, first.line) == ({"kind": "A"}, 4)
    assert second.locate(("x",)) == (6, 3)


def test_of_a_repeated_key_the_last_wins_with_a_warning() -> None:
    [document] = read("spec:\n  type: ClusterIP\n  type: NodePort\n")
    [warning] = document.problems
    assert document.value == {"spec": {"type": "NodePort"}}
    assert (warning.line, warning.column, warning.severity) == (3, 3, "warning")
    assert 'the key "type" is set a second time (first on line 2)' in warning.message


def test_tabs_after_a_scalar_are_fine() -> None:
    assert read("a: b\t\nc:\td\n")[0].value == {"a": "b", "c": "d"}


def test_merge_keys_are_merged_in_order() -> None:
    text = "base: &b {p: 1, q: 2}\nother: &o {q: 3}\none:\n  <<: *b\n  q: 9\ntwo:\n  <<: [*b, *o]\n"
    value = read(text)[0].value
    assert value["one"] == {"p": 1, "q": 9}
    assert value["two"] == {"p": 1, "q": 2}


def test_carriage_returns_and_a_byte_order_mark_do_no_harm() -> None:
    assert read("\ufeffa: 1\r\nb: 2\r\n---\r\nc: 3\r\n")[1].value == {"c": 3}


def test_json_is_read_too() -> None:
    assert read('{"a": [1, "x", null]}')[0].value == {"a": [1, "x", None]}


def test_kyaml_is_read_too() -> None:
    assert read('---\n{\n  kind: "A",\n  spec: {ports: [{port: 80,},],},\n}\n')[0].value["spec"] == {
        "ports": [{"port": 80}]
    }


def test_after_a_syntax_error_nothing_more_is_read() -> None:
    first, second = read("a: 1\n---\na: [1\nb: 2\n---\nc: 3\n")
    assert first.value == {"a": 1}
    assert second.error == (
        "error: error parsing STDIN: error converting YAML to JSON: "
        "yaml: line 1: did not find expected ',' or ']'"
    )
    assert second.problems[0].line == 4


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: *nobody", "unknown anchor 'nobody' referenced"),
        ("a: &a [*a]", "anchor 'a' value contains itself"),
        ("a: {{name}}", 'invalid map key: map[interface {}]interface {}{"name":interface {}(nil)}'),
        ("<<: 5", "map merge requires map or sequence of maps as the value"),
        ("a: \ud800", "invalid Unicode character"),
        ("a: \x01", "control characters are not allowed"),
    ],
)
def test_what_is_no_yaml_is_told_in_kubectls_words(text: str, words: str) -> None:
    assert words in read(text)[-1].error
