"""A room's whole time in few numbers, for the timeline: how many requests ended how, and what happened."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

import msgspec

from k8sviz.sim.dataplane.journey import ANSWERED
from k8sviz.sim.marks import Mark
from k8sviz.sim.world import World

BUCKETS = 600  # at most; then two become one
MARKS = 1_000  # at most; of the oldest Pods' the first ones go
_WIDTH = 1_000  # ms


class Told(NamedTuple):
    """Requests since the beginning: answered, and not."""

    answered: int = 0
    failed: int = 0


class Summary(msgspec.Struct):
    """`requests` has a pair for every bucket of `width` ms from 0 on: answered, not answered."""

    now: int
    width: int
    requests: list[tuple[int, int]]
    marks: list[tuple[int, str, str, str]]


class Overview:
    """Follows a world that may be set back."""

    def __init__(self) -> None:
        self._width = _WIDTH
        self._totals: dict[int, Told] = {}  # by bucket, as it was at the last look into it
        self._marks: list[Mark] = []

    def note(self, world: World) -> None:
        """Take what has happened since the last look."""
        bucket = world.cluster.now // self._width
        self._totals[bucket] = _told(world.totals)
        newest = self._marks[-1].number if self._marks else 0
        self._marks += _newer(world.marks, newest)
        if bucket >= BUCKETS:
            self._widen()
        if len(self._marks) > MARKS:
            self._thin()

    def back(self, world: World) -> None:
        """The world was set back to this one."""
        bucket, newest = world.cluster.now // self._width, world.marks[-1].number if world.marks else 0
        self._totals = {key: told for key, told in self._totals.items() if key < bucket}
        while self._marks and self._marks[-1].number > newest:
            self._marks.pop()
        self.note(world)

    def summary(self, now: int) -> Summary:
        """The whole of it."""
        last = max(self._totals, default=0)
        totals = [Told()]
        for bucket in range(last + 1):
            totals.append(self._totals.get(bucket, totals[-1]))
        requests = [(b.answered - a.answered, b.failed - a.failed) for a, b in pairwise(totals)]
        marks = [(mark.at, mark.kind, mark.name, mark.verb) for mark in self._marks]
        return Summary(now, self._width, requests, marks)

    def _widen(self) -> None:
        self._width *= 2
        self._totals = {bucket // 2: told for bucket, told in sorted(self._totals.items())}

    def _thin(self) -> None:
        oldest = next((i for i, mark in enumerate(self._marks) if mark.kind == "Pod"), 0)
        del self._marks[oldest]


def _told(totals: Mapping[str, int]) -> Told:
    answered = totals.get(ANSWERED, 0)
    return Told(answered, sum(totals.values()) - answered)


def _newer(marks: list[Mark], number: int) -> list[Mark]:
    if not marks or marks[-1].number <= number:
        return []
    return [mark for mark in marks if mark.number > number]
