"""The measured facts about kubectl's scalars."""

import pytest

from k8sviz.sim.manifests.load import read


def value_of(text: str) -> object:
    [document] = read(f"a: {text}")
    assert not document.error, document.error
    return document.value["a"]


@pytest.mark.parametrize("text", ["y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "true", "True", "TRUE"])
def test_these_words_are_true(text: str) -> None:
    assert value_of(text) is True


@pytest.mark.parametrize("text", ["n", "N", "no", "No", "NO", "off", "Off", "OFF", "false", "False", "FALSE"])
def test_these_words_are_false(text: str) -> None:
    assert value_of(text) is False


@pytest.mark.parametrize("text", ["", "~", "null", "Null", "NULL"])
def test_these_words_are_null(text: str) -> None:
    assert value_of(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0644", 420), ("0o644", 420), ("0x50", 80), ("-0x10", -16), ("0b101", 5), ("1_000", 1000), ("+5", 5),
        ("-0", 0), ("08", 8), ("1e3", 1000), ("8e3", 8000), ("12e03", 12000), ("1e-2", 0.01), ("3.0", 3),
        ("+.5", 0.5), (".5", 0.5), ("18446744073709551615", 18446744073709551615),
        ("100000000000000000000", 100000000000000000000),
    ],
)  # fmt: skip
def test_these_are_numbers(text: str, number: float) -> None:
    assert value_of(text) == number
    assert type(value_of(text)) is type(number)


@pytest.mark.parametrize(
    "text",
    [
        "22:22",
        "80:80",
        "2024-01-01",
        "2024-01-01T10:00:00Z",
        "1.2.3",
        "10.96.0.1",
        "0o9",
        "-x",
        "yEs",
        "nULL",
    ],
)
def test_these_are_strings(text: str) -> None:
    assert value_of(text) == text


@pytest.mark.parametrize(
    ("text", "value"), [('"5"', "5"), ("'yes'", "yes"), ("!!str 5", "5"), ("!!int '5'", 5)]
)
def test_quotes_and_tags_decide(text: str, value: object) -> None:
    assert value_of(text) == value


@pytest.mark.parametrize(("text", "word"), [(".inf", "+Inf"), ("-.inf", "-Inf"), (".nan", "NaN")])
def test_what_json_cannot_say_is_refused(text: str, word: str) -> None:
    [document] = read(f"a: {text}")
    assert document.error.endswith(f"json: unsupported value: {word}")


@pytest.mark.parametrize(("key", "name"), [("on", "true"), ("1", "1"), ("1.5", "1.5"), ("n", "false")])
def test_keys_become_strings(key: str, name: str) -> None:
    assert read(f"{key}: x")[0].value == {name: "x"}
