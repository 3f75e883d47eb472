"""grep's patterns, matched in linear time: . [] * + ? ^ $ and |, without groups (POSIX.1, XBD 9)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

_LONGEST = 200


class PatternError(Exception):
    """A pattern that is not simulated."""


class _Item(NamedTuple):
    """One character of a kind, or several of them."""

    chars: frozenset[str] | None  # None: any
    negated: bool = False
    least: int = 1  # 0: may be missing
    many: bool = False

    def takes(self, char: str) -> bool:
        return self.chars is None or (char in self.chars) != self.negated


class _Branch(NamedTuple):
    items: tuple[_Item, ...]
    from_start: bool
    to_end: bool


class Pattern:
    """A basic (BRE) or extended (ERE) regular expression, or a fixed string."""

    def __init__(self, text: str, extended: bool = False, fixed: bool = False) -> None:
        if len(text) > _LONGEST:
            raise PatternError(f"a pattern of more than {_LONGEST} characters")
        self._fixed = text if fixed else None
        self._branches = () if fixed else tuple(_branch(one, extended) for one in _split(text, extended))

    def found_in(self, line: str) -> bool:
        """Whether some part of the line matches."""
        if self._fixed is not None:
            return self._fixed in line
        return any(_matches(branch, line) for branch in self._branches)


def _split(text: str, extended: bool) -> list[str]:
    return text.replace("\\|", "|" if not extended else "\\|").split("|") if "|" in text else [text]


def _branch(text: str, extended: bool) -> _Branch:
    if any(sign in text for sign in (("(", "{") if extended else ("\\(", "\\{"))):
        raise PatternError("groups and counts")
    from_start, to_end = text.startswith("^"), text.endswith("$") and not text.endswith("\\$")
    body = text[from_start : len(text) - to_end]
    return _Branch(tuple(_items(body, extended)), from_start, to_end)


def _items(body: str, extended: bool) -> Iterator[_Item]:
    at = 0
    while at < len(body):
        item, at = _atom(body, at)
        sign = body[at : at + 1]
        if sign == "*" or (extended and sign in ("+", "?") and sign):
            item = item._replace(least=int(sign == "+"), many=sign != "?")
            at += 1
        yield item


def _atom(body: str, at: int) -> tuple[_Item, int]:
    char = body[at]
    if char == "\\" and at + 1 < len(body):
        return _Item(frozenset(body[at + 1])), at + 2
    if char == ".":
        return _Item(None), at + 1
    end = body.find("]", at + 2)
    if char == "[" and end > 0:
        said = body[at + 1 : end]
        negated = said.startswith("^")
        return _Item(frozenset(_class(said[negated:])), negated), end + 1
    return _Item(frozenset(char)), at + 1


def _class(said: str) -> Iterator[str]:
    at = 0
    while at < len(said):
        if said[at + 1 : at + 2] == "-" and at + 2 < len(said):
            yield from map(chr, range(ord(said[at]), ord(said[at + 2]) + 1))
            at += 3
        else:
            yield said[at]
            at += 1


def _matches(branch: _Branch, line: str) -> bool:
    """All the places in the pattern that could be reached, character by character (Thompson 1968)."""
    items, end = branch.items, len(branch.items)
    here = _reach(items, {0})
    if end in here and not branch.to_end:
        return True
    for place, char in enumerate(line):
        if place and not branch.from_start:
            here |= _reach(items, {0})
        moved = set()
        for at in here:
            if at < end and items[at].takes(char):
                moved |= {at, at + 1} if items[at].many else {at + 1}
        here = _reach(items, moved)
        if end in here and not branch.to_end:
            return True
    return end in here or (not branch.from_start and end in _reach(items, {0}))


def _reach(items: tuple[_Item, ...], places: set[int]) -> set[int]:
    """These places, and those behind items that may be missing."""
    found, left = set(places), list(places)
    while left:
        at = left.pop()
        if at < len(items) and not items[at].least and at + 1 not in found:
            found.add(at + 1)
            left.append(at + 1)
    return found
