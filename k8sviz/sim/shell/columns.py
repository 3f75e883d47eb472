"""cut and awk: parts of lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from k8sviz.sim import digits
from k8sviz.sim.shell.budget import Budget
from k8sviz.sim.shell.options import Known, UsageError
from k8sviz.sim.shell.reply import Reply

_USAGE = 2
_CUT = Known({"s": "only-delimited"}, {"d": "delimiter", "f": "fields", "c": "characters"})
_PRINT = re.compile(r"\{\s*print\b([^{}]*)\}")
_FIELD = re.compile(r"\$(?:[0-9]+|NF)")
Spans = list[tuple[int, int]]
"""First and last of what is kept, counted from 0 and the last left out, in order and apart."""


def cut(lines: list[str], arguments: list[str], budget: Budget) -> Reply:
    """By character, or by field."""
    options = _CUT.read(arguments)
    kind = "characters" if options.has("characters") else "fields"
    if not options.has(kind):
        raise UsageError("you must specify a list of bytes, characters, or fields")
    by, spans = options.given.get("delimiter", "\t"), _spans(options.given[kind])
    if len(by) != 1:
        raise UsageError("the delimiter must be a single character")
    budget.work(len(lines) * len(spans))
    if kind == "characters":
        kept = ("".join(line[first:last] for first, last in spans) for line in lines)
        return Reply("".join(f"{line}\n" for line in kept))
    told = (line for line in lines if by in line or not options.has("only-delimited"))
    return Reply("".join(f"{_fields(line, by, spans)}\n" for line in told))


def _fields(line: str, by: str, spans: Spans) -> str:
    if by not in line:
        return line
    parts = line.split(by)
    return by.join(chain.from_iterable(parts[first:last] for first, last in spans))


def _spans(said: str) -> Spans:
    merged: Spans = []
    for first, last in sorted(map(_span, said.split(","))):
        if merged and first <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], last)
        else:
            merged.append((first, last))
    return merged


def _span(said: str) -> tuple[int, int]:
    first, dash, last = said.partition("-")
    low = digits.whole(first) if first or not dash else 1
    high = low if not dash else digits.whole(last) if last else digits.BEYOND
    if low is None or high is None or said == "-":
        raise UsageError(f"invalid field value '{said}'")
    if not low or not high:
        raise UsageError("fields are numbered from 1")
    if high < low:
        raise UsageError("invalid decreasing range")
    return low - 1, high


def awk(lines: list[str], arguments: list[str], budget: Budget) -> Reply:
    """`{print $1, $NF}` with `-F`."""
    by, rest = _separator(arguments)
    said = _PRINT.fullmatch(rest[0].strip()) if rest else None
    names = said[1].strip().removesuffix(";").strip() if said else "?"
    wanted = [name.strip() for name in (names or "$0").split(",")]
    if not all(map(_FIELD.fullmatch, wanted)):
        raise UsageError("only '{print $1, $2}' is simulated", _USAGE)
    numbers = [digits.whole(one[1:]) for one in wanted]
    return Reply("".join(_printed(lines, by, numbers, budget)))


def _printed(lines: list[str], by: str | None, numbers: list[int | None], budget: Budget) -> Iterator[str]:
    written = 0
    for line in lines:
        parts = line.split(by)
        budget.work(len(numbers))
        text = " ".join(_field(line, parts, number) for number in numbers) + "\n"
        written += len(text)
        budget.fits(written)
        yield text


def _field(line: str, parts: list[str], number: int | None) -> str:
    """None is $NF, and 0 the whole line."""
    place = len(parts) if number is None else number
    return line if place == 0 else parts[place - 1] if place <= len(parts) else ""


def _separator(arguments: list[str]) -> tuple[str | None, list[str]]:
    """The field separator, None for blanks, and the rest of the words."""
    if not arguments or not arguments[0].startswith("-F"):
        return None, arguments
    by, rest = arguments[0][2:], arguments[1:]
    if not by:
        by, rest = (rest[0], rest[1:]) if rest else ("", [])
    by = {"\\t": "\t", "\\|": "|"}.get(by, by)
    if len(by) != 1:
        raise UsageError("only one character separates fields here", _USAGE)
    return (None if by == " " else by), rest
