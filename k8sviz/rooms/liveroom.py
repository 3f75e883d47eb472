"""A room as this process has it: its timeline, its viewers, and what sets frames going between them."""

from __future__ import annotations

import asyncio
import logging
import math
import time

from django.conf import settings

from k8sviz.rooms import extras, presence, recording
from k8sviz.rooms.audience import Audience
from k8sviz.rooms.callers import Callers
from k8sviz.rooms.frames import Edge
from k8sviz.rooms.log import Entry
from k8sviz.rooms.outbox import Outbox
from k8sviz.rooms.replay import Replay
from k8sviz.rooms.timeline import Judge, Timeline
from k8sviz.rooms.watching import Watch
from k8sviz.sim.commands import AnyCommand, SetClock
from k8sviz.sim.problems import Outcome
from k8sviz.sim.world import World

TICK = 0.1  # seconds between frames while things happen by themselves
_logger = logging.getLogger(__name__)


class LiveRoom:
    """Everything that changes it happens under its lock, one after the other."""

    def __init__(self, room_id: int, first: Entry, lesson: str = "") -> None:
        self.room_id = room_id
        self.lock = asyncio.Lock()
        self.timeline = Timeline(room_id, first)
        self.audience = Audience()
        self.callers = Callers()
        self._leased = False
        self.used = time.monotonic()
        self.moments: dict[int, Replay] = {}  # past worlds that pages have asked about, by their time
        self.turns = asyncio.Lock()  # those pages come one after another
        self._ticker: asyncio.Task[None] | None = None
        self._changed = asyncio.Event()
        world = lambda: self.timeline.world  # noqa: E731
        self._watch = Watch(extras.watcher(lesson), self.lock, world, self.audience.check)

    # -- for everyone ----------------------------------------------------------------------------

    @property
    def attended(self) -> bool:
        """Whether this process keeps the room's clock going, for viewers or for callers."""
        return bool(self.audience) or bool(self.callers)

    async def refresh(self) -> World:
        """The world of the present. Without viewers here, the database knows whether time passes at all."""
        self.used = time.monotonic()
        if not self._leased:
            self.timeline.until = (await presence.of(self.room_id)).until
            await self.timeline.catch_up()
        await self.timeline.flow()
        return self.timeline.world

    async def call(self) -> World:
        """The world for one who comes by a request: the clock runs from now on, and a while longer.

        Whoever calls may have written through another process a moment ago, so hints are not waited for.
        """
        self.used = time.monotonic()
        if not self._leased:
            await self.attend()
        elif settings.REDIS_URL:
            await self._catch_up()
        self.callers.came()
        self._follow()
        await self.timeline.flow()
        return self.timeline.world

    async def _catch_up(self) -> None:
        number = self.timeline.number
        await self.timeline.catch_up()
        if self.timeline.number > number:
            self._show()

    async def begin_again(self, entries: extras.Beginning) -> None:
        """A new world in the same room; its log goes on with another creation."""
        for at, command in entries:
            await self.timeline.put(at, command)
            if self.timeline.world.cluster.now == 0:  # everyone is shown that time was set back
                self.audience.show(self.timeline.world, self.timeline.rate)
        self._show()

    async def perform(
        self, command: AnyCommand, judge: Judge | None = None, at: int | None = None
    ) -> tuple[Outcome, World]:
        """Write a command, and show what it did."""
        done = await self.timeline.write(command, judge, at)
        self._show()
        return done

    # -- viewers ---------------------------------------------------------------------------------

    async def join(self, viewer: Outbox) -> None:
        """Show the room to one more viewer; the first one sets its clock going."""
        async with self.lock:
            if not self._leased:
                await self.attend()
            await self.timeline.flow()
            self.audience.enter(viewer, self.timeline.world, self.timeline.rate, self.timeline.position())
        self._watch.poke()
        self._follow()

    async def resync(self, viewer: Outbox) -> None:
        """A viewer has lost count."""
        async with self.lock:
            self.audience.again(viewer, self.timeline.position())

    def edge(self) -> Edge:
        """Where the live edge is, for those who are not there."""
        return self.timeline.position(), self.timeline.rate

    async def show_live(self, viewer: Outbox) -> None:
        """A viewer comes back from the past."""
        async with self.lock:
            await self.timeline.flow()
            world, rate, at = self.timeline.world, self.timeline.rate, self.timeline.position()
            self.audience.turn_back(viewer, world, rate, at)

    async def leave(self, viewer: Outbox) -> None:
        """A viewer has gone; after the last one the clock stands still."""
        async with self.lock:
            self.audience.leave(viewer)
            if not self.attended:
                await self._rest()

    @property
    def lapsed(self) -> bool:
        """Whether the last caller's time is over."""
        return self._leased and not self.attended

    async def lapse(self) -> None:
        """Let the clock stand still, if nobody has come in the meantime."""
        async with self.lock:
            if self.lapsed:
                await self._rest()

    async def _rest(self) -> None:
        self._leased = False
        self.used = time.monotonic()
        self._changed.set()
        await presence.leave(self.room_id, time.time())
        await recording.keep(self.room_id, self.timeline.number, self.timeline.world.cluster)

    async def attend(self) -> None:
        """Take the lease. If nobody held it, time goes on from where the last viewer left it."""
        others = await presence.of(self.room_id)
        self.timeline.until = others.until
        await self.timeline.catch_up()
        anchor = self.timeline.history.anchor
        if not others.viewers and anchor.playing:
            if not math.isinf(anchor.wall):
                self.timeline.until = max(others.until, anchor.wall)
            await self.perform(SetClock(True, anchor.speed, time.time()))
            await presence.forget(self.room_id, time.time())
        now = time.time()
        await presence.beat({self.room_id: len(self.audience) or 1}, now)
        self.timeline.until = now + presence.LEASE
        self.audience.elsewhere = others.viewers
        self._leased = True

    # -- other processes -------------------------------------------------------------------------

    async def heartbeat(self, beat: presence.Beat) -> None:
        """The lease goes on, others come and go, a hint may have been lost."""
        async with self.lock:
            if self.attended:
                self.timeline.until = time.time() + presence.LEASE
            if beat.others.viewers != self.audience.elsewhere:
                self.audience.count(beat.others.viewers)
        await self.heard(beat.head)

    async def heard(self, number: int) -> None:
        """The log is said to have come to `number`."""
        async with self.lock:
            if number > self.timeline.number:
                await self.timeline.catch_up()
                await self.timeline.flow()
                self._show()

    # -- frames ----------------------------------------------------------------------------------

    def _show(self) -> None:
        self.audience.show(self.timeline.world, self.timeline.rate)
        self.callers.tell()
        self._changed.set()
        if self.audience:
            self._watch.poke()

    def _follow(self) -> None:
        if self._ticker is None or self._ticker.done():
            self._ticker = asyncio.create_task(self._tick())

    async def _tick(self) -> None:
        """Follow what happens by itself, for as long as somebody watches; sleep while nothing does."""
        while self.attended:
            self._changed.clear()
            try:
                async with asyncio.timeout(self._pause()):
                    await self._changed.wait()
            except TimeoutError:
                await self._pass_time()

    async def _pass_time(self) -> None:
        async with self.lock:
            try:
                await self.timeline.flow()
                self.audience.show(self.timeline.world, self.timeline.rate)
                self.callers.tell()
                if self.audience:
                    self._watch.poke()
            except Exception:
                _logger.exception("room %s cannot go on", self.room_id)
                self.audience.dismiss("the simulation of this room failed; the server's log says how")

    def _pause(self) -> float | None:
        due = self.timeline.due_in()
        if due is None:
            return None
        leased = time.time() < self.timeline.until
        return max(due, TICK - (time.monotonic() - self.audience.shown_at), 0.0 if leased else TICK)
