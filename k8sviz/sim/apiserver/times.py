"""Times of the API as milliseconds of the room, and how long ago they were, as Kubernetes prints it."""

from __future__ import annotations

import re

_DAYS_BEFORE = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)
_FEBRUARY = 2
_FIRST_YEAR = 2026  # settings.timestamp: a room's time begins on 2026-01-01
_STAMP = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt]([0-9]{2}):([0-9]{2}):([0-9]{2})(\.[0-9]+)?"
    r"(?:Z|z|([+-])([0-9]{2}):([0-9]{2}))\Z"
)
_MINUTE, _HOUR, _DAY, _YEAR = 60, 3600, 86_400, 365 * 86_400


def milliseconds(stamp: str) -> int | None:
    """The inverse of `Settings.timestamp`; None for what is no RFC 3339 time."""
    match = _STAMP.match(stamp)
    if match is None or not 1 <= int(match[2]) <= len(_DAYS_BEFORE):
        return None
    year, month, day, hour, minute, second = (int(match[place]) for place in range(1, 7))
    leaps = (year - 1) // 4 - (_FIRST_YEAR - 1) // 4 + (year % 4 == 0 and month > _FEBRUARY)
    days = (year - _FIRST_YEAR) * 365 + leaps + _DAYS_BEFORE[month - 1] + day - 1
    seconds = days * _DAY + hour * _HOUR + minute * _MINUTE + second
    if match[8]:
        shift = int(match[9]) * _HOUR + int(match[10]) * _MINUTE
        seconds -= shift if match[8] == "+" else -shift
    return seconds * 1000 + int(float(match[7] or "0") * 1000)


def since(stamp: str | None, now: int) -> str:
    """How long ago: 5m3s; <unknown> for no time at all (printers.go translateTimestampSince)."""
    then = milliseconds(stamp or "")
    return "<unknown>" if then is None else human((now - then) // 1000)


# Up to how many seconds a duration is written how: the large unit, then the small one if it counts
_WRITTEN: tuple[tuple[int, tuple[int, str], tuple[int, str] | None], ...] = (
    (2 * _MINUTE, (1, "s"), None),
    (10 * _MINUTE, (_MINUTE, "m"), (1, "s")),
    (3 * _HOUR, (_MINUTE, "m"), None),
    (8 * _HOUR, (_HOUR, "h"), (_MINUTE, "m")),
    (48 * _HOUR, (_HOUR, "h"), None),
    (8 * _DAY, (_DAY, "d"), (_HOUR, "h")),
    (2 * _YEAR, (_DAY, "d"), None),
    (8 * _YEAR, (_YEAR, "y"), (_DAY, "d")),
)


def human(seconds: int) -> str:
    """A duration with two units at most (apimachinery pkg/util/duration HumanDuration)."""
    if seconds < -1:
        return "<invalid>"
    seconds = max(seconds, 0)
    for below, (large, unit), small in _WRITTEN:
        if seconds < below:
            much, rest = divmod(seconds, large)
            few = rest // small[0] if small else 0
            return f"{much}{unit}{few}{small[1]}" if small and few else f"{much}{unit}"
    return f"{seconds // _YEAR}y"
