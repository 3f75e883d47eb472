"""Where a cursor stands in YAML that is still being written: told from indentation, as no parser could."""

from __future__ import annotations

import re
from typing import NamedTuple

ITEM = "[]"
_LINE = re.compile(r"(?P<indent> *)(?P<dashes>(?:- +|-$)*)(?P<rest>.*)$")
_KEY = re.compile(r"""(?P<quote>["']?)(?P<key>[^\s"'#:{}\[\],&*!|>%@`][^\s:"']*)(?P=quote)\s*:(?:\s+|$)""")
_SEPARATOR = re.compile(r"---(\s|$)")


class Cursor(NamedTuple):
    """The fields around a place, outermost first; an item of a list counts as "[]"."""

    path: tuple[str, ...]  # of the mapping around it, or of the field whose value it stands in
    word: str  # what has been typed of a key or a value
    start: int  # the column, from 0, at which the word begins
    is_value: bool
    others: frozenset[str]  # the keys that the mapping has already
    api_version: str
    kind: str


class _Written(NamedTuple):
    column: int  # at which the key begins
    dash: int  # the column of the first dash; -1 without one
    key: str
    rest: str


def cursor_at(text: str, line: int, column: int) -> Cursor:
    """The place at a line and a column, both counted from 1."""
    lines, here = _document(text.split("\n"), line - 1)
    before = lines[here][: column - 1]
    written = _written(before)
    own = _KEY.match(before[written.column :])
    path = [*_around(lines, here, written)]
    if own:
        value = before[written.column + own.end() :]
        start = len(before) - len(value)
        path.append(own["key"])
    else:
        value, start = before[written.column :], written.column
    others = frozenset(_siblings(lines, here, written))
    said = {name: _top(lines, name) for name in ("apiVersion", "kind")}
    return Cursor(tuple(path), value, start, own is not None, others, said["apiVersion"], said["kind"])


def _document(lines: list[str], here: int) -> tuple[list[str], int]:
    """The lines of the document around a line."""
    here = min(here, len(lines) - 1)
    starts = [i for i, line in enumerate(lines) if _SEPARATOR.match(line)]
    first = max((i + 1 for i in starts if i < here), default=0)
    last = min((i for i in starts if i >= max(here, first)), default=len(lines))
    return lines[first : max(last, here + 1)], here - first


def _written(line: str) -> _Written:
    match = _LINE.match(line)
    assert match is not None
    indent, dashes, rest = match["indent"], match["dashes"], match["rest"]
    key = _KEY.match(rest)
    return _Written(len(indent) + len(dashes), len(indent) if dashes else -1, key["key"] if key else "", rest)


def _around(lines: list[str], here: int, written: _Written) -> list[str]:
    """The fields that hold the line, found by going up to ever smaller indentation."""
    path: list[str] = []
    level, seeks_list = written.column, False
    if written.dash >= 0:
        path, level, seeks_list = [ITEM], written.dash, True
    for line in reversed(lines[:here]):
        above = _written(line)
        if not above.rest.strip() or above.rest.startswith("#"):
            continue
        if above.key and (above.column < level or (seeks_list and above.column == level and above.dash < 0)):
            path, level, seeks_list = [above.key, *path], above.column, False
        elif not (above.dash >= 0 and above.column == level and not seeks_list):
            continue
        if above.dash >= 0:
            path, level, seeks_list = [ITEM, *path], above.dash, True
    return path


def _siblings(lines: list[str], here: int, written: _Written) -> list[str]:
    """The other keys of the same mapping."""
    found: list[str] = []
    if written.dash < 0:
        for line in reversed(lines[:here]):
            above = _written(line)
            if above.rest.strip() and above.column < written.column:
                break
            if above.column == written.column and above.key:
                found.append(above.key)
            if above.dash >= 0 and above.column == written.column:
                break
    for line in lines[here + 1 :]:
        below = _written(line)
        if below.rest.strip() and (below.column < written.column or 0 <= below.dash < written.column):
            break
        if below.column == written.column and below.key:
            found.append(below.key)
    return found


def _top(lines: list[str], name: str) -> str:
    for line in lines:
        if line.startswith(f"{name}:"):
            return line.partition(":")[2].partition("#")[0].strip().strip("\"'")
    return ""
