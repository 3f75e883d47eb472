"""tr: characters turned into others, deleted or squeezed."""

from __future__ import annotations

from itertools import groupby

from k8sviz.sim.shell import chars
from k8sviz.sim.shell.budget import Budget
from k8sviz.sim.shell.chars import Chars, ClassError, RangeError
from k8sviz.sim.shell.options import Known, UsageError
from k8sviz.sim.shell.reply import Reply

_KNOWN = Known({"s": "squeeze-repeats", "d": "delete"}, {})


def tr(lines: list[str], arguments: list[str], budget: Budget) -> Reply:
    """As GNU's, of characters instead of bytes."""
    options = _KNOWN.read(arguments)
    text, sets = "".join(f"{line}\n" for line in lines), [_read(word) for word in options.words]
    squeezes, deletes = options.has("squeeze-repeats"), options.has("delete")
    if not sets:
        raise UsageError("missing operand")
    if len(sets) != 1 + (not deletes and not squeezes) and not (len(sets) == 2 and squeezes):  # noqa: PLR2004
        raise UsageError("two sets are needed" if len(sets) == 1 else "extra operand")
    places = _places(text, sets[0], budget)
    if deletes:
        text = text.translate(dict.fromkeys(places))
    elif len(sets) > 1:
        text = text.translate(_translated(places, sets[1]))
    return Reply(_squeezed(text, sets[-1], budget) if squeezes else text)


def _read(text: str) -> Chars:
    try:
        return chars.read(text, escapes=True)
    except (RangeError, ClassError) as problem:
        raise UsageError(str(problem)) from problem


def _places(text: str, wanted: Chars, budget: Budget) -> dict[int, int]:
    """Of the text's characters those that are wanted, and their place in the set."""
    here = set(text)
    budget.work(len(here) * len(wanted.ranges))
    return {ord(char): place for char in here if (place := wanted.place(char)) >= 0}


def _translated(places: dict[int, int], into: Chars) -> dict[int, str]:
    if not into.ranges:
        raise UsageError("when not truncating set1, string2 must be non-empty")
    return {code: into.at(place) for code, place in places.items()}


def _squeezed(text: str, wanted: Chars, budget: Budget) -> str:
    places = _places(text, wanted, budget)
    return "".join(char if ord(char) in places else "".join(run) for char, run in groupby(text))
