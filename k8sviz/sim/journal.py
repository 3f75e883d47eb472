"""The last writes of a cluster in their order: what a watch is answered from, as from etcd's history."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from k8sviz.sim.objects.identity import ApiObject, Key

_KEPT = 2048  # writes; older ones are "too old resource version" (410 Gone)


class Written(NamedTuple):
    """One write: `before` is None for a creation, `after` for a removal."""

    revision: int
    key: Key
    before: ApiObject | None
    after: ApiObject | None


class Journal:
    """Writes up to now, the newest last."""

    def __init__(self) -> None:
        self._writes: list[Written] = []
        self._forgotten = 0  # the newest revision that is not kept any more

    def copy(self) -> Journal:
        """The same writes, independent from now on."""
        twin = Journal()
        twin._writes, twin._forgotten = self._writes.copy(), self._forgotten
        return twin

    def begin(self, revision: int) -> None:
        """Forget what was before: nobody can have seen it."""
        self._writes.clear()
        self._forgotten = revision

    def note(self, written: Written) -> None:
        """One more write."""
        self._writes.append(written)
        if len(self._writes) >= 2 * _KEPT:
            self._forgotten = self._writes[_KEPT - 1].revision
            del self._writes[:_KEPT]

    def since(self, revision: int) -> list[Written] | None:
        """What was written after `revision`; None if that is not known any more."""
        if revision < self._forgotten:
            return None
        return self._writes[bisect_right(self._writes, revision, key=lambda write: write.revision) :]
