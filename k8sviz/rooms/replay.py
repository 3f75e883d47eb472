"""A world of one's own, brought to any moment of a room's past and led on from there."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

from k8sviz.rooms.checkpoints import Checkpoint
from k8sviz.rooms.history import History
from k8sviz.sim import engine
from k8sviz.sim.commands import AnyCommand, SendRequest, SetClock

_SLICE = 1_000  # ms of simulated time between two looks at whether others want the processor
_GREED = 0.01  # seconds that one replay may keep it
FAR = 60_000  # ms: how far a step looks for the next thing to happen


Seen = Callable[["Replay"], object]
"""What has to change for a step to be done."""


def is_deed(command: AnyCommand) -> bool:
    """Whether an entry is an event by itself."""
    return not isinstance(command, SendRequest | SetClock)


class Replay:
    """Starts from the nearest checkpoint; reads the log of `history` and never changes it."""

    def __init__(self, history: History, at: int) -> None:
        start = history.before(at)
        self.history = history
        self.world = start.world.copy()
        self._start: Checkpoint | None = start  # until the world has the requests from before it
        self._next = start.entries
        self._turns = history.turns
        self.deeds = 0  # entries taken that a step by events stops at

    @property
    def now(self) -> int:
        """How far it has come (ms)."""
        return self.world.cluster.now

    def holds(self, history: History) -> bool:
        """Whether what it has replayed is still that room's past: an entry may have come late."""
        if self.history is not history:
            return False
        return self._turns == history.turns or (
            self._turns + 1 == history.turns and self.now < history.turned_to
        )

    async def go(self, to: int) -> None:
        """Go on to `to`, without keeping the other rooms waiting."""
        await _politely(self._steps(to, _SLICE))
        self._complete()

    async def find(self, seen: Seen, to: int) -> bool:
        """Go on until `seen` says something else than now, at most to `to`; whether it did."""
        before, changed = seen(self), False

        def watched() -> Iterator[None]:
            nonlocal changed
            for _ in self._steps(to, 0):
                if seen(self) != before:
                    changed = True
                    return
                yield

        await _politely(watched())
        self._complete()
        return changed

    def _complete(self) -> None:
        if self._start is not None:
            self._start.complete(self.world)
            self._start = None

    def _steps(self, to: int, stride: int) -> Iterator[None]:
        while True:
            entries = self.history.entries
            entry = entries[self._next] if self._next < len(entries) else None
            if entry is not None and entry.at > to:
                entry = None
            yield from self._pass(to if entry is None else entry.at, stride)
            if entry is None:
                return
            engine.step(self.world, entry.command)
            self._next += 1
            self.deeds += is_deed(entry.command)
            yield

    def _pass(self, to: int, stride: int) -> Iterator[None]:
        while self.now < to:
            due = engine.next_event(self.world)
            engine.advance(self.world, to if due is None else min(to, max(due, self.now) + stride))
            yield


def packets(replay: Replay) -> object:
    """Changes with every request."""
    return replay.world.sent


def events(replay: Replay) -> object:
    """Changes with every mark, and with every entry that neither sends a packet nor sets the clock."""
    marks = replay.world.marks
    return marks[-1].number if marks else 0, replay.deeds


def packet_before(replay: Replay) -> int:
    """When the last request left before the replay's moment (ms); 0 if none did."""
    return max((one.at for one in replay.world.journeys if one.at < replay.now), default=0)


def event_before(replay: Replay) -> int:
    """The same for marks and entries."""
    marks = [mark.at for mark in replay.world.marks if mark.at < replay.now]
    entries = replay.history.entries
    deeds = (entry.at for entry in reversed(entries) if entry.at < replay.now and is_deed(entry.command))
    return max(next(deeds, 0), *marks, 0)


class Unit(NamedTuple):
    """What a step goes by."""

    seen: Seen
    before: Callable[[Replay], int]


UNITS = {"packet": Unit(packets, packet_before), "event": Unit(events, event_before)}


async def _politely(steps: Iterator[None]) -> None:
    began = time.perf_counter()
    for _ in steps:
        if time.perf_counter() - began > _GREED:
            await asyncio.sleep(0)
            began = time.perf_counter()
