"""Numbers that somebody else wrote."""

import pytest

from k8sviz.sim.digits import BEYOND, number_or_text, signed, whole


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("080", 80),
        ("65536", 65536),
        ("9" * 18, 10**18 - 1),
        ("9" * 5000, BEYOND),
        ("0" * 5000 + "7", 7),
    ],
)
def test_digits_are_a_number_however_many(text: str, number: int) -> None:
    assert whole(text) == number


@pytest.mark.parametrize("text", ["", " 1", "1\n", "²", "٣", "1_000", "+1", "-1", "0x1", "1.0"])
def test_nothing_else_is(text: str) -> None:
    assert whole(text) is None


@pytest.mark.parametrize(("text", "number"), [("-5", -5), ("+5", 5), ("5", 5), ("-" + "9" * 5000, -BEYOND)])
def test_a_sign_stands_once_before_them(text: str, number: int) -> None:
    assert signed(text) == number


def test_and_not_twice() -> None:
    assert [signed(text) for text in ("--5", "+-5", "-", "- 5")] == [None] * 4


def test_a_port_is_a_number_or_a_name() -> None:
    assert [number_or_text(text) for text in ("8080", "http", "-1", "²")] == [8080, "http", "-1", "²"]
