"""When a schedule is due next: github.com/robfig/cron/v3 SpecSchedule.Next, in simulated time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from k8sviz.sim.manifests.validation.schedule import Schedule

_YEAR = 2026  # a room's time begins with it, on a Thursday
_FIRST_WEEKDAY = 4
_MONTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_FEBRUARY, _LEAP = 2, 4
_FARTHEST = 5 * 366  # days: what is not due by then is never
_SECOND, _MINUTE, _HOUR, _DAY = 1_000, 60_000, 3_600_000, 86_400_000  # ms
_UTC = ("", "UTC", "UCT", "GMT", "Zulu", "Universal", "Greenwich", "GMT0", "GMT+0", "GMT-0")
_FIXED = re.compile(r"Etc/GMT([+-])(\d{1,2})")
_DAY_NAMES = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")
_MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Date(NamedTuple):
    """A day of the calendar."""

    year: int
    month: int
    day: int
    weekday: int  # 0 is Sunday


def offset(zone: str) -> int | None:
    """How far (ms) a zone's clocks are ahead of UTC; None of a zone whose clocks this room does not know."""
    if zone.removeprefix("Etc/") in _UTC:
        return 0
    fixed = _FIXED.fullmatch(zone)
    if fixed is None:
        return None
    return int(fixed[2]) * _HOUR * (-1 if fixed[1] == "+" else 1)  # POSIX counts westwards


def next_after(schedule: Schedule, now: int, zone: str = "") -> int | None:
    """The first time (ms) after `now` at which it is due; None if there is none within five years."""
    if schedule.every:
        return now // _SECOND * _SECOND + schedule.every * _SECOND
    ahead = offset(zone) or 0
    today = (now + ahead) // _DAY
    for day in range(today, today + _FARTHEST):
        if _fits(schedule, date(day)):
            for time in _times(schedule):
                if (at := day * _DAY + time - ahead) > now:
                    return at
    return None


def _fits(schedule: Schedule, day: Date) -> bool:
    _, _, days, months, weekdays = schedule.fields
    if day.month not in months:
        return False
    fit = day.day in days, day.weekday in weekdays
    return all(fit) if schedule.any_day else any(fit)


def _times(schedule: Schedule) -> Iterator[int]:
    minutes, hours = schedule.fields[:2]
    for hour in sorted(hours):
        for minute in sorted(minutes):
            yield hour * _HOUR + minute * _MINUTE


def date(day: int) -> Date:
    """The date of a day, counted from the first of the room's time."""
    weekday, year, month = (day + _FIRST_WEEKDAY) % 7, _YEAR, 1
    while day < 0:
        year -= 1
        day += sum(_length(year, month) for month in range(1, 13))
    while day >= (length := _length(year, month)):
        day -= length
        year, month = (year, month + 1) if month < len(_MONTHS) else (year + 1, 1)
    return Date(year, month, day + 1, weekday)


def _length(year: int, month: int) -> int:
    return _MONTHS[month - 1] + (month == _FEBRUARY and year % _LEAP == 0)


def rfc1123(at: int) -> str:
    """A time in words, as Go's RFC1123Z has it."""
    day = date(at // _DAY)
    clock = at % _DAY // _SECOND
    told = f"{_DAY_NAMES[day.weekday]}, {day.day:02} {_MONTH_NAMES[day.month - 1]} {day.year}"
    return f"{told} {clock // 3600:02}:{clock // 60 % 60:02}:{clock % 60:02} +0000"
