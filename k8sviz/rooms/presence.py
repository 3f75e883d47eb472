"""Who watches which room. A heartbeat is a lease: the room's clock runs until it expires."""

from __future__ import annotations

import time
import uuid
from typing import NamedTuple

from channels.db import database_sync_to_async
from django.conf import settings
from django.db.models import Max, Q, Sum

from k8sviz.rooms import log
from k8sviz.rooms.models import Presence

BEAT = 2.0  # seconds
LEASE = 3 * BEAT
PROCESS = uuid.uuid4().hex


class Attendance(NamedTuple):
    """Of a room, by other processes than this: their viewers, and until when (wall) its clock may run."""

    viewers: int = 0
    until: float = 0.0


class Beat(NamedTuple):
    """What a heartbeat brings back for one room."""

    others: Attendance
    head: int


def _attendance(room_ids: list[int], now: float) -> dict[int, Attendance]:
    # Without Redis there is one process (see checks): whoever else is in the table is dead.
    alone = Q(pk__in=[]) if not settings.REDIS_URL else Q()
    fresh = Q(seen_at__gt=now - LEASE, viewers__gt=0) & ~Q(process=PROCESS) & alone
    rows = (
        Presence.objects.filter(room_id__in=room_ids)
        .values("room_id")
        .annotate(
            seen=Max("seen_at"), alive=Max("seen_at", filter=fresh), watching=Sum("viewers", filter=fresh)
        )
    )
    return {
        row["room_id"]: Attendance(
            row["watching"] or 0, row["alive"] + LEASE if row["alive"] else row["seen"]
        )
        for row in rows
    }


@database_sync_to_async
def of(room_id: int) -> Attendance:
    """How one room is attended; where nobody is, `until` is when the last one left."""
    return _attendance([room_id], time.time()).get(room_id, Attendance())


@database_sync_to_async
def beat(viewers: dict[int, int], now: float) -> dict[int, Beat]:
    """Say how many viewers this process has in each room; hear of the others, and of the log's growth."""
    rows = [
        Presence(room_id=room, process=PROCESS, viewers=n, seen_at=now) for room, n in viewers.items() if n
    ]
    if rows:
        Presence.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["room", "process"],
            update_fields=["viewers", "seen_at"],
        )
    others, numbers = _attendance(list(viewers), now), log.heads(viewers)
    return {room: Beat(others.get(room, Attendance()), numbers.get(room, 0)) for room in viewers}


@database_sync_to_async
def leave(room_id: int, now: float) -> None:
    """The last viewer of this process has gone."""
    Presence.objects.filter(room_id=room_id, process=PROCESS).update(viewers=0, seen_at=now)


@database_sync_to_async
def forget(room_id: int, now: float) -> None:
    """Drop what processes of the past have left behind; an anchor has taken its place."""
    Presence.objects.filter(room_id=room_id, seen_at__lt=now - LEASE).exclude(process=PROCESS).delete()
