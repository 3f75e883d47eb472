"""A room as this process has it: its world, its viewers, and the frames between them."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Callable, Iterable

from k8sviz.rooms import hints, log, presence, recording
from k8sviz.rooms.frames import Frames, said
from k8sviz.rooms.history import History
from k8sviz.rooms.log import Entry
from k8sviz.rooms.outbox import Outbox
from k8sviz.sim import engine
from k8sviz.sim.commands import AnyCommand, Create, SetClock
from k8sviz.sim.problems import Outcome
from k8sviz.sim.world import World

TICK = 0.1  # seconds between frames while things happen by themselves
_SLICE = 1_000  # ms of simulated time between two looks at whether others want the processor
_GREED = 0.02  # seconds that one room may keep it
_ATTEMPTS = 50  # to get a number, each lost to another process's entry
Judge = Callable[[World, World], Outcome | None]
"""Looks at the world before and after a command, and may object to it."""
_logger = logging.getLogger(__name__)


class LiveRoom:
    """Everything that changes it happens under its lock, one after the other."""

    def __init__(self, room_id: int, first: Entry) -> None:
        self.room_id = room_id
        self.lock = asyncio.Lock()
        self.history = History(first)
        self.viewers: list[Outbox] = []
        self.others = presence.Attendance()
        self.used = time.monotonic()
        self._until = 0.0  # the wall's time up to which this room's clock may run
        self._frames: Frames | None = None
        self._ticker: asyncio.Task[None] | None = None
        self._changed = asyncio.Event()
        self._published = 0.0

    # -- time ------------------------------------------------------------------------------------

    @property
    def world(self) -> World:
        """The world, as far as it has come."""
        return self.history.world

    def position(self) -> int:
        """The simulated time that it is now."""
        return max(self.history.now, self.history.anchor.simulated(min(time.time(), self._until)))

    async def flow(self, to: int) -> None:
        """Let time pass up to `to`, without keeping the other rooms waiting."""
        began = time.perf_counter()
        while self.history.now < to:
            due = engine.next_event(self.world)
            stop = to if due is None else min(to, max(due, self.history.now) + _SLICE)
            self.history.advance(stop)
            if time.perf_counter() - began > _GREED:
                await asyncio.sleep(0)
                began = time.perf_counter()

    async def refresh(self) -> None:
        """Come to the present. Without viewers here, the database knows whether time passes at all."""
        self.used = time.monotonic()
        if not self.viewers:
            self._heed(await presence.of(self.room_id))
            await self.catch_up()
        await self.flow(self.position())

    def _heed(self, others: presence.Attendance) -> None:
        self.others = others
        self._until = time.time() + presence.LEASE if self.viewers else others.until

    # -- the log ---------------------------------------------------------------------------------

    async def catch_up(self) -> None:
        """Take the entries that others have written."""
        for entry in await log.since(self.room_id, self.history.number):
            if isinstance(entry.command, Create):  # a newer engine went on from the recorded objects
                self.history = History(entry)
                continue
            await self.flow(entry.at)
            self.history.take(entry)

    async def write(self, command: AnyCommand, judge: Judge | None = None) -> tuple[Outcome, World]:
        """Give `command` the next number: the only way into a log. Nothing is written if it raises."""
        for _ in range(_ATTEMPTS):
            await self.flow(self.position())
            outcome, world = self.history.attempt(command)
            objection = judge(self.world, world) if judge else None
            if objection:
                return objection, self.world
            entry = Entry(self.history.number + 1, self.history.now, command)
            if await log.append(self.room_id, entry):
                self.history.adopt(entry, world)
                hints.tell(self.room_id, entry.number)
                self.publish()
                return outcome, world
            await self.catch_up()
        raise TimeoutError(f"no number of room {self.room_id}'s log could be had")

    # -- viewers ---------------------------------------------------------------------------------

    async def join(self, viewer: Outbox) -> None:
        """Show the room to one more viewer; the first one sets its clock going."""
        async with self.lock:
            if not self.viewers:
                await self.attend()
            self.viewers.append(viewer)
            await self.flow(self.position())
            self.publish()
            self._snapshot(viewer)
            self.count()
        if self._ticker is None or self._ticker.done():
            self._ticker = asyncio.create_task(self._tick())

    async def resync(self, viewer: Outbox) -> None:
        """A viewer has lost count."""
        async with self.lock:
            self._snapshot(viewer)

    async def leave(self, viewer: Outbox) -> None:
        """A viewer has gone; after the last one the clock stands still."""
        async with self.lock:
            if viewer in self.viewers:
                self.viewers.remove(viewer)
                self.count()
            if not self.viewers:
                self.used = time.monotonic()
                self._frames = None
                self._changed.set()
                await presence.leave(self.room_id, time.time())
                await recording.keep(self.room_id, self.history.number, self.world.cluster)

    async def attend(self) -> None:
        """Take the lease. If nobody held it, time goes on from where the last viewer left it."""
        self._heed(await presence.of(self.room_id))
        await self.catch_up()
        anchor = self.history.anchor
        if not self.others.viewers and anchor.playing:
            if not math.isinf(anchor.wall):
                self._until = max(self._until, anchor.wall)
            await self.write(SetClock(True, anchor.speed, time.time()))
            await presence.forget(self.room_id, time.time())
        now = time.time()
        await presence.beat({self.room_id: len(self.viewers) or 1}, now)
        self._until = now + presence.LEASE

    async def heartbeat(self, beat: presence.Beat) -> None:
        """What the heartbeat brought: the lease goes on, others come and go, a hint may have been lost."""
        async with self.lock:
            watching = self.others.viewers
            self._heed(beat.others)
            if beat.head > self.history.number:
                await self.catch_up()
                await self.flow(self.position())
                self.publish()
            if watching != self.others.viewers:
                self.count()

    async def heard(self, number: int) -> None:
        """A hint."""
        async with self.lock:
            if number > self.history.number:
                await self.catch_up()
                await self.flow(self.position())
                self.publish()

    # -- frames ----------------------------------------------------------------------------------

    def publish(self) -> None:
        """Show the viewers what has changed."""
        self._changed.set()
        if not self.viewers:
            return
        if self._frames is None:
            self._frames = Frames(self.world, self.history.anchor.rate)
            return
        text = self._frames.next(self.world, self.history.anchor.rate)
        if text is not None:
            self._published = time.monotonic()
            self.tell(self.viewers, text)

    def count(self) -> None:
        """Tell everyone how many are watching."""
        self.tell(self.viewers, said(viewers=len(self.viewers) + self.others.viewers))

    @staticmethod
    def tell(viewers: Iterable[Outbox], text: str) -> None:
        """Send one text to all of them."""
        for viewer in viewers:
            viewer.put(text)

    def close(self, why: str) -> None:
        """Send everyone away."""
        for viewer in self.viewers:
            viewer.close(why)

    def _snapshot(self, viewer: Outbox) -> None:
        if self._frames is not None:
            viewer.restart(self._frames.snapshot(self.position()))

    async def _tick(self) -> None:
        """Follow what happens by itself, for as long as somebody watches; sleep while nothing does."""
        while self.viewers:
            self._changed.clear()
            try:
                async with asyncio.timeout(self._pause()):
                    await self._changed.wait()
            except TimeoutError:
                await self._pass_time()

    async def _pass_time(self) -> None:
        async with self.lock:
            try:
                await self.flow(self.position())
                self.publish()
            except Exception:
                _logger.exception("room %s cannot go on", self.room_id)
                self.close("the simulation of this room failed; the server's log says how")
                self.viewers.clear()

    def _pause(self) -> float | None:
        """Seconds until there is something to show; None while nothing will happen."""
        due = engine.next_event(self.world)
        if due is None or not self.history.anchor.playing:
            return None
        return max(
            self.history.anchor.wall_at(due) - time.time(),
            TICK - (time.monotonic() - self._published),
            0.0 if time.time() < self._until else TICK,
        )
