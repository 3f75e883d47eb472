"""What a room may hold: objects and their bytes, requests a second, a log of some length."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from django.utils.translation import gettext as _

from k8sviz.rooms.history import History
from k8sviz.rooms.limits import limits
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.objects.identity import ApiObject
from k8sviz.sim.problems import Outcome, Refusal, Result
from k8sviz.sim.world import World

_REPLICATED = ("Deployment.apps", "StatefulSet.apps", "ReplicaSet.apps", "ReplicationController")
_UNCOUNTED = ("Event", "Lease.coordination.k8s.io", "Endpoints", "EndpointSlice.discovery.k8s.io")


def refused(code: int, reason: str, message: str) -> Outcome:
    """An outcome that says no for a reason of the room's, not of the cluster's."""
    return Outcome((Result("", "", "", "refused", refusal=Refusal(code, reason, message)),))


def too_much(before: World, after: World, _outcome: Outcome) -> Outcome | None:
    """Why a command may not leave the room as it would; None if it may, or makes it no larger."""
    if sum_of_rates(after) > max(limits().traffic, sum_of_rates(before)):
        text = _("All sources of a room together send at most %(bound)d requests a second; stop one first.")
        return refused(429, "TooMuchTraffic", text % {"bound": limits().traffic})
    if after.cluster.revision == before.cluster.revision:
        return None
    return _too_many(before.cluster, after.cluster) or _too_large(before.cluster, after.cluster)


def log_is_full(history: History) -> Outcome | None:
    """The outcome of every change to a room whose log has come to its limit; None before that."""
    bounds = limits()
    if history.number >= bounds.log_entries:
        text = _("This room's log has reached its limit of %(bound)d entries. Open a new room to go on.")
        return refused(403, "LogFull", text % {"bound": bounds.log_entries})
    if history.size >= bounds.log_bytes:
        text = _("This room's log has reached its limit of %(bound)d bytes. Open a new room to go on.")
        return refused(403, "LogFull", text % {"bound": bounds.log_bytes})
    return None


def sum_of_rates(world: World) -> int:
    """Requests a second (of simulated time) of all sources."""
    return sum(source.rate for source in world.traffic.values())


def _too_many(before: Cluster, after: Cluster) -> Outcome | None:
    count, bound = _count(after), limits().objects
    if count <= bound or count <= _count(before):
        return None
    text = _("A room holds at most %(bound)d objects, wanted replicas included; this would make %(size)d.")
    return refused(403, "TooManyObjects", text % {"bound": bound, "size": count})


def _too_large(before: Cluster, after: Cluster) -> Outcome | None:
    size, bound = _bytes(after), limits().object_bytes
    if size <= bound or size <= _bytes(before):
        return None
    text = _(
        "A room's objects hold at most %(bound)d bytes, wanted replicas included; this would make %(size)d."
    )
    return refused(403, "ObjectsTooLarge", text % {"bound": bound, "size": size})


def _count(cluster: Cluster) -> int:
    """What is stored, and what controllers have been asked to add to it."""
    stored = sum(cluster.size_of(kind) for kind in cluster.kinds() if kind not in _UNCOUNTED)
    return stored + sum(missing for _owner, missing in _wanted(cluster))


def _bytes(cluster: Cluster) -> int:
    stored = sum(_length(obj) for kind in cluster.kinds() for obj in cluster.of_kind(kind))
    return stored + sum(
        missing * _length(owner["spec"].get("template") or {}) for owner, missing in _wanted(cluster)
    )


def _length(part: ApiObject) -> int:
    return len(msgspec.json.encode(part))


def _wanted(cluster: Cluster) -> Iterator[tuple[ApiObject, int]]:
    """Who has been asked for more Pods than there are, and for how many more."""
    for kind in _REPLICATED:
        for obj in cluster.of_kind(kind):
            if not obj["metadata"].get("ownerReferences"):
                there = (obj.get("status") or {}).get("replicas") or 0
                yield obj, max(0, (obj["spec"].get("replicas", 1) or 0) - there)
