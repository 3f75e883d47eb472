"""The rooms that this process has in memory, and the heartbeat that keeps them in step with the others."""

from __future__ import annotations

import asyncio
import logging
import time

from k8sviz.rooms import hints, log, presence, recording
from k8sviz.rooms.idle import Pruning
from k8sviz.rooms.liveroom import LiveRoom
from k8sviz.rooms.models import Room
from k8sviz.sim.world import World

MOMENTS_KEPT = 4  # past worlds of a room that were asked about last
GRACE = 30.0  # seconds that a room is kept after the last one looked at it
_logger = logging.getLogger(__name__)


class Live:
    """One process's rooms. While there are none, nothing runs."""

    def __init__(self) -> None:
        self._rooms: dict[int, LiveRoom] = {}
        self._opening: dict[int, asyncio.Lock] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._beaten = 0.0
        self._pruning = Pruning()

    async def enter(self, room_id: int) -> LiveRoom:
        """The room, read from its log if nobody here has used it lately."""
        async with self._opening.setdefault(room_id, asyncio.Lock()):
            if room_id not in self._rooms:
                self._rooms[room_id] = await _open(room_id)
        self._rooms[room_id].used = time.monotonic()
        self._wake()
        return self._rooms[room_id]

    def _wake(self) -> None:
        if not any(not task.done() for task in self._tasks[:1]):
            for task in self._tasks:
                task.cancel()
            self._beaten = time.time()
            self._tasks = [asyncio.create_task(self._beat()), asyncio.create_task(hints.listen(self._heard))]

    async def _heard(self, room_id: int, number: int) -> None:
        room = self._rooms.get(room_id)
        if room is not None and room.attended:
            await room.heard(number)

    async def _beat(self) -> None:
        while self._rooms:
            await asyncio.sleep(presence.BEAT)
            try:
                await self._lapse()
                await self._evict()
                await self._beat_once()
                await self._pruning.look(self._rooms)
            except Exception:
                _logger.exception("a heartbeat failed")
        for task in self._tasks[1:]:
            task.cancel()

    async def _lapse(self) -> None:
        for room in [room for room in self._rooms.values() if room.lapsed]:
            await room.lapse()

    async def _beat_once(self) -> None:
        watched = {key: room for key, room in self._rooms.items() if room.attended}
        now = time.time()
        if now - self._beaten > presence.LEASE:  # this process slept: its leases are over
            for room in watched.values():
                async with room.lock:
                    await room.attend()
        counts = {key: len(room.audience) or 1 for key, room in watched.items()}
        beats = await presence.beat(counts, time.time()) if counts else {}
        self._beaten = time.time()
        for key, beat in beats.items():
            await watched[key].heartbeat(beat)

    async def _evict(self) -> None:
        old = time.monotonic() - GRACE
        for key, room in list(self._rooms.items()):
            if not room.attended and room.used < old and not room.lock.locked():
                del self._rooms[key]
                self._opening.pop(key, None)
                await recording.keep(key, room.timeline.number, room.timeline.world.cluster)


async def _open(room_id: int) -> LiveRoom:
    entries, ours = await log.current(room_id)
    if not ours:
        entries = await recording.go_on(room_id, entries)
    lesson = await Room.objects.values_list("lesson", flat=True).aget(pk=room_id)
    room = LiveRoom(room_id, entries[0], lesson)
    await room.timeline.replay(entries[1:])
    return room


live = Live()
"""Those of this process."""


async def world(room: Room) -> World:
    """The room's world as it is now, to be read only."""
    here = await live.enter(room.pk)
    async with here.lock:
        return await here.refresh()


async def called(room: Room) -> World:
    """The same for one who comes by a request: the room's clock runs from now on, and for a minute after."""
    here = await live.enter(room.pk)
    async with here.lock:
        return await here.call()
