"""Cron schedules as github.com/robfig/cron/v3 reads them, and what it says of those that it cannot."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

_DESCRIPTORS = ("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly")
_EVERY = "@every "
_DURATION = re.compile(r"[+-]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)")
_UNIT = re.compile(r"(?:\d+\.?\d*|\.\d+)([^\d.]*)")
_UNITS = ("ns", "us", "µs", "μs", "ms", "s", "m", "h")
_MONTHS = {
    name: at
    for at, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
_DAYS = {name: at for at, name in enumerate(["sun", "mon", "tue", "wed", "thu", "fri", "sat"])}

Bounds = tuple[int, int, dict[str, int]]
_FIELDS: tuple[Bounds, ...] = ((0, 59, {}), (0, 23, {}), (1, 31, {}), (1, 12, _MONTHS), (0, 6, _DAYS))


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


def _read(schedule: str) -> None:
    if schedule.startswith(("TZ=", "CRON_TZ=")):
        zone, _, schedule = schedule.partition(" ")
        name = zone.partition("=")[2]
        if name and not known_zone(name):
            raise _UnreadableError(f"provided bad location {name}: unknown time zone {name}")
        schedule = schedule.strip()
    if schedule.startswith("@"):
        _descriptor(schedule)
        return
    fields = schedule.split()
    if len(fields) != len(_FIELDS):
        told = " ".join(fields)
        raise _UnreadableError(f"expected exactly {len(_FIELDS)} fields, found {len(fields)}: [{told}]")
    for field, bounds in zip(fields, _FIELDS, strict=True):
        for part in filter(None, field.split(",")):
            _part(part, bounds)


def _descriptor(text: str) -> None:
    if text.startswith(_EVERY):
        wrong = _duration(text.removeprefix(_EVERY))
        if wrong:
            raise _UnreadableError(f"failed to parse duration {text}: {wrong}")
    elif text not in _DESCRIPTORS:
        raise _UnreadableError(f"unrecognized descriptor: {text}")


def _duration(text: str) -> str:
    if _DURATION.fullmatch(text):
        return ""
    for unit in _UNIT.findall(text):
        if not unit:
            return f'time: missing unit in duration "{text}"'
        if unit not in _UNITS:
            return f'time: unknown unit "{unit}" in duration "{text}"'
    return f'time: invalid duration "{text}"'


def _part(part: str, bounds: Bounds) -> None:
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


def _number(text: str, words: dict[str, int]) -> int:
    if text.lower() in words:
        return words[text.lower()]
    if not re.fullmatch(r"[+-]?[0-9]+", text):
        why = f'strconv.Atoi: parsing "{text}": invalid syntax'
        raise _UnreadableError(f"failed to parse int from {text}: {why}")
    if int(text) < 0:
        raise _UnreadableError(f"negative number ({int(text)}) not allowed: {text}")
    return int(text)


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
