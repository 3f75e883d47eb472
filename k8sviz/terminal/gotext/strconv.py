"""Numbers as Go's strconv reads them, with its errors.

https://pkg.go.dev/strconv#ParseInt
"""

from __future__ import annotations

import re

from k8sviz.sim import digits
from k8sviz.sim.manifests import gosyntax

_PREFIXED = re.compile(r"([+-]?)0(?:[xX](?P<x>[0-9a-fA-F_]+)|[bB](?P<b>[01_]+)|[oO]?(?P<o>[0-7_]+))")
_BASES = {"x": 16, "b": 2, "o": 8}
_UNDERSCORES = re.compile(r"[0-9a-fA-FxXbBoO+-](?:_?[0-9a-fA-FxXbBoO])*")
_LONGEST = 64
"""More digits than any int64 has in any base."""


class NumError(ValueError):
    """A text that is no such number; in Go's words."""

    def __init__(self, function: str, text: str, problem: str) -> None:
        super().__init__(f"strconv.{function}: parsing {gosyntax.quoted(text)}: {problem}")


def atoi(text: str) -> int:
    """A decimal int."""
    return _within("Atoi", text, digits.signed(text), 64)


def parse_int(text: str, bits: int = 64) -> int:
    """A flag's integer: decimal, or with 0x, 0o, 0b or 0 before it."""
    return _within("ParseInt", text, _any_base(text), bits)


def parse_port(text: str) -> int:
    """ParseUint with 16 bits."""
    number = digits.whole(text)
    if number is not None and number >= 1 << 16:
        raise NumError("ParseUint", text, "value out of range")
    return _within("ParseUint", text, number, 64)


def int32_or_text(text: str) -> int | str:
    """An IntOrString (intstr.Parse)."""
    number = digits.signed(text)
    return text if number is None or not _fits(number, 32) else number


def int32(number: int) -> int:
    """What is left of a number in 32 bits."""
    return (number + (1 << 31)) % (1 << 32) - (1 << 31)


def _any_base(text: str) -> int | None:
    bare = text.replace("_", "")
    if bare != text and not _UNDERSCORES.fullmatch(text):
        return None
    found = _PREFIXED.fullmatch(bare)
    if found is None:
        return digits.signed(bare)
    base, written = next((_BASES[name], part) for name, part in found.groupdict().items() if part)
    number = digits.BEYOND if len(written.lstrip("0")) > _LONGEST else int(written, base)
    return -number if found[1] == "-" else number


def _fits(number: int, bits: int) -> bool:
    return -(1 << (bits - 1)) <= number < 1 << (bits - 1)


def _within(function: str, text: str, number: int | None, bits: int) -> int:
    if number is None:
        raise NumError(function, text, "invalid syntax")
    if not _fits(number, bits) or abs(number) >= digits.BEYOND:
        raise NumError(function, text, "value out of range")
    return number
