"""A room's world in this process, and the checkpoints from which it can be computed again."""

from __future__ import annotations

import logging
import time

import msgspec

from k8sviz.rooms.checkpoints import Checkpoint, Checkpoints
from k8sviz.rooms.clock import Anchor
from k8sviz.rooms.log import Entry
from k8sviz.rooms.overview import Overview
from k8sviz.sim import engine
from k8sviz.sim.commands import AnyCommand, Create, SetClock
from k8sviz.sim.problems import Outcome
from k8sviz.sim.world import World

_logger = logging.getLogger(__name__)
_SPACING = 1_000  # ms of simulated time between two checkpoints


class StumbledError(Exception):
    """A command that the simulation cannot do (`sim.controllers.stumbles`)."""


def _told(world: World) -> tuple[str, str]:
    last = world.cluster.stumbles[-1]
    return last.part, f"{last.fault} in {last.place}, {last.subject}"


class History:
    """Takes the entries of one log in their order, also those that belong into its past."""

    def __init__(self, first: Entry) -> None:
        if not isinstance(first.command, Create):
            raise TypeError("the first entry of a log creates its world")
        self.entries = [first]
        self.size = 0  # bytes of the commands after the first
        self.world = engine.create(first.command)
        self.anchor = Anchor()
        self.overview = Overview()
        self.turns = 0  # how often the world has gone back
        self.turned_at = 0  # the revision it went back to, the last time
        self.turned_to = 0  # and the moment (ms)
        self._work = 0.0  # seconds of computing from the first entry to here
        self._checkpoints = Checkpoints(Checkpoint(self.world.copy(), 1, 0.0))

    @property
    def number(self) -> int:
        """The last entry's."""
        return self.entries[-1].number

    @property
    def now(self) -> int:
        """How far the world has come (ms)."""
        return self.world.cluster.now

    def before(self, at: int) -> Checkpoint:
        """The checkpoint from which the world at `at` is computed soonest."""
        return self._checkpoints.before(at)

    def advance(self, to: int) -> None:
        """Let time pass."""
        if to <= self.now:
            return
        if self.now >= self._checkpoints.newest.at + _SPACING:
            self._checkpoints.keep(self._checkpoint(self.world.copy()))
        began = time.perf_counter()
        known = self.world.cluster.stumbles
        engine.advance(self.world, to)
        if self.world.cluster.stumbles is not known:
            _logger.error("a room goes on without its %s: %s", *_told(self.world))
        self._work += time.perf_counter() - began
        self.overview.note(self.world)

    def take(self, entry: Entry) -> Outcome:
        """Take the log's next entry; if its time is over, go back and come again."""
        if entry.at < self.now:
            self._go_back(entry.at)
        return self._step(entry)

    def attempt(self, command: AnyCommand) -> tuple[Outcome, World]:
        """What the next entry would do, now, if it were `command`.

        Raises: StumbledError; whatever makes a controller raise that did not before is kept out of the log.
        """
        world = self.world.copy()
        outcome = engine.step(world, command)
        known = {one[1:] for one in self.world.cluster.stumbles}
        for one in world.cluster.stumbles:
            if one[1:] not in known:
                raise StumbledError(
                    f"{one.part} could not go on with {one.subject}: {one.fault} in {one.place}"
                )
        return outcome, world

    def adopt(self, entry: Entry, world: World) -> None:
        """Take an entry whose effect `attempt` has computed at this very time."""
        self._checkpoints.keep(self._checkpoint(self.world))
        self.world = world
        self._note(entry)

    def _step(self, entry: Entry) -> Outcome:
        self.advance(entry.at)
        began = time.perf_counter()
        outcome = engine.step(self.world, entry.command)
        self._work += time.perf_counter() - began
        self._note(entry)
        return outcome

    def _note(self, entry: Entry) -> None:
        self.entries.append(entry)
        self.size += len(msgspec.json.encode(entry.command))
        self.overview.note(self.world)
        if isinstance(entry.command, SetClock):
            self.anchor = Anchor.of(entry.at, entry.command)

    def _checkpoint(self, world: World) -> Checkpoint:
        return Checkpoint(world, len(self.entries), self._work)

    def _go_back(self, at: int) -> None:
        start = self._checkpoints.back_to(at)
        self.world, self._work = start.open(), start.work
        self.turns, self.turned_at = self.turns + 1, start.world.cluster.revision
        self.turned_to = start.at
        self.overview.back(self.world)
        again = self.entries[start.entries :]
        self.size -= sum(len(msgspec.json.encode(entry.command)) for entry in again)
        del self.entries[start.entries :]
        for entry in again:
            self._step(entry)
