"""Times of day: a room's own begin on 2026-01-01 and stand still with its clock, kubectl's is the wall's.

kubectl reckons ages by its own clock (`describe`, `events`), so that the times in answers are moved by as
much as the two are apart, and those in request bodies are moved back.
"""

from __future__ import annotations

import re
import time
from calendar import timegm
from datetime import UTC, datetime
from functools import lru_cache

from k8sviz.rooms.timeline import Timeline

_STAMP = re.compile(rb'"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)((?:\.\d+)?Z)"')
_FORM = "%Y-%m-%dT%H:%M:%S"
_BEGINNING = timegm((2026, 1, 1, 0, 0, 0))


def ahead(timeline: Timeline) -> int:
    """By how many seconds the wall's clock is ahead; the same for as long as the room's runs undisturbed."""
    anchor = timeline.history.anchor
    runs = anchor.rate == 1.0 and anchor.wall <= time.time() <= timeline.until
    wall, at = (anchor.wall, anchor.at) if runs else (time.time(), timeline.history.now)
    return round(wall - at / 1000) - _BEGINNING


def moved(text: bytes, seconds: int) -> bytes:
    """A JSON text with all its times moved."""
    return _STAMP.sub(lambda match: b'"%b%b"' % (_moved(match[1], seconds), match[2]), text)


@lru_cache(maxsize=4096)
def _moved(stamp: bytes, seconds: int) -> bytes:
    try:
        then = datetime.strptime(stamp.decode(), _FORM).replace(tzinfo=UTC).timestamp()
        return datetime.fromtimestamp(then + seconds, UTC).strftime(_FORM).encode()
    except (ValueError, OverflowError, OSError):
        return stamp
