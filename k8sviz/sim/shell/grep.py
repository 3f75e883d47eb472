"""grep: the lines that match, and those around them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from k8sviz.sim import digits
from k8sviz.sim.shell.budget import Budget
from k8sviz.sim.shell.options import Known, Options, UsageError
from k8sviz.sim.shell.pattern import Pattern
from k8sviz.sim.shell.reply import Reply

_USAGE = 2
_KNOWN = Known(
    {
        "i": "ignore-case", "v": "invert-match", "c": "count", "n": "line-number", "E": "extended-regexp",
        "F": "fixed-strings", "w": "word-regexp", "q": "quiet",
    },
    {"A": "after-context", "B": "before-context", "C": "context", "e": "regexp"},
)  # fmt: skip


def grep(lines: list[str], arguments: list[str], budget: Budget) -> Reply:
    """With the options above, of standard input alone."""
    options = _KNOWN.read(arguments)
    hits = list(_hits(lines, options, budget))
    code = int(not hits)
    if options.has("quiet"):
        return Reply("", "", code)
    if options.has("count"):
        return Reply(f"{len(hits)}\n", "", code)
    return Reply("".join(f"{line}\n" for line in _shown(lines, hits, options)), "", code)


def _hits(lines: list[str], options: Options, budget: Budget) -> Iterator[int]:
    said = [options.given["regexp"]] if options.has("regexp") else options.words[:1]
    if not said:
        raise UsageError("a pattern is missing", _USAGE)
    fold = str.lower if options.has("ignore-case") else str
    pattern = Pattern(fold(said[0]), budget, options.has("extended-regexp"), options.has("fixed-strings"))
    whole = options.has("word-regexp")
    for number, line in enumerate(lines):
        parts = re.split(r"\W+", fold(line)) if whole else [fold(line)]
        if any(map(pattern.found_in, parts)) != options.has("invert-match"):
            yield number


def _shown(lines: list[str], hits: list[int], options: Options) -> Iterator[str]:
    before, after = _context(options, "before"), _context(options, "after")
    numbered, found = options.has("line-number"), set(hits)
    shown = 0  # lines that have been passed
    for hit in hits:
        first = max(hit - before, shown)
        if shown and first > shown and (before or after):
            yield "--"
        shown = max(shown, min(hit + after + 1, len(lines)))
        for number in range(first, shown):
            mark = f"{number + 1}{':' if number in found else '-'}" if numbered else ""
            yield f"{mark}{lines[number]}"


def _context(options: Options, side: str) -> int:
    said = options.given.get(f"{side}-context", options.given.get("context", "0"))
    count = digits.whole(said)
    if count is None:
        raise UsageError(f"{said}: invalid context length argument", _USAGE)
    return count
