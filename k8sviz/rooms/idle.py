"""Rooms that nobody has used for a long time are deleted, with their logs."""

from __future__ import annotations

import logging
import time
from collections.abc import Container
from datetime import UTC, datetime

from channels.db import database_sync_to_async
from django.db.models import Exists, OuterRef, QuerySet

from k8sviz.rooms.limits import limits
from k8sviz.rooms.models import Presence, Recording, Room

EVERY = 24 * 3600.0  # seconds between two looks
_DAY = 24 * 3600.0
_BATCH = 50  # rooms deleted at once: SQLite has one writer
_logger = logging.getLogger(__name__)


def idle(days: float, now: float | None = None) -> QuerySet[Room]:
    """The rooms that nobody has watched or used for so long.

    Viewers leave their time in the presence; whoever acts without watching leaves it in the recording,
    which is written when a process lets go of the room.
    """
    before = (time.time() if now is None else now) - days * _DAY
    date = datetime.fromtimestamp(before, UTC)
    watched = Presence.objects.filter(room=OuterRef("pk"), seen_at__gte=before)
    used = Recording.objects.filter(room=OuterRef("pk"), kept__gte=date)
    return Room.objects.filter(~Exists(watched), ~Exists(used), created__lt=date)


def prune(days: float, spared: Container[int] = ()) -> int:
    """Delete the idle rooms, but for those that are `spared`; how many there were. 0 days: none, ever."""
    if days <= 0:
        return 0
    gone = [key for key in idle(days).order_by("pk").values_list("pk", flat=True) if key not in spared]
    for start in range(0, len(gone), _BATCH):
        idle(days).filter(pk__in=gone[start : start + _BATCH]).delete()  # not those entered meanwhile
    return len(gone)


class Pruning:
    """Once after the start, then daily, whenever a heartbeat comes by."""

    def __init__(self) -> None:
        self._next = 0.0

    async def look(self, spared: Container[int]) -> None:
        """Prune if it is time to."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + EVERY
        gone = await database_sync_to_async(prune)(limits().idle_days, spared)
        if gone:
            _logger.info("deleted %d rooms that nobody has used for %g days", gone, limits().idle_days)
