"""Tools that read lines and write lines (POSIX.1, XCU 3; BusyBox where that says less)."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from itertools import groupby

from k8sviz.sim.shell.options import Known, Options
from k8sviz.sim.shell.pattern import Pattern
from k8sviz.sim.shell.reply import Reply

USAGE = 2
_GREP = Known(
    {
        "i": "ignore-case", "v": "invert-match", "c": "count", "n": "line-number", "E": "extended-regexp",
        "F": "fixed-strings", "w": "word-regexp", "q": "quiet",
    },
    {"A": "after-context", "B": "before-context", "C": "context", "e": "regexp"},
)  # fmt: skip
_LINES = Known({"q": "quiet"}, {"n": "lines"})
_SORT = Known({"r": "reverse", "n": "numeric-sort", "u": "unique"}, {"k": "key", "t": "by"})
_UNIQ = Known({"c": "count", "d": "repeated", "u": "unique"}, {})
_WC = Known({"l": "lines", "w": "words", "c": "bytes", "m": "chars"}, {})
_CUT = Known({"s": "only-delimited"}, {"d": "delimiter", "f": "fields", "c": "characters"})
_TR = Known({"s": "squeeze", "d": "delete"}, {})
_BASE64 = Known({"d": "decode", "D": "decode-too"}, {"w": "wrap"})
_PRINT = re.compile(r"\s*\{\s*print\s*(.*?)\s*;?\s*\}\s*")
_KEY = re.compile(r"([0-9]+)")
Filter = Callable[[list[str], list[str]], Reply]


def _text(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _grep(lines: list[str], arguments: list[str]) -> Reply:
    options = _GREP.read(arguments)
    said = [options.given["regexp"]] if options.has("regexp") else options.words[:1]
    if not said:
        return Reply("", "grep: a pattern is missing\n", USAGE)
    fold = str.lower if options.has("ignore-case") else str
    pattern = Pattern(fold(said[0]), options.has("extended-regexp"), options.has("fixed-strings"))
    hits = [
        number
        for number, line in enumerate(lines)
        if _has(pattern, fold(line), options.has("word-regexp")) != options.has("invert-match")
    ]
    code = int(not hits)
    if options.has("quiet"):
        return Reply("", "", code)
    if options.has("count"):
        return Reply(f"{len(hits)}\n", "", code)
    return Reply(_text(list(_shown(lines, hits, options))), "", code)


def _has(pattern: Pattern, line: str, words: bool) -> bool:
    if not words:
        return pattern.found_in(line)
    return any(pattern.found_in(word) for word in re.split(r"\W+", line))


def _shown(lines: list[str], hits: list[int], options: Options) -> list[str]:
    around = options.given.get("context", "0")
    before, after = (int(options.given.get(f"{side}-context", around)) for side in ("before", "after"))
    near = {n for hit in hits for n in range(hit - before, hit + after + 1) if 0 <= n < len(lines)}
    shown: list[str] = []
    for place, number in enumerate(sorted(near)):
        if place and number - 1 not in near and (before or after):
            shown.append("--")
        mark = f"{number + 1}{':' if number in hits else '-'}" if options.has("line-number") else ""
        shown.append(f"{mark}{lines[number]}")
    return shown


def _head(lines: list[str], arguments: list[str]) -> Reply:
    count = int(_LINES.read(_dashed(arguments)).given.get("lines", "10"))
    return Reply(_text(lines[:count]))


def _tail(lines: list[str], arguments: list[str]) -> Reply:
    said = _LINES.read(_dashed(arguments)).given.get("lines", "10")
    if said.startswith("+"):
        return Reply(_text(lines[max(0, int(said) - 1) :]))
    return Reply(_text(lines[max(0, len(lines) - int(said)) :]))


def _dashed(arguments: list[str]) -> list[str]:
    """-5 means -n 5."""
    return [f"-n{one[1:]}" if re.fullmatch("-[0-9]+", one) else one for one in arguments]


def _wc(lines: list[str], arguments: list[str]) -> Reply:
    options = _WC.read(arguments)
    text = _text(lines)
    counts = {"lines": len(lines), "words": len(text.split()), "bytes": len(text.encode())}
    asked = [str(counts[name]) for name in counts if options.has(name)]
    return Reply(" ".join(asked or [f"{count:>7}" for count in counts.values()]) + "\n")


def _sort(lines: list[str], arguments: list[str]) -> Reply:
    options = _SORT.read(arguments)
    field = _KEY.match(options.given.get("key", ""))

    def key(line: str) -> tuple[float, str]:
        text = line
        if field:
            parts = line.split(options.given.get("by"))
            text = " ".join(parts[int(field[1]) - 1 :])
        number = re.match(r"\s*(-?[0-9]+(?:\.[0-9]+)?)", text)
        return (float(number[1]) if number and options.has("numeric-sort") else 0.0, text)

    found = sorted(dict.fromkeys(lines) if options.has("unique") else lines, key=key)
    return Reply(_text(found[::-1] if options.has("reverse") else found))


def _uniq(lines: list[str], arguments: list[str]) -> Reply:
    options = _UNIQ.read(arguments)
    runs = [(line, len(list(same))) for line, same in groupby(lines)]
    if options.has("repeated"):
        runs = [run for run in runs if run[1] > 1]
    if options.has("unique"):
        runs = [run for run in runs if run[1] == 1]
    return Reply(_text([f"{count:>7} {line}" if options.has("count") else line for line, count in runs]))


def _cut(lines: list[str], arguments: list[str]) -> Reply:
    options = _CUT.read(arguments)
    by = options.given.get("delimiter", "\t")
    wanted = options.given.get("fields") or options.given.get("characters", "")
    if not re.fullmatch(r"[0-9,-]+", wanted):
        return Reply("", "cut: which fields? say -f\n", USAGE)
    if options.has("characters"):
        return Reply(_text(["".join(_chosen(list(line), wanted)) for line in lines]))
    return Reply(_text([by.join(_chosen(line.split(by), wanted)) if by in line else line for line in lines]))


def _chosen(parts: list[str], wanted: str) -> list[str]:
    found: set[int] = set()
    for one in wanted.split(","):
        first, dash, last = one.partition("-")
        low = int(first or 1)
        high = min(int(last or len(parts)), len(parts)) if dash else low
        found |= set(range(low, high + 1))
    return [part for number, part in enumerate(parts, 1) if number in found]


def _tr(lines: list[str], arguments: list[str]) -> Reply:
    options = _TR.read(arguments)
    text, first = _text(lines), _unescaped(options.words[0]) if options.words else ""
    if options.has("delete"):
        return Reply("".join(char for char in text if char not in first))
    if options.has("squeeze") and len(options.words) == 1:
        return Reply(_squeezed(text, first))
    if len(options.words) != 2:  # noqa: PLR2004
        return Reply("", "tr: two sets are needed\n", USAGE)
    second = _unescaped(options.words[1])
    table = {ord(char): second[min(place, len(second) - 1)] for place, char in enumerate(first)}
    return Reply(text.translate(table))


def _squeezed(text: str, chars: str) -> str:
    return "".join(char if char in chars else "".join(run) for char, run in groupby(text))


def _unescaped(text: str) -> str:
    ranges = re.sub(r"(\w)-(\w)", lambda said: _between(said[1], said[2]), text)
    return ranges.replace("\\n", "\n").replace("\\t", "\t").replace("[:space:]", " \t\n")


def _between(first: str, last: str) -> str:
    return "".join(map(chr, range(ord(first), ord(last) + 1)))


def _awk(lines: list[str], arguments: list[str]) -> Reply:
    by = None
    if arguments[:1] and arguments[0].startswith("-F"):
        by = arguments[0][2:] or (arguments[1] if len(arguments) > 1 else None)
        arguments = arguments[1 if arguments[0][2:] else 2 :]
    said = _PRINT.fullmatch(arguments[0]) if arguments else None
    fields = re.split(r"\s*,\s*", said[1]) if said and said[1] else ["$0"]
    if said is None or not all(re.fullmatch(r"\$(?:[0-9]+|NF)", one) for one in fields):
        return Reply("", "awk: only '{print $1, $2}' is simulated\n", USAGE)
    return Reply(_text([" ".join(_field(line, line.split(by), one) for one in fields) for line in lines]))


def _field(line: str, parts: list[str], said: str) -> str:
    number = len(parts) if said == "$NF" else int(said[1:])
    return line if number == 0 else parts[number - 1] if number <= len(parts) else ""


def _base64(lines: list[str], arguments: list[str]) -> Reply:
    options = _BASE64.read([one.replace("--decode", "-d") for one in arguments])
    text = "\n".join(lines)
    if not (options.has("decode") or options.has("decode-too")):
        return Reply(base64.b64encode(_text(lines).encode()).decode() + "\n")
    try:
        return Reply(base64.b64decode(text, validate=False).decode(errors="replace"))
    except binascii.Error:
        return Reply("", "base64: invalid input\n", 1)


def _cat(lines: list[str], arguments: list[str]) -> Reply:
    return Reply(_text(lines))


FILTERS: dict[str, Filter] = {
    "grep": _grep, "head": _head, "tail": _tail, "wc": _wc, "sort": _sort, "uniq": _uniq, "cut": _cut,
    "tr": _tr, "awk": _awk, "base64": _base64, "cat": _cat, "less": _cat, "more": _cat,
}  # fmt: skip
