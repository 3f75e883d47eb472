"""A line as klog writes it: severity, day and time, a process number, where it comes from."""

from __future__ import annotations

from datetime import UTC, datetime

_PROCESS = 1  # no process runs here


def line(severity: str, place: str, message: str, now: float) -> str:
    """E1123 06:52:04.277983       1 run.go:72] what happened, without the line's end."""
    when = datetime.fromtimestamp(now, UTC).strftime("%m%d %H:%M:%S.%f")
    return f"{severity}{when} {_PROCESS:7} {place}] {message}"
