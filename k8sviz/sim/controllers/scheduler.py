"""The scheduler: which node a Pod goes to. Ties are broken by the nodes' order, not by chance."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from k8sviz.sim.cluster import Change, Cluster
from k8sviz.sim.controllers.conditions import with_conditions
from k8sviz.sim.controllers.controller import Controller, key_for, subject_of
from k8sviz.sim.controllers.taints import tolerated
from k8sviz.sim.objects.identity import ApiObject, key_of
from k8sviz.sim.objects.workload import controller_of


def _concerns(cluster: Cluster, change: Change) -> Iterable[str]:
    if change.key.kind == "Pod":
        return (subject_of(change.key),) if change.after and not change.after["spec"].get("nodeName") else ()
    return [subject_of(key_of(obj)) for obj in cluster.of_kind("Pod") if not obj["spec"].get("nodeName")]


def _reconcile(cluster: Cluster, subject: str) -> None:
    if cluster.settings.timings.schedule:
        cluster.timers.set(cluster.now + cluster.settings.timings.schedule, "scheduler", subject)
    else:
        _schedule(cluster, subject)


def _schedule(cluster: Cluster, subject: str) -> None:
    obj = cluster.get(key_for("Pod", subject))
    if obj is None or obj["spec"].get("nodeName") or "deletionTimestamp" in obj["metadata"]:
        return
    node = _choose(cluster, obj)
    now = cluster.settings.timestamp(cluster.now)
    if node is None:
        total = sum(1 for _ in cluster.of_kind("Node"))
        message = f"0/{total} nodes are available: {total} node(s) didn't match Pod's node affinity/selector."
        cluster.put_status(with_conditions(obj, now, {"PodScheduled": False}, "Unschedulable", message))
    else:
        bound = {**obj, "spec": {**obj["spec"], "nodeName": node}}
        cluster.put_status(with_conditions(bound, now, {"PodScheduled": True}))


def _choose(cluster: Cluster, obj: ApiObject) -> str | None:
    """Fewest siblings first, then fewest Pods: what spreading and balancing come to on equal nodes."""
    owner = (controller_of(obj) or {}).get("uid")
    nodes = [node for node in cluster.of_kind("Node") if _fits(obj["spec"], node)]
    siblings: dict[str, int] = {node["metadata"]["name"]: 0 for node in nodes}
    crowd = dict(siblings)
    for other in cluster.of_kind("Pod"):
        place = other["spec"].get("nodeName")
        if place in crowd and "deletionTimestamp" not in other["metadata"]:
            crowd[place] += 1
            siblings[place] += owner is not None and (controller_of(other) or {}).get("uid") == owner
    return min(crowd, key=lambda name: (siblings[name], crowd[name]), default=None)


def _fits(spec: dict[str, Any], node: ApiObject) -> bool:
    labels = node["metadata"].get("labels") or {}
    wanted = spec.get("nodeSelector") or {}
    if node["spec"].get("unschedulable") or any(labels.get(key) != value for key, value in wanted.items()):
        return False
    return tolerated(spec, node, ("NoSchedule", "NoExecute"))


SCHEDULER = Controller("scheduler", ("Pod", "Node"), _concerns, _reconcile, due=_schedule)
