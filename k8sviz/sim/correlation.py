"""What event recorders remember so that few Events tell much: client-go/tools/record/events_cache.go."""

from __future__ import annotations

from typing import NamedTuple, TypeVar

K = TypeVar("K")
V = TypeVar("V")

_SIMILAR = 10  # that many different messages of one kind within the interval are told as one
_INTERVAL = 600_000  # ms
_BURST, _REFILL = 25, 300_000  # events of one component about one object; ms until it may tell one more
_KEPT = 4096
COMBINED = "(combined from similar events): "

Source = tuple[str, str, str]
"""Who tells, its host, and the uid of what it tells about."""


class Heard(NamedTuple):
    """What becomes of one thing that was told: `key` finds the Event it was told by before."""

    key: tuple[str, ...]
    message: str


class Correlation:
    """The memory of all recorders; a value that can be copied."""

    def __init__(self) -> None:
        self.names: dict[tuple[str, ...], str] = {}  # the Event that tells it
        self._similar: dict[tuple[str, ...], tuple[int, tuple[str, ...]]] = {}
        self._buckets: dict[
            Source, tuple[int, int]
        ] = {}  # how many were told of late, and when that was reckoned

    def copy(self) -> Correlation:
        """The same memory, independent from now on."""
        twin = Correlation()
        twin.names, twin._similar, twin._buckets = (
            self.names.copy(),
            self._similar.copy(),
            self._buckets.copy(),
        )
        return twin

    def hear(self, now: int, source: Source, what: tuple[str, str, str], message: str) -> Heard | None:
        """`what` is the field, the type and the reason; None if too much has been told already."""
        group = (*source, *what)
        last, messages = self._similar.get(group, (now, ()))
        if now - last > _INTERVAL:
            messages = ()
        known = message in messages
        many = not known and len(messages) + 1 >= _SIMILAR
        if not known and not many:
            messages = (*messages, message)
        self._similar[group] = now, messages
        heard = Heard(group, COMBINED + message) if many else Heard((*group, message), message)
        _trim(self._similar)
        _trim(self._buckets)
        _trim(self.names)
        return heard if self._may_tell(now, source) else None

    def _may_tell(self, now: int, source: Source) -> bool:
        used, at = self._buckets.get(source, (0, now))
        back = (now - at) // _REFILL
        used, at = max(0, used - back), at + back * _REFILL
        if used >= _BURST:
            self._buckets[source] = used, at
            return False
        self._buckets[source] = used + 1, at if used else now
        return True


def _trim(table: dict[K, V]) -> None:
    if len(table) > _KEPT:
        del table[next(iter(table))]
