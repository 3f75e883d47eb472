"""What happened to objects, in words short enough for a timeline."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from k8sviz.sim.cluster import Change
from k8sviz.sim.objects import pod
from k8sviz.sim.objects.identity import ApiObject
from k8sviz.sim.objects.workload import replicas_of

MARKS_KEPT = 60
_QUIET = (
    "EndpointSlice", "Endpoints", "Node", "Namespace", "Event", "Lease", "ControllerRevision",
    "ServiceAccount",
)  # fmt: skip
_TROUBLE = ("ErrImagePull", "ImagePullBackOff", "CrashLoopBackOff")
_SCALED = ("Deployment", "StatefulSet")


class Mark(NamedTuple):
    """`number` counts all marks of a world, also those that it has forgotten."""

    number: int
    at: int
    kind: str
    name: str
    verb: str


def verbs(change: Change) -> Iterator[str]:
    """What a change is called: created, configured, scaled, ready, addressed, deleted, …"""
    before, after = change.before, change.after
    kind = change.key.kind.partition(".")[0]
    if kind in _QUIET or before is after:
        return
    if before is None:
        yield "created"
    elif after is None:
        yield "deleted"
    elif kind == "Pod":
        yield from _of_pod(before, after)
    else:
        yield from _of_object(kind, before, after)


def _of_pod(before: ApiObject, after: ApiObject) -> Iterator[str]:
    old, new = pod.view(before), pod.view(after)
    if new.terminating and not old.terminating:
        yield "terminating"
    if old.node != new.node:
        yield "scheduled"
    if old.phase != new.phase:
        yield "started" if new.phase == "Running" else new.phase.lower()
    if old.ready != new.ready:
        yield "ready" if new.ready else "unready"
    if old.labels != new.labels and old.node == new.node:
        yield "labelled"
    reason = pod.waiting_reason(after)
    if reason != pod.waiting_reason(before) and reason in _TROUBLE:
        yield reason


def _of_object(kind: str, before: ApiObject, after: ApiObject) -> Iterator[str]:
    old, new = before.get("spec"), after.get("spec")
    if old != new and kind in _SCALED and replicas_of(before) != replicas_of(after):
        yield "scaled"
    elif kind != "ReplicaSet" and (old != new or before.get("data") != after.get("data")):
        yield "configured"
    if kind == "Service" and _addressed(after) and not _addressed(before):
        yield "addressed"


def _addressed(service: ApiObject) -> bool:
    return bool((service.get("status") or {}).get("loadBalancer", {}).get("ingress"))
