"""The scheduler: which node a Pod goes to. Ties are broken by the nodes' order, not by chance."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from k8sviz.sim.cluster import Change, Cluster
from k8sviz.sim.controllers import events
from k8sviz.sim.controllers.conditions import with_conditions
from k8sviz.sim.controllers.controller import Controller, key_for, subject_of
from k8sviz.sim.controllers.taints import tolerated
from k8sviz.sim.objects.identity import ApiObject, Key, key_of
from k8sviz.sim.objects.labels import selects
from k8sviz.sim.objects.workload import controller_of

_PLACE = ("topology.kubernetes.io/region", "topology.kubernetes.io/zone")


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
        message = _why_not(cluster, obj)
        if not _is_said(obj, message):
            events.not_scheduled(cluster, obj, message)
        cluster.put_status(with_conditions(obj, now, {"PodScheduled": False}, "Unschedulable", message))
    else:
        place = f"{obj['metadata']['namespace']}/{obj['metadata']['name']}"
        events.scheduled(cluster, obj, f"Successfully assigned {place} to {node}")
        labels = {**_place_of(cluster, node), **(obj["metadata"].get("labels") or {})}
        metadata = {**obj["metadata"], "labels": labels} if labels else obj["metadata"]
        bound = {**obj, "metadata": metadata, "spec": {**obj["spec"], "nodeName": node}}
        cluster.put_status(with_conditions(bound, now, {"PodScheduled": True}))


def _is_said(obj: ApiObject, message: str) -> bool:
    conditions = obj.get("status", {}).get("conditions") or ()
    return any(entry.get("message") == message for entry in conditions)


def _choose(cluster: Cluster, obj: ApiObject) -> str | None:
    """Fewest siblings first, then fewest Pods: what spreading and balancing come to on equal nodes."""
    owner, places = (controller_of(obj) or {}).get("uid", ""), cluster.places
    fit = [node["metadata"]["name"] for node in cluster.of_kind("Node") if not _misfit(obj["spec"], node)]
    return min(fit, key=lambda name: (places.siblings(name, owner), places.crowd(name)), default=None)


def _place_of(cluster: Cluster, name: str) -> dict[str, str]:
    """The labels of a node's place, which a Pod gets when it is bound (PodTopologyLabels admission)."""
    node = cluster.get(Key("Node", "", name))
    labels = (node["metadata"].get("labels") or {}) if node else {}
    return {key: labels[key] for key in _PLACE if key in labels}


def _misfit(spec: dict[str, Any], node: ApiObject) -> str:
    """Why the Pod cannot go to the node: the first of the scheduler's filters that says no; "" if it can."""
    labels = node["metadata"].get("labels") or {}
    wanted = spec.get("nodeSelector") or {}
    if node["spec"].get("unschedulable") and not tolerated(spec, _cordoned(node), ("NoSchedule",)):
        return "node(s) were unschedulable"
    if not tolerated(spec, node, ("NoSchedule", "NoExecute")):
        return "node(s) had untolerated taint(s)"
    if any(labels.get(key) != value for key, value in wanted.items()) or not _near(
        spec, labels, node["metadata"]["name"]
    ):
        return "node(s) didn't match Pod's node affinity/selector"
    return ""


def suits(spec: dict[str, Any], node: ApiObject) -> bool:
    """Whether a node would take such a Pod."""
    return not _misfit(spec, node)


def _cordoned(node: ApiObject) -> ApiObject:
    taint = {"effect": "NoSchedule", "key": "node.kubernetes.io/unschedulable"}
    return {**node, "spec": {"taints": [taint]}}


def _near(spec: dict[str, Any], labels: dict[str, str], name: str) -> bool:
    """Required node affinity: any of the terms, all expressions of one."""
    affinity = (spec.get("affinity") or {}).get("nodeAffinity") or {}
    terms = (affinity.get("requiredDuringSchedulingIgnoredDuringExecution") or {}).get("nodeSelectorTerms")
    return not terms or any(
        selects({"matchExpressions": term.get("matchExpressions") or ()}, labels)
        and selects({"matchExpressions": term.get("matchFields") or ()}, {"metadata.name": name})
        for term in terms
    )


def _why_not(cluster: Cluster, obj: ApiObject) -> str:
    """In the scheduler's words (framework/types.go, FitError)."""
    reasons = [_misfit(obj["spec"], node) for node in cluster.of_kind("Node")]
    total = len(reasons)
    counted = sorted(f"{reasons.count(reason)} {reason}" for reason in dict.fromkeys(reasons))
    return (
        f"0/{total} nodes are available: {', '.join(counted)}. no new claims to deallocate, preemption: "
        f"0/{total} nodes are available: {total} Preemption is not helpful for scheduling."
    )


SCHEDULER = Controller("scheduler", ("Pod", "Node"), _concerns, _reconcile, due=_schedule)
