"""What will happen by itself, and when: a heap of values, so that it can be copied and compared."""

import heapq
from collections.abc import Iterator
from typing import NamedTuple


class Timer(NamedTuple):
    """At `at` (ms), `owner` (a controller, a traffic source, a node's proxy) is told `subject`."""

    at: int
    order: int
    owner: str
    subject: str


class Timers:
    """Timers in the order of their time, then of their setting."""

    __slots__ = ("_heap", "_order", "_pending")

    def __init__(self) -> None:
        self._heap: list[Timer] = []
        self._order = 0
        self._pending: dict[tuple[str, str], int] = {}

    def copy(self) -> "Timers":
        """The same timers, independent from now on."""
        twin = Timers()
        twin._heap, twin._order, twin._pending = self._heap.copy(), self._order, self._pending.copy()
        return twin

    def set(self, at: int, owner: str, subject: str) -> None:
        """Tell `owner` about `subject` at `at`; one that is already set keeps its time."""
        if (owner, subject) in self._pending:
            return
        self._order += 1
        self._pending[owner, subject] = at
        heapq.heappush(self._heap, Timer(at, self._order, owner, subject))

    def cancel(self, owner: str, subject: str) -> None:
        """Do not tell `owner` about `subject` after all."""
        if self._pending.pop((owner, subject), None) is not None:
            self._heap = [timer for timer in self._heap if (timer.owner, timer.subject) != (owner, subject)]
            heapq.heapify(self._heap)

    def pending(self, owner: str, subject: str) -> int | None:
        """When `owner` will be told about `subject`, if it will."""
        return self._pending.get((owner, subject))

    def next_at(self) -> int | None:
        """When the next timer is due."""
        return self._heap[0].at if self._heap else None

    def following(self) -> Timer | None:
        """The next timer, without taking it."""
        return self._heap[0] if self._heap else None

    def pop_due(self, now: int) -> Timer | None:
        """The next timer due at or before `now`."""
        if not self._heap or self._heap[0].at > now:
            return None
        timer = heapq.heappop(self._heap)
        del self._pending[timer.owner, timer.subject]
        return timer

    def __iter__(self) -> Iterator[Timer]:
        return iter(sorted(self._heap))
