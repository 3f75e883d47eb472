"""Tools that read lines and write lines (POSIX.1, XCU 3; BusyBox where that says less)."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from itertools import groupby, pairwise

from k8sviz.sim import digits
from k8sviz.sim.shell.budget import Budget
from k8sviz.sim.shell.columns import awk, cut
from k8sviz.sim.shell.grep import grep
from k8sviz.sim.shell.options import Known, UsageError
from k8sviz.sim.shell.reply import Reply
from k8sviz.sim.shell.tr import tr

_LINES = Known({"q": "quiet"}, {"n": "lines"})
_SORT = Known({"r": "reverse", "n": "numeric-sort", "u": "unique"}, {"k": "key", "t": "by"})
_UNIQ = Known({"c": "count", "d": "repeated", "u": "unique"}, {})
_WC = Known({"l": "lines", "w": "words", "c": "bytes", "m": "chars"}, {})
_BASE64 = Known({"d": "decode", "D": "decode-too"}, {"w": "wrap"})
_NUMBER = re.compile(r"\s*(-?[0-9]+(?:\.[0-9]+)?)")
_PADDED = 8  # characters that `uniq -c` writes before a line
Filter = Callable[[list[str], list[str], Budget], Reply]
"""Takes the lines and the arguments. Raises: UsageError, OptionError, PatternError, Spent."""


def _text(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _head(lines: list[str], arguments: list[str], budget: Budget) -> Reply:
    """The first; with a minus, all but the last."""
    return Reply(_text(lines[: _count(_lines_of(arguments))]))


def _tail(lines: list[str], arguments: list[str], budget: Budget) -> Reply:
    """The last; with a plus, all from there on."""
    said = _lines_of(arguments)
    count = abs(_count(said))
    return Reply(_text(lines[max(0, count - 1) if said.startswith("+") else max(0, len(lines) - count) :]))


def _lines_of(arguments: list[str]) -> str:
    """-5 means -n 5."""
    told = [
        f"-n{word[1:]}" if re.fullmatch("-[0-9]+", word) and before not in ("-n", "--lines") else word
        for before, word in pairwise(["", *arguments])
    ]
    return _LINES.read(told).given.get("lines", "10")


def _count(said: str) -> int:
    count = digits.signed(said)
    if count is None:
        raise UsageError(f"invalid number '{said}'")
    return count


def _wc(lines: list[str], arguments: list[str], budget: Budget) -> Reply:
    options = _WC.read(arguments)
    text = _text(lines)
    octets = len(text.encode(errors="surrogatepass"))
    counts = {"lines": len(lines), "words": len(text.split()), "chars": len(text), "bytes": octets}
    asked = [str(counts[name]) for name in counts if options.has(name)]
    usual = [f"{counts[name]:>7}" for name in ("lines", "words", "bytes")]
    return Reply(" ".join(asked or usual) + "\n")


def _sort(lines: list[str], arguments: list[str], budget: Budget) -> Reply:
    options = _SORT.read(arguments)
    by, field = options.given.get("by"), _key(options.given.get("key", ""))
    if by is not None and len(by) != 1:
        raise UsageError("the separator must be a single character", 2)

    def key(line: str) -> tuple[float, str]:
        text = " ".join(line.split(by)[field - 1 :]) if field else line
        number = _NUMBER.match(text)
        return (float(number[1]) if number and options.has("numeric-sort") else 0.0, text)

    found = sorted(dict.fromkeys(lines) if options.has("unique") else lines, key=key)
    return Reply(_text(found[::-1] if options.has("reverse") else found))


def _key(said: str) -> int:
    """The field by which lines are sorted, and those behind it; 0: the whole line."""
    written = re.match("[0-9]*", said)
    field = digits.whole(written[0]) if written and said else 0
    if field is None or (said and not field):
        raise UsageError(f"invalid field specification '{said}'", 2)
    return field


def _uniq(lines: list[str], arguments: list[str], budget: Budget) -> Reply:
    options = _UNIQ.read(arguments)
    runs = [(line, len(list(same))) for line, same in groupby(lines)]
    if options.has("repeated"):
        runs = [run for run in runs if run[1] > 1]
    if options.has("unique"):
        runs = [run for run in runs if run[1] == 1]
    budget.work(_PADDED * len(runs))
    return Reply(_text([f"{count:>7} {line}" if options.has("count") else line for line, count in runs]))


def _base64(lines: list[str], arguments: list[str], budget: Budget) -> Reply:
    options = _BASE64.read([one.replace("--decode", "-d") for one in arguments])
    if not (options.has("decode") or options.has("decode-too")):
        return Reply(base64.b64encode(_text(lines).encode(errors="surrogatepass")).decode() + "\n")
    try:
        return Reply(base64.b64decode("".join(lines).encode("ascii")).decode(errors="replace"))
    except (binascii.Error, UnicodeEncodeError):
        raise UsageError("invalid input") from None


def _cat(lines: list[str], arguments: list[str], budget: Budget) -> Reply:
    return Reply(_text(lines))


FILTERS: dict[str, Filter] = {
    "grep": grep, "head": _head, "tail": _tail, "wc": _wc, "sort": _sort, "uniq": _uniq, "cut": cut,
    "tr": tr, "awk": awk, "base64": _base64, "cat": _cat, "less": _cat, "more": _cat,
}  # fmt: skip
