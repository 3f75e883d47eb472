"""A room's world in this process, and the checkpoints from which it can be computed again."""

from __future__ import annotations

from typing import NamedTuple

from k8sviz.rooms.clock import Anchor
from k8sviz.rooms.log import Entry
from k8sviz.sim import engine
from k8sviz.sim.commands import AnyCommand, Create, SetClock
from k8sviz.sim.problems import Outcome
from k8sviz.sim.world import World

_SPACING = 1_000  # ms of simulated time between two checkpoints
_KEPT = 12  # besides the first: others' entries are late by a hint (ms) or a heartbeat (2 s), not more


class _Checkpoint(NamedTuple):
    world: World
    entries: int


class History:
    """Takes the entries of one log in their order, also those that belong into its past."""

    def __init__(self, first: Entry) -> None:
        if not isinstance(first.command, Create):
            raise TypeError("the first entry of a log creates its world")
        self.entries = [first]
        self.world = engine.create(first.command)
        self.anchor = Anchor()
        self._checkpoints = [_Checkpoint(self.world.copy(), 1)]
        self.turns = 0  # how often the world has gone back
        self.turned_at = 0  # the revision it went back to, the last time

    @property
    def number(self) -> int:
        """The last entry's."""
        return self.entries[-1].number

    @property
    def now(self) -> int:
        """How far the world has come (ms)."""
        return self.world.cluster.now

    def advance(self, to: int) -> None:
        """Let time pass."""
        if to <= self.now:
            return
        newest = self._checkpoints[-1]
        if self.now >= newest.world.cluster.now + _SPACING:
            self._keep(_Checkpoint(self.world.copy(), len(self.entries)))
        engine.advance(self.world, to)

    def take(self, entry: Entry) -> Outcome:
        """Take the log's next entry; if its time is over, go back and come again."""
        if entry.at < self.now:
            self._go_back(entry.at)
        return self._step(entry)

    def attempt(self, command: AnyCommand) -> tuple[Outcome, World]:
        """What the next entry would do, now, if it were `command`."""
        world = self.world.copy()
        return engine.step(world, command), world

    def adopt(self, entry: Entry, world: World) -> None:
        """Take an entry whose effect `attempt` has computed at this very time."""
        self._keep(_Checkpoint(self.world, len(self.entries)))
        self.world = world
        self._note(entry)

    def _step(self, entry: Entry) -> Outcome:
        self.advance(entry.at)
        outcome = engine.step(self.world, entry.command)
        self._note(entry)
        return outcome

    def _note(self, entry: Entry) -> None:
        self.entries.append(entry)
        if isinstance(entry.command, SetClock):
            self.anchor = Anchor.of(entry.at, entry.command)

    def _keep(self, checkpoint: _Checkpoint) -> None:
        self._checkpoints.append(checkpoint)
        if len(self._checkpoints) > _KEPT + 1:
            del self._checkpoints[1]

    def _go_back(self, at: int) -> None:
        while self._checkpoints[-1].world.cluster.now > at:
            self._checkpoints.pop()
        start = self._checkpoints[-1]
        self.world = start.world.copy()
        self.turns, self.turned_at = self.turns + 1, start.world.cluster.revision
        again = self.entries[start.entries :]
        del self.entries[start.entries :]
        for entry in again:
            self._step(entry)
