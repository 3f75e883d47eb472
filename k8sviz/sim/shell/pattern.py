r"""grep's patterns, matched in linear time: . [] * + ? ^ $ and |, without groups (POSIX.1, XBD 9)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from k8sviz.sim.shell import chars
from k8sviz.sim.shell.budget import Budget
from k8sviz.sim.shell.chars import Chars, ClassError, RangeError

_LONGEST = 200
_SLOW = 4  # steps that a character takes where the pattern is not just text
_SPECIAL = "\\.[]*+?^$|(){}"


class PatternError(Exception):
    """A pattern that is not simulated."""


class _Item(NamedTuple):
    """One character of a kind, or several of them."""

    chars: Chars | None  # None: any
    negated: bool = False
    least: int = 1  # 0: may be missing
    many: bool = False

    def takes(self, char: str) -> bool:
        return self.chars is None or (self.chars.place(char) >= 0) != self.negated


class _Branch(NamedTuple):
    items: tuple[_Item, ...]
    from_start: bool
    to_end: bool


class Pattern:
    """A basic (BRE) or extended (ERE) regular expression, or a fixed string. Matching raises Spent."""

    def __init__(self, text: str, budget: Budget, extended: bool = False, fixed: bool = False) -> None:
        if len(text) > _LONGEST:
            raise PatternError(f"a pattern of more than {_LONGEST} characters (limit of this classroom)")
        self._budget = budget
        self._quick = _quick(text, fixed)
        if self._quick is None:
            self._slow = _Machine([_branch(one, extended) for one in _alternatives(text, extended)])

    def found_in(self, line: str) -> bool:
        """Whether some part of the line matches."""
        if self._quick is not None:
            self._budget.work(1)
            return self._quick(line)
        self._budget.work(_SLOW * (len(line) + 1))
        return self._slow.accepts(line, self._budget)


def _quick(text: str, fixed: bool) -> Callable[[str], bool] | None:
    """Where nothing has to be tried: text, ^text, text$."""
    core = text if fixed else text.removeprefix("^").removesuffix("$")
    if fixed or (core == text and not _has_special(core)):
        return lambda line: core in line
    if _has_special(core):
        return None
    if text.startswith("^") and text.endswith("$") and len(text) > 1:
        return lambda line: line == core
    return lambda line: line.startswith(core) if text.startswith("^") else line.endswith(core)


def _has_special(text: str) -> bool:
    return any(sign in text for sign in _SPECIAL)


class _Machine:
    """All places in all branches that could be reached, as the bits of one number (Myers 1999)."""

    def __init__(self, branches: list[_Branch]) -> None:
        self._items: list[_Item | None] = []  # None: behind a branch's last
        self._first = self._anywhere = self._end = self._any_end = self._missing = self._many = 0
        for branch in branches:
            self._add(branch)
        self._taking: dict[str, int] = {}

    def _add(self, branch: _Branch) -> None:
        start = len(self._items)
        self._first |= 1 << start
        self._anywhere |= 0 if branch.from_start else 1 << start
        for place, item in enumerate(branch.items, start):
            self._missing |= 0 if item.least else 1 << place
            self._many |= 1 << place if item.many else 0
        self._items += [*branch.items, None]
        self._end |= 1 << (len(self._items) - 1)
        self._any_end |= 0 if branch.to_end else 1 << (len(self._items) - 1)

    def accepts(self, line: str, budget: Budget) -> bool:
        here = self._reach(self._first)
        for char in line:
            if here & self._any_end:
                return True
            if char not in self._taking:
                budget.work(len(self._items))
                self._taking[char] = self._takers(char)
            took = here & self._taking[char]
            here = self._reach(took << 1 | took & self._many | self._anywhere)
        return bool(here & self._end)

    def _takers(self, char: str) -> int:
        return sum(1 << place for place, item in enumerate(self._items) if item and item.takes(char))

    def _reach(self, here: int) -> int:
        """These places, and those behind items that may be missing: the sum carries through them."""
        return here | (((here & self._missing) + self._missing) ^ self._missing)


def _alternatives(text: str, extended: bool) -> Iterator[str]:
    r"""What stands between the | of an ERE, or the \| of a BRE."""
    found, at = "", 0
    while at < len(text):
        atom = text[at : _atom_end(text, at)]
        if atom == ("|" if extended else "\\|"):
            yield found
            found = ""
        else:
            found += atom
        at += len(atom)
    yield found


def _atom_end(text: str, at: int) -> int:
    if text[at] == "\\":
        return at + 2
    end = _bracket_end(text, at) if text[at] == "[" else -1
    return end + 1 if end > 0 else at + 1


def _bracket_end(text: str, at: int) -> int:
    """Where a bracket expression's ] stands; -1 if it has none. A first ] is one of its characters."""
    at += 2 if text.startswith("[^", at) else 1
    at += text.startswith("]", at)
    while 0 <= at < len(text) and text[at] != "]":
        at = text.find(":]", at) + 2 if text.startswith("[:", at) and ":]" in text[at:] else at + 1
    return at if at < len(text) else -1


def _branch(text: str, extended: bool) -> _Branch:
    from_start, to_end = text.startswith("^"), text.endswith("$") and not text.endswith("\\$")
    return _Branch(tuple(_items(text[from_start : len(text) - to_end or None], extended)), from_start, to_end)


def _items(body: str, extended: bool) -> Iterator[_Item]:
    at = 0
    while at < len(body):
        atom = body[at : _atom_end(body, at)]
        at += len(atom)
        if atom in (("(", "{") if extended else ("\\(", "\\{")):
            raise PatternError("groups and counts are not simulated")
        item, sign = _item(atom), body[at : at + 1]
        if sign and sign in ("*+?" if extended else "*"):
            item = item._replace(least=int(sign == "+"), many=sign != "?")
            at += 1
        yield item


def _item(atom: str) -> _Item:
    if atom == ".":
        return _Item(None)
    if len(atom) == 1:
        return _Item(_just(atom))
    if atom[0] == "\\":
        return _Item(_just(atom[1]))
    negated = atom.startswith("[^")
    try:
        return _Item(chars.read(atom[1 + negated : -1], False), negated)
    except RangeError as problem:
        raise PatternError("Invalid range end") from problem
    except ClassError as problem:
        raise PatternError("Invalid character class name") from problem


def _just(char: str) -> Chars:
    return Chars((chars.Range(ord(char), ord(char)),))
