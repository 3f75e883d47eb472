"""The worlds that a room keeps of its past, so that any moment is near one of them."""

from __future__ import annotations

import zlib
from bisect import bisect_right
from collections import deque
from typing import NamedTuple

import msgspec

from k8sviz.sim.dataplane.journey import Journey
from k8sviz.sim.world import JOURNEYS_KEPT, World

RECENT = 12  # others' entries are late by a hint (ms) or a heartbeat (2 s), not more
KEPT = 240  # older ones, however long the past is: with their requests packed 0.15 MB each
_SHARED = JOURNEYS_KEPT // 4  # requests between two: so few that packing them would save nothing
_GAP = 0.025  # seconds of computing between two that are kept for long


class Checkpoint(NamedTuple):
    """A world of the past, how many entries it has taken, and what it took to come there (s)."""

    world: World
    entries: int
    work: float
    journeys: bytes = b""  # the world's, packed; empty where they are still in it

    @property
    def at(self) -> int:
        """Its moment (ms)."""
        return self.world.cluster.now

    def open(self) -> World:
        """A copy of the world, to go on with."""
        world = self.world.copy()
        self.complete(world)
        return world

    def complete(self, world: World) -> None:
        """Give a copy that has gone on its earlier requests; after 240 later ones it needs none of them."""
        room = JOURNEYS_KEPT - len(world.journeys)
        if self.journeys and room > 0:
            world.journeys[:0] = _decoder.decode(zlib.decompress(self.journeys))[-room:]

    def packed(self) -> Checkpoint:
        """The same in a fifth of the memory."""
        if self.journeys or not self.world.journeys:
            return self
        lean = self.world.copy()
        lean.journeys = []
        return self._replace(world=lean, journeys=zlib.compress(_encoder.encode(self.world.journeys), 1))


_encoder, _decoder = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(list[Journey])


class Checkpoints:
    """The newest ones stand close together; the older ones are apart by the work that lies between them.

    A busy minute so has many, an idle hour one: what a seek costs is computing, not simulated time.
    """

    def __init__(self, first: Checkpoint) -> None:
        self._old = [first]
        self._recent: deque[Checkpoint] = deque()

    def __len__(self) -> int:
        return len(self._old) + len(self._recent)

    @property
    def newest(self) -> Checkpoint:
        """The last one."""
        return self._recent[-1] if self._recent else self._old[-1]

    def keep(self, checkpoint: Checkpoint) -> None:
        """One more; what falls out of the recent ones stays if it is far enough from its neighbour."""
        self._recent.append(checkpoint)
        if len(self._recent) <= RECENT:
            return
        aged = self._recent.popleft()
        before = self._old[-1]
        if aged.work - before.work >= _GAP:
            shared = aged.world.sent - before.world.sent < _SHARED
            self._old.append(aged if shared else aged.packed())
            self._thin()

    def before(self, at: int) -> Checkpoint:
        """The last one that is not later than `at`."""
        recent = next((one for one in reversed(self._recent) if one.at <= at), None)
        if recent is not None:
            return recent
        return self._old[max(0, bisect_right(self._old, at, key=lambda one: one.at) - 1)]

    def back_to(self, at: int) -> Checkpoint:
        """Forget those that are later than `at`; the last of the others."""
        while len(self) > 1 and self.newest.at > at:
            if self._recent:
                self._recent.pop()
            else:
                self._old.pop()
        return self.newest

    def _thin(self) -> None:
        """One too many: the one goes that leaves the smallest gap, and of equal ones the oldest."""
        if len(self._old) <= KEPT:
            return
        inner = range(1, len(self._old) - 1)
        del self._old[min(inner, key=lambda i: self._old[i + 1].work - self._old[i - 1].work)]
