"""The simulated cluster: objects with their versions, what changed, timers, and the time it is."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any, NamedTuple

from k8sviz.sim.chance import Chance
from k8sviz.sim.correlation import Correlation
from k8sviz.sim.journal import Journal, Written
from k8sviz.sim.objects.identity import ApiObject, Key, key_of
from k8sviz.sim.places import Places
from k8sviz.sim.settings import Settings
from k8sviz.sim.timers import Timers

_EDITED = {  # kinds that count their edits in metadata.generation, and the fields that count as one
    "Pod": ("spec",),
    "Deployment.apps": ("spec", "annotations"),  # registry/apps/deployment/strategy.go
    "ReplicaSet.apps": ("spec",),
    "StatefulSet.apps": ("spec",),
    "DaemonSet.apps": ("spec",),
    "EndpointSlice.discovery.k8s.io": ("endpoints", "ports", "labels"),
    "Job.batch": ("spec",),
    "CronJob.batch": ("spec",),
    "Ingress.networking.k8s.io": ("spec",),
    "NetworkPolicy.networking.k8s.io": ("spec",),
    "PodDisruptionBudget.policy": ("spec",),
    "ReplicationController": ("spec",),
}


class Change(NamedTuple):
    """One write: `before` is None for a creation, `after` for a removal."""

    key: Key
    before: ApiObject | None
    after: ApiObject | None
    by: str = ""  # a controller that knows its own writes when it hears of them


class Stumble(NamedTuple):
    """A part of the simulation that could not go on (`controllers.stumbles`)."""

    at: int  # ms
    part: str  # a controller, kube-proxy, …
    subject: str
    fault: str  # the class of what was raised
    place: str  # file and function


class Balancer(NamedTuple):
    """What a cloud keeps for a Service of type LoadBalancer."""

    provider: str
    address: str
    host: str  # "" where the cloud gives an address instead of a name


class Cluster:
    """Everything etcd would hold, and nothing that a node's kernel holds."""

    def __init__(self, settings: Settings, chance: Chance) -> None:
        self.settings = settings
        self.chance = chance
        self.now = 0
        self.revision = 0
        self.timers = Timers()
        self.changes: deque[Change] = deque()
        self.journal = Journal()
        self.correlation = Correlation()
        self.cloud = "none"
        self.balancers: dict[Key, Balancer] = {}  # by Service
        self.faults: dict[tuple[str, str], str] = {}  # (fault, element) → uid: what somebody broke
        self.triggers: dict[str, dict[str, str]] = {}  # Service uid → Pod → since when it is (un)ready
        self.counters: dict[str, int] = {}  # what the nodes remember between two Pods
        self.managers: dict[Key, tuple[Any, ...]] = {}  # who decided which fields (admission.managers)
        self.promised: dict[Key, str] = {}  # uids that admission needed before the object was stored
        self.stumbles: tuple[Stumble, ...] = ()  # the last of them
        self.stumbled: dict[tuple[int, str, str], int] = {}  # how often, by time (ms), part and subject
        self.places = Places()
        self._kinds: dict[str, dict[Key, ApiObject]] = {}
        self._owned: dict[str, tuple[Key, ...]] = {}

    def copy(self) -> Cluster:
        """A checkpoint: objects are never changed in place, so the tables are enough."""
        twin = Cluster(self.settings, self.chance.copy())
        twin.now, twin.revision = self.now, self.revision
        twin.timers = self.timers.copy()
        twin.changes, twin.journal = self.changes.copy(), self.journal.copy()
        twin.correlation = self.correlation.copy()
        twin.cloud, twin.balancers = self.cloud, self.balancers.copy()
        twin.triggers = self.triggers.copy()
        twin.counters, twin.faults = self.counters.copy(), self.faults.copy()
        twin.promised = self.promised.copy()
        twin.managers = self.managers.copy()
        twin.stumbles, twin.stumbled = self.stumbles, self.stumbled.copy()
        twin.places = self.places.copy()
        twin._kinds = {kind: objects.copy() for kind, objects in self._kinds.items()}
        twin._owned = self._owned.copy()
        return twin

    def get(self, key: Key) -> ApiObject | None:
        """The object under `key`, to be read only."""
        return self._kinds.get(key.kind, {}).get(key)

    def of_kind(self, kind: str, namespace: str | None = None) -> Iterator[ApiObject]:
        """All objects of a group kind, in the order of their creation."""
        for key, obj in self._kinds.get(kind, {}).items():
            if namespace is None or key.namespace == namespace:
                yield obj

    def owned(self, owner: ApiObject, kind: str | None = None) -> list[ApiObject]:
        """The objects that name `owner` in their ownerReferences, in the order of their creation."""
        return self.owned_by(owner["metadata"]["uid"], kind)

    def owned_by(self, uid: str, kind: str | None = None) -> list[ApiObject]:
        """The same, for an owner that may be gone."""
        keys = self._owned.get(uid, ())
        return [self._kinds[key.kind][key] for key in keys if kind is None or key.kind == kind]

    def in_namespace(self, namespace: str) -> list[ApiObject]:
        """Everything that lies in a namespace."""
        return [obj for kind in self._kinds for obj in self.of_kind(kind, namespace)]

    def kinds(self) -> Iterator[str]:
        """The group kinds of which there are objects."""
        return (kind for kind, objects in self._kinds.items() if objects)

    def size_of(self, kind: str) -> int:
        """How many objects of a group kind there are."""
        return len(self._kinds.get(kind, {}))

    def put(self, obj: ApiObject, by: str = "") -> ApiObject:
        """Create or replace an object; stamps what the server owns and tells the controllers.

        A write that changes nothing is none: no new resourceVersion, nobody is told.
        """
        return self._write(obj, edit=True, by=by)

    def put_status(self, obj: ApiObject, by: str = "") -> ApiObject:
        """Replace an object through a subresource (status, binding): its generation stays."""
        return self._write(obj, edit=False, by=by)

    def remove(self, key: Key) -> None:
        """Take an object out of the store; graceful deletion is a matter of admission."""
        before = self._kinds.get(key.kind, {}).pop(key, None)
        if before is not None:
            self.revision += 1
            self.managers.pop(key, None)
            self._index(key, before, None)
            self._tell(key, before, None)

    def touch(self, key: Key) -> None:
        """Have the controllers look at an object again, though nothing was written."""
        obj = self.get(key)
        if obj is not None:
            self.changes.append(Change(key, obj, obj))

    def _write(self, obj: ApiObject, edit: bool, by: str = "") -> ApiObject:
        key = key_of(obj)
        before = self.get(key)
        if before is not None and _same(before, obj):
            return before
        self.revision += 1
        metadata = {**obj["metadata"], "resourceVersion": str(self.revision)}
        if before is None:
            metadata["uid"] = self.promised.pop(key, "") or self.chance.uid()
            metadata["creationTimestamp"] = self.settings.timestamp(self.now)
        else:
            metadata["uid"] = before["metadata"]["uid"]
            metadata["creationTimestamp"] = before["metadata"]["creationTimestamp"]
        if key.kind in _EDITED:
            metadata["generation"] = _generation(key.kind, before, obj, edit)
        after = {**obj, "metadata": metadata}
        self._kinds.setdefault(key.kind, {})[key] = after
        self._index(key, before, after)
        self._tell(key, before, after, by)
        return after

    def _tell(self, key: Key, before: ApiObject | None, after: ApiObject | None, by: str = "") -> None:
        self.changes.append(Change(key, before, after, by))
        self.journal.note(Written(self.revision, key, before, after))

    def _index(self, key: Key, before: ApiObject | None, after: ApiObject | None) -> None:
        if key.kind == "Pod":
            self.places.note(before, after)
        old, new = _owners(before), _owners(after)
        if old == new:
            return
        for uid in old:
            left = tuple(other for other in self._owned[uid] if other != key)
            if left:
                self._owned[uid] = left
            else:
                del self._owned[uid]
        for uid in new:
            self._owned[uid] = (*self._owned.get(uid, ()), key)


def _owners(obj: ApiObject | None) -> list[str]:
    return [ref["uid"] for ref in obj["metadata"].get("ownerReferences", ())] if obj else []


def _same(before: ApiObject, obj: ApiObject) -> bool:
    stamped = {**obj["metadata"]}
    for field in ("resourceVersion", "uid", "creationTimestamp", "generation"):
        if field in before["metadata"]:
            stamped[field] = before["metadata"][field]
    return before["metadata"] == stamped and {**obj, "metadata": before["metadata"]} == before


def _generation(kind: str, before: ApiObject | None, after: ApiObject, edit: bool) -> int:
    if before is None:
        return 1
    generation: int = before["metadata"].get("generation", 1)
    edited = edit and any(_field(before, name) != _field(after, name) for name in _EDITED[kind])
    said: int = after["metadata"].get("generation", 0)  # a graceful deletion counts too (rest.BeforeDelete)
    return max(generation + edited, said)


def _field(obj: ApiObject, name: str) -> object:
    return obj.get(name, obj["metadata"].get(name))
