"""Cron schedules as github.com/robfig/cron/v3 reads them, and what it says of those that it cannot."""

from __future__ import annotations

import re
from typing import NamedTuple
from zoneinfo import ZoneInfo

from k8sviz.sim import digits

_DESCRIPTORS = {
    "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@hourly": "0 * * * *",
}  # fmt: skip
_EVERY = "@every "
_DURATION = re.compile(r"[+-]?(?:0|(?:(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)(?:ns|us|µs|μs|ms|s|m|h))+)")
_UNITS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "h": 3600}
_PIECE = re.compile(r"([0-9]++(?:\.[0-9]*+)?|\.[0-9]++)([^0-9.]*)")
_LONGEST = 10 * 365 * 86_400  # seconds between two times of @every: more is never
_MONTHS = {
    name: at
    for at, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
_DAYS = {name: at for at, name in enumerate(["sun", "mon", "tue", "wed", "thu", "fri", "sat"])}

Bounds = tuple[int, int, dict[str, int]]
_FIELDS: tuple[Bounds, ...] = ((0, 59, {}), (0, 23, {}), (1, 31, {}), (1, 12, _MONTHS), (0, 6, _DAYS))


class Schedule(NamedTuple):
    """When something is due: the minutes, hours, days, months and weekdays that fit, or every so often."""

    fields: tuple[frozenset[int], ...] = ()
    any_day: bool = False  # one of the two kinds of days is a star, so that both have to fit
    every: int = 0  # seconds; 0: the fields tell


class _UnreadableError(ValueError):
    """Why a schedule cannot be read."""


def problem(schedule: str) -> str:
    """What the library says of a schedule; nothing if it can be read."""
    try:
        _read(schedule)
    except _UnreadableError as why:
        return str(why)
    return ""


def known_zone(name: str) -> bool:
    """Whether there is such a time zone."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def read(schedule: str) -> Schedule | None:
    """What a schedule says; None if it cannot be read."""
    try:
        return _read(schedule)
    except _UnreadableError:
        return None


def _read(schedule: str) -> Schedule:
    if schedule.startswith(("TZ=", "CRON_TZ=")):
        zone, _, schedule = schedule.partition(" ")
        name = zone.partition("=")[2]
        if name and not known_zone(name):
            raise _UnreadableError(f"provided bad location {name}: unknown time zone {name}")
        schedule = schedule.strip()
    if schedule.startswith(_EVERY):
        return Schedule(every=_every(schedule))
    if schedule.startswith("@"):
        if schedule not in _DESCRIPTORS:
            raise _UnreadableError(f"unrecognized descriptor: {schedule}")
        schedule = _DESCRIPTORS[schedule]
    fields = schedule.split()
    if len(fields) != len(_FIELDS):
        told = " ".join(fields)
        raise _UnreadableError(f"expected exactly {len(_FIELDS)} fields, found {len(fields)}: [{told}]")
    read_fields = [_field(field, bounds) for field, bounds in zip(fields, _FIELDS, strict=True)]
    any_day = read_fields[2][1] or read_fields[4][1]
    return Schedule(tuple(values for values, _ in read_fields), any_day)


def _field(field: str, bounds: Bounds) -> tuple[frozenset[int], bool]:
    """The values that fit, and whether that is because of a star."""
    parts = [_part(part, bounds) for part in filter(None, field.split(","))]
    return frozenset(value for values, _ in parts for value in values), any(star for _, star in parts)


def _every(text: str) -> int:
    """Seconds, one at least."""
    duration = text.removeprefix(_EVERY)
    wrong = _duration(duration)
    if wrong:
        raise _UnreadableError(f"failed to parse duration {text}: {wrong}")
    seconds = sum(float(number) * _UNITS.get(unit, 0) for number, unit in _PIECE.findall(duration))
    return 1 if duration.startswith("-") else int(min(max(seconds, 1), _LONGEST))


def _duration(text: str) -> str:
    if _DURATION.fullmatch(text):
        return ""
    for _, unit in _PIECE.findall(text):
        if not unit:
            return f'time: missing unit in duration "{text}"'
        if unit not in _UNITS:
            return f'time: unknown unit "{unit}" in duration "{text}"'
    return f'time: invalid duration "{text}"'


def _part(part: str, bounds: Bounds) -> tuple[range, bool]:
    span, *steps = part.split("/")
    ends = span.split("-")
    least, most, words = bounds
    if ends[0] in ("*", "?"):
        start, end = least, most
    else:
        start = _number(ends[0], words)
        if ends[2:]:
            raise _UnreadableError(f"too many hyphens: {part}")
        end = _number(ends[-1], words) if len(ends) > 1 else start
    if len(steps) > 1:
        raise _UnreadableError(f"too many slashes: {part}")
    step = _number(steps[0], {}) if steps else 1
    if steps and len(ends) == 1:
        end = most
    _range(part, (start, end, step), bounds)
    return range(start, end + 1, step), ends[0] in ("*", "?") and step == 1


def _number(text: str, words: dict[str, int]) -> int:
    if text.lower() in words:
        return words[text.lower()]
    number = digits.signed(text)
    if number is None:
        why = f'strconv.Atoi: parsing "{text}": invalid syntax'
        raise _UnreadableError(f"failed to parse int from {text}: {why}")
    if number < 0:
        raise _UnreadableError(f"negative number ({number}) not allowed: {text}")
    return number


def _range(part: str, given: tuple[int, int, int], bounds: Bounds) -> None:
    start, end, step = given
    if start < bounds[0]:
        raise _UnreadableError(f"beginning of range ({start}) below minimum ({bounds[0]}): {part}")
    if end > bounds[1]:
        raise _UnreadableError(f"end of range ({end}) above maximum ({bounds[1]}): {part}")
    if start > end:
        raise _UnreadableError(f"beginning of range ({start}) beyond end of range ({end}): {part}")
    if step == 0:
        raise _UnreadableError(f"step of range should be a positive number: {part}")
