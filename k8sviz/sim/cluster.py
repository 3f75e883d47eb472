"""The simulated cluster: objects with their versions, what changed, timers, and the time it is."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from k8sviz.sim.chance import Chance
from k8sviz.sim.objects.identity import ApiObject, Key, key_of
from k8sviz.sim.settings import Settings
from k8sviz.sim.timers import Timers


class Change(NamedTuple):
    """One write: `before` is None for a creation, `after` for a removal."""

    key: Key
    before: ApiObject | None
    after: ApiObject | None


class Cluster:
    """Everything etcd would hold, and nothing that a node's kernel holds."""

    def __init__(self, settings: Settings, chance: Chance) -> None:
        self.settings = settings
        self.chance = chance
        self.now = 0
        self.revision = 0
        self.timers = Timers()
        self.changes: deque[Change] = deque()
        self._kinds: dict[str, dict[Key, ApiObject]] = {}

    def copy(self) -> Cluster:
        """A checkpoint: objects are never changed in place, so the tables are enough."""
        twin = Cluster(self.settings, self.chance.copy())
        twin.now, twin.revision = self.now, self.revision
        twin.timers = self.timers.copy()
        twin.changes = self.changes.copy()
        twin._kinds = {kind: objects.copy() for kind, objects in self._kinds.items()}
        return twin

    def get(self, key: Key) -> ApiObject | None:
        """The object under `key`, to be read only."""
        return self._kinds.get(key.kind, {}).get(key)

    def of_kind(self, kind: str, namespace: str | None = None) -> Iterator[ApiObject]:
        """All objects of a group kind, in the order of their creation."""
        for key, obj in self._kinds.get(kind, {}).items():
            if namespace is None or key.namespace == namespace:
                yield obj

    def kinds(self) -> Iterator[str]:
        """The group kinds of which there are objects."""
        return (kind for kind, objects in self._kinds.items() if objects)

    def put(self, obj: ApiObject) -> ApiObject:
        """Create or replace an object; stamps what the server owns and tells the controllers."""
        key = key_of(obj)
        before = self.get(key)
        self.revision += 1
        metadata = {**obj["metadata"], "resourceVersion": str(self.revision)}
        if before is None:
            metadata["uid"] = self.chance.uid()
            metadata["creationTimestamp"] = self.settings.timestamp(self.now)
        after = {**obj, "metadata": metadata}
        self._kinds.setdefault(key.kind, {})[key] = after
        self.changes.append(Change(key, before, after))
        return after

    def remove(self, key: Key) -> None:
        """Take an object out of the store; graceful deletion is a matter of admission."""
        before = self._kinds.get(key.kind, {}).pop(key, None)
        if before is not None:
            self.revision += 1
            self.changes.append(Change(key, before, None))
