"""The node lifecycle controller: a node that is not heard of any more is lost, and its Pods are not ready.

Source: pkg/controller/nodelifecycle. The kubelet's own part is to say that it is well again.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from k8sviz.sim.cluster import Change, Cluster
from k8sviz.sim.controllers import events, faults
from k8sviz.sim.controllers.conditions import set_condition
from k8sviz.sim.controllers.controller import Controller, subject_of
from k8sviz.sim.objects import pod
from k8sviz.sim.objects.identity import ApiObject, Key, key_of

UNREACHABLE = "node.kubernetes.io/unreachable"
UNSCHEDULABLE = "node.kubernetes.io/unschedulable"
_NAME = "node-lifecycle"
RECORDER = events.Recorder("node-controller")
_WELL = {
    "MemoryPressure": ("False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
    "DiskPressure": ("False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
    "PIDPressure": ("False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
    "Ready": ("True", "KubeletReady", "kubelet is posting ready status"),
}
_LOST = ("Unknown", "NodeStatusUnknown", "Kubelet stopped posting node status.")


def well(now: str) -> list[dict[str, Any]]:
    """The conditions of a node in order."""
    return [_condition(kind, told, now, now) for kind, told in _WELL.items()]


def _condition(kind: str, told: tuple[str, str, str], heard: str, now: str) -> dict[str, Any]:
    status, reason, message = told
    return {
        "lastHeartbeatTime": heard, "lastTransitionTime": now,
        "message": message, "reason": reason, "status": status, "type": kind,
    }  # fmt: skip


def _concerns(_cluster: Cluster, change: Change) -> Iterable[str]:
    return (subject_of(change.key),) if change.after else ()


def _reconcile(cluster: Cluster, subject: str) -> None:
    node = _node(cluster, subject)
    if node is None:
        return
    node = _keep_taint(cluster, node, UNSCHEDULABLE, bool(node["spec"].get("unschedulable")))
    cut, lost = faults.failing(cluster, faults.NODE, node), not pod.condition(node, "Ready")
    if cut and not lost:
        due = cluster.now + cluster.settings.timings.node_grace
        cluster.timers.set(due, _NAME, f"{node['metadata']['uid']} {subject}")
    elif lost and not cut and _unknown(node):
        _recover(cluster, node)


def _node(cluster: Cluster, subject: str) -> ApiObject | None:
    return cluster.get(Key("Node", "", subject.partition("/")[2]))


def _unknown(node: ApiObject) -> bool:
    conditions = node.get("status", {}).get("conditions") or ()
    return any(entry["type"] == "Ready" and entry["status"] == "Unknown" for entry in conditions)


def _due(cluster: Cluster, told: str) -> None:
    uid, _, subject = told.partition(" ")
    node = _node(cluster, subject)
    if node is None or node["metadata"]["uid"] != uid or not faults.failing(cluster, faults.NODE, node):
        return
    now, name = cluster.settings.timestamp(cluster.now), node["metadata"]["name"]
    conditions = [
        {**entry, **_condition(entry["type"], _LOST, entry["lastHeartbeatTime"], now)}
        for entry in node["status"]["conditions"]
    ]
    node = cluster.put_status({**node, "status": {**node["status"], "conditions": conditions}})
    events.normal(cluster, RECORDER, node, "NodeNotReady", f"Node {name} status is now: NodeNotReady")
    for effect in ("NoSchedule", "NoExecute"):
        node = _keep_taint(cluster, node, UNREACHABLE, True, effect)
    for obj in _pods_of(cluster, node):
        _mark_not_ready(cluster, obj, now)


def _mark_not_ready(cluster: Cluster, obj: ApiObject, now: str) -> None:
    """Only the condition `Ready` changes: nobody knows how its containers are (MarkPodsNotReady)."""
    if pod.condition(obj, "Ready"):
        entry = {"lastProbeTime": None, "lastTransitionTime": now, "status": "False", "type": "Ready"}
        conditions = set_condition(obj["status"]["conditions"], entry)
        cluster.put_status({**obj, "status": {**obj["status"], "conditions": conditions}})
        events.warn(cluster, RECORDER, obj, "NodeNotReady", "Node is not ready")


def _recover(cluster: Cluster, node: ApiObject) -> None:
    """The kubelet is back: it says that all is well, and sees to its Pods."""
    now = cluster.settings.timestamp(cluster.now)
    node = cluster.put_status({**node, "status": {**node["status"], "conditions": well(now)}})
    if not cluster.settings.stand_in:
        name = node["metadata"]["name"]
        by = events.Recorder("kubelet", name)
        events.normal(cluster, by, node, "NodeReady", f"Node {name} status is now: NodeReady")
    for effect in ("NoSchedule", "NoExecute"):
        node = _keep_taint(cluster, node, UNREACHABLE, False, effect)
    for obj in _pods_of(cluster, node):
        cluster.touch(key_of(obj))


def _pods_of(cluster: Cluster, node: ApiObject) -> list[ApiObject]:
    name = node["metadata"]["name"]
    return [obj for obj in cluster.of_kind("Pod") if obj["spec"].get("nodeName") == name]


def _keep_taint(
    cluster: Cluster, node: ApiObject, key: str, wanted: bool, effect: str = "NoSchedule"
) -> ApiObject:
    taints = node["spec"].get("taints") or []
    there = [taint for taint in taints if (taint["key"], taint["effect"]) == (key, effect)]
    if bool(there) == wanted:
        return node
    added = {"effect": effect, "key": key, "timeAdded": cluster.settings.timestamp(cluster.now)}
    kept = [*taints, added] if wanted else [taint for taint in taints if taint not in there]
    spec = {name: value for name, value in node["spec"].items() if name != "taints"}
    return cluster.put({**node, "spec": spec | ({"taints": kept} if kept else {})})


NODE_LIFECYCLE = Controller(_NAME, ("Node",), _concerns, _reconcile, _due)
