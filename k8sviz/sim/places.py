"""Where Pods are: counted as they are written, so that placing one asks for no look at all the others."""

from __future__ import annotations

from typing import NamedTuple, TypeVar

from k8sviz.sim.objects.identity import ApiObject
from k8sviz.sim.objects.workload import controller_of

K = TypeVar("K")


class Place(NamedTuple):
    """What one Pod takes up."""

    node: str
    owner: str  # the uid of its controller, "" without one
    address: str
    stays: bool  # it is not about to end


class Places:
    """Of all Pods that have a node."""

    def __init__(self) -> None:
        self._crowds: dict[str, int] = {}
        self._siblings: dict[tuple[str, str], int] = {}
        self._addresses: dict[tuple[str, str], int] = {}

    def copy(self) -> Places:
        """The same counts, independent from now on."""
        twin = Places()
        twin._crowds, twin._siblings = self._crowds.copy(), self._siblings.copy()
        twin._addresses = self._addresses.copy()
        return twin

    def crowd(self, node: str) -> int:
        """How many Pods stay on a node."""
        return self._crowds.get(node, 0)

    def siblings(self, node: str, owner: str) -> int:
        """How many of them have this controller."""
        return self._siblings.get((node, owner), 0)

    def is_taken(self, node: str, address: str) -> bool:
        """Whether a Pod of the node has this address, one that ends included."""
        return (node, address) in self._addresses

    def note(self, before: ApiObject | None, after: ApiObject | None) -> None:
        """A Pod was written or removed."""
        old, new = _place(before), _place(after)
        if old != new:
            self._count(old, -1)
            self._count(new, 1)

    def _count(self, place: Place | None, step: int) -> None:
        if place is None:
            return
        if place.address:
            _add(self._addresses, (place.node, place.address), step)
        if place.stays:
            _add(self._crowds, place.node, step)
            if place.owner:
                _add(self._siblings, (place.node, place.owner), step)


def _place(obj: ApiObject | None) -> Place | None:
    if obj is None or not obj["spec"].get("nodeName"):
        return None
    owner, address = controller_of(obj) or {}, (obj.get("status") or {}).get("podIP") or ""
    stays = "deletionTimestamp" not in obj["metadata"]
    return Place(obj["spec"]["nodeName"], owner.get("uid", ""), address, stays)


def _add(counts: dict[K, int], key: K, step: int) -> None:
    count = counts.pop(key, 0) + step
    if count:
        counts[key] = count
