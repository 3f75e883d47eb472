"""Rooms that nobody uses do not stay for ever."""

from __future__ import annotations

import io
import time
from datetime import UTC, datetime

import pytest
from django.core.management import call_command

from k8sviz.rooms import recording
from k8sviz.rooms.founding import found
from k8sviz.rooms.idle import Pruning, idle, prune
from k8sviz.rooms.models import LogEntry, Presence, Recording, Room
from k8sviz.sim import engine
from k8sviz.sim.commands import Create

pytestmark = pytest.mark.django_db(transaction=True)
DAY = 86_400.0


async def room_of(days_ago: float) -> Room:
    """A room that was made so long ago, and never entered."""
    room, _ = await found(Room.SANDBOX)
    made = datetime.fromtimestamp(time.time() - days_ago * DAY, UTC)
    await Room.objects.filter(pk=room.pk).aupdate(created=made)
    return room


async def seen(room: Room, days_ago: float) -> None:
    await Presence.objects.acreate(room=room, process="p", viewers=0, seen_at=time.time() - days_ago * DAY)


async def codes(days: float = 30) -> list[str]:
    return [room.code async for room in idle(days)]


async def test_a_room_that_nobody_entered_is_idle_after_the_days() -> None:
    old, _young = await room_of(31), await room_of(29)
    assert await codes() == [old.code]


async def test_a_room_that_was_watched_lately_is_not_idle() -> None:
    old, watched = await room_of(90), await room_of(90)
    await seen(old, 31)
    await seen(watched, 3)
    assert await codes() == [old.code]


async def test_a_room_that_was_used_without_a_viewer_is_not_idle() -> None:
    old, used = await room_of(90), await room_of(90)
    world = engine.create(Create(seed=1))
    for room in (old, used):
        await recording.keep(room.pk, 1, world.cluster)
        await recording.keep(room.pk, 1, world.cluster)  # the second time counts, too
    long_ago = datetime.fromtimestamp(time.time() - 40 * DAY, UTC)
    await Recording.objects.filter(room__in=[old, used]).aupdate(kept=long_ago)
    assert len(await codes()) == 2
    await recording.keep(used.pk, 2, world.cluster)
    assert await codes() == [old.code]


async def test_pruning_deletes_idle_rooms_with_their_logs() -> None:
    old, young = await room_of(31), await room_of(1)
    await Pruning().look(())
    assert [room.pk async for room in Room.objects.all()] == [young.pk]
    assert not await LogEntry.objects.filter(room_id=old.pk).aexists()


async def test_a_room_in_memory_is_spared() -> None:
    old = await room_of(31)
    await Pruning().look({old.pk})
    assert await Room.objects.filter(pk=old.pk).aexists()


async def test_a_heartbeat_prunes_once_a_day() -> None:
    pruning = Pruning()
    await pruning.look(())
    old = await room_of(31)
    await pruning.look(())
    assert await Room.objects.filter(pk=old.pk).aexists()


@pytest.mark.django_db
def test_no_days_mean_never() -> None:
    Room.objects.create(code="OLD", edit_hash="", kind=Room.SANDBOX)
    Room.objects.update(created=datetime(2020, 1, 1, tzinfo=UTC))
    assert prune(0) == 0
    assert Room.objects.count() == 1


@pytest.mark.django_db
def test_the_command_prints_before_it_deletes() -> None:
    Room.objects.create(code="OLD", edit_hash="", kind=Room.SANDBOX)
    Room.objects.update(created=datetime(2020, 1, 1, tzinfo=UTC))
    printed = io.StringIO()
    call_command("prune", "--dry-run", stdout=printed)
    call_command("prune", "--days", "30", stdout=printed)
    assert printed.getvalue() == "OLD\n1 rooms deleted\n"
    assert not Room.objects.exists()
