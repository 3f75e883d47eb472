"""What will happen by itself, and when: a heap of values, so that it can be copied and compared."""

import heapq
from typing import NamedTuple


class Timer(NamedTuple):
    """At `at` (ms), `owner` (a controller, a traffic source, a node's proxy) is told `subject`."""

    at: int
    order: int
    owner: str
    subject: str


class Timers:
    """Timers in the order of their time, then of their setting."""

    __slots__ = ("_heap", "_order")

    def __init__(self) -> None:
        self._heap: list[Timer] = []
        self._order = 0

    def copy(self) -> "Timers":
        """The same timers, independent from now on."""
        twin = Timers()
        twin._heap, twin._order = self._heap.copy(), self._order
        return twin

    def set(self, at: int, owner: str, subject: str) -> None:
        """Tell `owner` about `subject` at `at`."""
        self._order += 1
        heapq.heappush(self._heap, Timer(at, self._order, owner, subject))

    def next_at(self) -> int | None:
        """When the next timer is due."""
        return self._heap[0].at if self._heap else None

    def pop_due(self, now: int) -> Timer | None:
        """The next timer due at or before `now`."""
        return heapq.heappop(self._heap) if self._heap and self._heap[0].at <= now else None
