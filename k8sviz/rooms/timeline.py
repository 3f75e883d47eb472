"""A room's log and its world, brought to the present: reading, writing, and letting time pass."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from k8sviz.rooms import hints, log
from k8sviz.rooms.history import History
from k8sviz.rooms.log import Entry
from k8sviz.sim import engine
from k8sviz.sim.commands import AnyCommand, Create
from k8sviz.sim.problems import Outcome
from k8sviz.sim.world import World

_SLICE = 1_000  # ms of simulated time between two looks at whether others want the processor
_GREED = 0.02  # seconds that one room may keep it
_ATTEMPTS = 50  # to get a number, each lost to another process's entry
Judge = Callable[[World, World, Outcome], Outcome | None]
"""Looks at the world before and after a command and at its outcome; what it returns is said instead."""


class Timeline:
    """Not to be used by two tasks at once."""

    def __init__(self, room_id: int, first: Entry) -> None:
        self.room_id = room_id
        self.history = History(first)
        self.until = 0.0  # the wall's time up to which this room's clock may run

    @property
    def world(self) -> World:
        """The world, as far as it has come."""
        return self.history.world

    @property
    def number(self) -> int:
        """The newest entry's."""
        return self.history.number

    @property
    def rate(self) -> float:
        """Simulated milliseconds in a real one."""
        return self.history.anchor.rate

    def position(self) -> int:
        """The simulated time that it is now."""
        return max(self.history.now, self.history.anchor.simulated(min(time.time(), self.until)))

    def due_in(self) -> float | None:
        """Real seconds until something happens by itself; None if nothing will."""
        due = engine.next_event(self.world)
        if due is None or not self.history.anchor.playing:
            return None
        return self.history.anchor.wall_at(due) - time.time()

    async def flow(self, to: int | None = None) -> None:
        """Let time pass up to `to`, or to the present, without keeping the other rooms waiting."""
        to = self.position() if to is None else to
        began = time.perf_counter()
        while self.history.now < to:
            due = engine.next_event(self.world)
            self.history.advance(to if due is None else min(to, max(due, self.history.now) + _SLICE))
            if time.perf_counter() - began > _GREED:
                await asyncio.sleep(0)
                began = time.perf_counter()

    async def replay(self, entries: list[Entry]) -> None:
        """Take entries that are in the log already."""
        for entry in entries:
            if isinstance(entry.command, Create):  # a newer engine went on from the recorded objects
                self.history = History(entry)
                continue
            await self.flow(entry.at)
            self.history.take(entry)

    async def catch_up(self) -> None:
        """Take the entries that other processes have written."""
        await self.replay(await log.since(self.room_id, self.number))

    async def put(self, at: int, command: AnyCommand) -> None:
        """Write an entry of another time than now. Raises TimeoutError if somebody else got its number."""
        entry = Entry(self.number + 1, at, command)
        if not await log.append(self.room_id, entry):
            raise TimeoutError(f"somebody else writes in room {self.room_id}'s log")
        await self.replay([entry])
        hints.tell(self.room_id, entry.number)

    async def write(
        self, command: AnyCommand, judge: Judge | None = None, at: int | None = None
    ) -> tuple[Outcome, World]:
        """Give `command` the next number: the only way into a log. Nothing is written if it raises.

        It takes effect now, or at `at` (ms), which must not be over.
        """
        for _ in range(_ATTEMPTS):
            await self.flow(at)
            outcome, world = self.history.attempt(command)
            objection = judge(self.world, world, outcome) if judge else None
            if objection:
                return objection, self.world
            entry = Entry(self.number + 1, self.history.now, command)
            if await log.append(self.room_id, entry):
                self.history.adopt(entry, world)
                hints.tell(self.room_id, entry.number)
                return outcome, world
            await self.catch_up()
        raise TimeoutError(f"no number of room {self.room_id}'s log could be had")
