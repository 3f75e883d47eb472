"""Ages and times as kubectl writes them (k8s.io/apimachinery/pkg/util/duration), and the times it reads."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_YEAR = 365 * _DAY
_UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "ns": 1e-9}
_PART = re.compile(r"([0-9]+(?:\.[0-9]*)?|\.[0-9]+)(h|ms|us|µs|ns|m|s)")
_LONGEST = 2**63 / 1e9
"""Seconds that Go's nanoseconds of 64 bits can say."""


def human(seconds: float) -> str:  # noqa: PLR0911  # one step of the ladder each
    """HumanDuration: 5s, 2m30s, 3h5m, 47h, 8d, 2y1d: two units at the most."""
    if int(seconds) < -1:
        return "<invalid>"
    whole = max(0, int(seconds))
    minutes, hours, days = whole // _MINUTE, whole // _HOUR, whole // _DAY
    if whole < 2 * _MINUTE:
        return f"{whole}s"
    if minutes < 10:
        return _two(minutes, "m", whole % _MINUTE, "s")
    if minutes < 180:
        return f"{minutes}m"
    if hours < 8:
        return _two(hours, "h", minutes % 60, "m")
    if hours < 48:
        return f"{hours}h"
    if hours < 192:
        return _two(days, "d", hours % 24, "h")
    if days < 2 * 365:
        return f"{days}d"
    if days < 8 * 365:
        return _two(days // 365, "y", days % 365, "d")
    return f"{whole // _YEAR}y"


def _two(large: int, unit: str, small: int, small_unit: str) -> str:
    return f"{large}{unit}{small}{small_unit}" if small else f"{large}{unit}"


def stamp(text: str) -> float:
    """Seconds since 1970 of an RFC 3339 time."""
    return datetime.fromisoformat(text).timestamp()


def ago(text: str | None, now: float) -> str:
    """The age of a moment: 4s, or <unknown>."""
    return human(now - stamp(text)) if text else "<unknown>"


def long_date(text: str) -> str:
    """RFC1123Z: Sun, 22 Nov 2026 21:24:55 +0000."""
    return datetime.fromtimestamp(stamp(text), UTC).strftime("%a, %d %b %Y %H:%M:%S +0000")


def parse(text: str) -> float | None:
    """The seconds that a Go duration says: 1m30s, 300ms, 0; None for another text."""
    sign, bare = (-1, text[1:]) if text.startswith("-") else (1, text.removeprefix("+"))
    if bare == "0":
        return 0
    parts = _PART.findall(bare)
    if not parts or "".join(number + unit for number, unit in parts) != bare:
        return None
    seconds = sum(float(number) * _UNITS[unit] for number, unit in parts)
    return sign * seconds if seconds < _LONGEST else None


def printed(seconds: float) -> str:
    """time.Duration.String for whole seconds: 0s, 30s, 5m0s, 1h0m0s."""
    whole = int(seconds)
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    if hours:
        return f"{hours}h{minutes}m{rest}s"
    return f"{minutes}m{rest}s" if minutes else f"{rest}s"


def go_time(seconds: float) -> str:
    """time.Time.String: 2026-11-22 21:24:55 +0000 UTC."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S +0000 UTC")
