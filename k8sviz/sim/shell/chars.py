"""Sets of characters, kept as ranges: `a-z` may be wide, and is never written out (POSIX.1, XBD 9.3.5)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

_CLASSES = {
    "lower": "a-z", "upper": "A-Z", "alpha": "A-Za-z", "digit": "0-9", "alnum": "0-9A-Za-z",
    "space": "\t-\r ", "blank": "\t ", "punct": "!-/:-@[-`{-~", "xdigit": "0-9A-Fa-f",
}  # fmt: skip
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\"}


class RangeError(Exception):
    """A range that ends before it begins."""


class ClassError(Exception):
    """A class that does not exist."""


class Range(NamedTuple):
    """Code points, both ends included."""

    first: int
    last: int

    @property
    def size(self) -> int:
        """How many there are."""
        return self.last - self.first + 1


class Chars(NamedTuple):
    """Characters in the order in which they were written."""

    ranges: tuple[Range, ...]

    def place(self, char: str) -> int:
        """Which one it is, the last where it is there twice; -1 if it is none of them."""
        code, end = ord(char), self.size
        for one in reversed(self.ranges):
            end -= one.size
            if one.first <= code <= one.last:
                return end + code - one.first
        return -1

    def at(self, place: int) -> str:
        """The one at a place; beyond the end, the last."""
        for one in self.ranges:
            if place < one.size:
                return chr(one.first + place)
            place -= one.size
        return chr(self.ranges[-1].last)

    @property
    def size(self) -> int:
        """How many there are."""
        return sum(one.size for one in self.ranges)


def read(text: str, escapes: bool) -> Chars:
    r"""`a-z0-9_`, `[:space:]`; with `escapes` also `\n`.

    Raises: RangeError, ClassError.
    """
    return Chars(tuple(_ranges(text, escapes)))


def _ranges(text: str, escapes: bool) -> Iterator[Range]:
    at = 0
    while at < len(text):
        end = text.find(":]", at) if text.startswith("[:", at) else -1
        if end > 0:
            name = text[at + 2 : end]
            if name not in _CLASSES:
                raise ClassError(f"invalid character class '{name}'")
            yield from _ranges(_CLASSES[name], False)
            at = end + 2
            continue
        first, at = _one(text, at, escapes)
        last = first
        if text[at : at + 1] == "-" and at + 1 < len(text):
            last, at = _one(text, at + 1, escapes)
        if last < first:
            raise RangeError(f"range-endpoints of '{first}-{last}' are in reverse collating sequence order")
        yield Range(ord(first), ord(last))


def _one(text: str, at: int, escapes: bool) -> tuple[str, int]:
    if escapes and text[at] == "\\" and at + 1 < len(text):
        return _ESCAPES.get(text[at + 1], text[at + 1]), at + 2
    return text[at], at + 1
