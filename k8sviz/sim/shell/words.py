"""What scripts are held together by: echo, printf, date, sleep, test, true, false."""

from __future__ import annotations

import operator
import re

from k8sviz.sim import digits
from k8sviz.sim.shell.reply import Command, Place, Reply

_DAYS = ("Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed")  # a room's time begins on a Thursday
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAY = 86_400_000  # ms
_COMPARED = {
    "-eq": operator.eq, "-ne": operator.ne, "-lt": operator.lt, "-le": operator.le, "-gt": operator.gt,
    "-ge": operator.ge,
}  # fmt: skip
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86_400}
_LENGTH = re.compile(r"([0-9]+(?:\.[0-9]*)?|\.[0-9]+|inf(?:inity)?)([smhd]?)")
_SHOWN = 64  # characters of what is wrong
_PLACE = re.compile("%[sdi%]")
_ESCAPES = {"\\n": "\n", "\\t": "\t", "\\r": "\r"}


async def _echo(place: Place, arguments: list[str]) -> Reply:
    flags = 0
    while flags < len(arguments) and re.fullmatch("-[neE]+", arguments[flags]):
        flags += 1
    text = " ".join(arguments[flags:])
    if any("e" in flag for flag in arguments[:flags]):
        text = _unescaped(text)
    return Reply(text if any("n" in flag for flag in arguments[:flags]) else text + "\n")


async def _printf(place: Place, arguments: list[str]) -> Reply:
    """The format is used again for what arguments are left."""
    if not arguments:
        return Reply("", "printf: usage: printf FORMAT [ARG]...\n", 2)
    form, left = _unescaped(arguments[0]), arguments[:0:-1]
    text = ""
    while True:
        before = len(left)
        text += _PLACE.sub(lambda found: _put(found[0], left), form)
        place.budget.work(len(form))
        place.budget.fits(len(text))
        if not left or len(left) == before:
            return Reply(text)


def _put(directive: str, left: list[str]) -> str:
    """What stands for it: the next argument, where it takes one."""
    if directive == "%%":
        return "%"
    value = left.pop() if left else ""
    return value if directive == "%s" else value or "0"


def _unescaped(text: str) -> str:
    return re.sub(r"\\[ntr]", lambda found: _ESCAPES[found[0]], text)


async def _date(place: Place, arguments: list[str]) -> Reply:
    """BusyBox's, without a format: Thu Jan  1 00:00:00 UTC 2026."""
    now = place.world.cluster.now
    date, clock = place.world.cluster.settings.timestamp(now).rstrip("Z").split("T")
    year, month, day = date.split("-")
    weekday = _DAYS[now // _DAY % len(_DAYS)]
    return Reply(f"{weekday} {_MONTHS[int(month) - 1]} {int(day):2} {clock} UTC {year}\n")


async def _sleep(place: Place, arguments: list[str]) -> Reply:
    found = [_LENGTH.fullmatch(word) for word in arguments]
    wrong = next((word for word, match in zip(arguments, found, strict=True) if match is None), None)
    if wrong is not None or not found:
        return Reply("", f"sleep: invalid number '{(wrong or '')[:_SHOWN]}'\n", 1)
    await place.pause(sum(float(match[1]) * _UNITS[match[2]] for match in found if match))
    return Reply()


async def _true(place: Place, arguments: list[str]) -> Reply:
    return Reply()


async def _false(place: Place, arguments: list[str]) -> Reply:
    return Reply("", "", 1)


async def _test(place: Place, arguments: list[str]) -> Reply:
    """`test`, and `[` with its `]` taken off: texts and whole numbers."""
    negated = arguments[:1] == ["!"]
    match arguments[negated:]:
        case []:
            holds = False
        case [text]:
            holds = bool(text)
        case ["-n" | "-z" as sign, text]:
            holds = bool(text) == (sign == "-n")
        case [left, "=" | "==" | "!=" as sign, right]:
            holds = (left == right) != (sign == "!=")
        case [left, sign, right] if sign in _COMPARED:
            first, second = digits.signed(left.strip()), digits.signed(right.strip())
            if first is None or second is None:
                wrong = left if first is None else right
                return Reply("", f"sh: {wrong[:_SHOWN]}: bad number\n", 2)
            holds = _COMPARED[sign](first, second)
        case [word, *_]:
            return Reply("", f"sh: {word[:_SHOWN]}: unknown operand\n", 2)
    return Reply("", "", int(holds == negated))


async def _bracket(place: Place, arguments: list[str]) -> Reply:
    if arguments[-1:] != ["]"]:
        return Reply("", "sh: missing ]\n", 2)
    return await _test(place, arguments[:-1])


COMMANDS: dict[str, Command] = {
    "echo": _echo, "printf": _printf, "date": _date, "sleep": _sleep,
    "true": _true, ":": _true, "false": _false,
    "test": _test, "[": _bracket,
}  # fmt: skip
