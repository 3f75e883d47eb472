"""The DaemonSet controller: one Pod on every node that it suits (pkg/controller/daemon)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from k8sviz.sim.cluster import Change, Cluster
from k8sviz.sim.controllers import events, history
from k8sviz.sim.controllers.controller import Controller, key_for, subject_of
from k8sviz.sim.controllers.deletion import delete
from k8sviz.sim.controllers.ownership import concerns
from k8sviz.sim.controllers.pods import pod_from_template
from k8sviz.sim.controllers.scheduler import suits
from k8sviz.sim.objects import pod
from k8sviz.sim.objects.identity import ApiObject, key_of
from k8sviz.sim.objects.workload import of_replicas

KIND = "DaemonSet.apps"
_RECORDER = events.Recorder("daemonset-controller")
_GENERATION = "pod-template-generation"
_TOLERATED = (  # daemon/util/daemonset_util.go, AddOrUpdateDaemonPodTolerations
    ("node.kubernetes.io/not-ready", "NoExecute"), ("node.kubernetes.io/unreachable", "NoExecute"),
    ("node.kubernetes.io/disk-pressure", "NoSchedule"), ("node.kubernetes.io/memory-pressure", "NoSchedule"),
    ("node.kubernetes.io/pid-pressure", "NoSchedule"), ("node.kubernetes.io/unschedulable", "NoSchedule"),
)  # fmt: skip


def _concerns(cluster: Cluster, change: Change) -> Iterable[str]:
    if change.key.kind == "Node":
        return [subject_of(key_of(obj)) for obj in cluster.of_kind(KIND)]
    return concerns(KIND)(cluster, change)


def _reconcile(cluster: Cluster, subject: str) -> None:
    owner = cluster.get(key_for(KIND, subject))
    if owner is None or "deletionTimestamp" in owner["metadata"]:
        return
    revision = history.current(cluster, owner)["metadata"]["labels"][history.LABEL]
    spec = _with_tolerations(owner["spec"]["template"]["spec"])
    nodes = [node["metadata"]["name"] for node in cluster.of_kind("Node") if suits(spec, node)]
    for node, found in _by_node(cluster, owner).items():
        for obj in found if node not in nodes else found[1:]:
            _delete(cluster, owner, obj)
    placed = _by_node(cluster, owner)
    for node in nodes:
        if node not in placed:
            _make(cluster, owner, spec, node, revision)
    _roll(cluster, owner, revision, len(nodes))
    _write_status(cluster, owner, nodes, revision)


def _by_node(cluster: Cluster, owner: ApiObject) -> dict[str, list[ApiObject]]:
    found: dict[str, list[ApiObject]] = {}
    for obj in cluster.owned(owner, "Pod"):
        if pod.view(obj).over:
            _delete(cluster, owner, obj)
        else:
            found.setdefault(_node_of(obj), []).append(obj)
    return found


def _node_of(obj: ApiObject) -> str:
    """Where it is, or where its affinity sends it."""
    if obj["spec"].get("nodeName"):
        return str(obj["spec"]["nodeName"])
    affinity = (obj["spec"].get("affinity") or {}).get("nodeAffinity") or {}
    terms = affinity.get("requiredDuringSchedulingIgnoredDuringExecution") or {}
    fields = [
        field for term in terms.get("nodeSelectorTerms") or () for field in term.get("matchFields") or ()
    ]
    return next((str(value) for field in fields for value in field.get("values") or ()), "")


def _with_tolerations(spec: dict[str, Any]) -> dict[str, Any]:
    own = spec.get("tolerations") or []
    added = [
        {"effect": effect, "key": key, "operator": "Exists"}
        for key, effect in _TOLERATED
        if not any(one.get("key") == key and one.get("effect") == effect for one in own)
    ]
    network = [
        {"effect": "NoSchedule", "key": "node.kubernetes.io/network-unavailable", "operator": "Exists"}
    ]
    return {**spec, "tolerations": [*own, *added, *(network if spec.get("hostNetwork") else ())]}


def _make(cluster: Cluster, owner: ApiObject, spec: dict[str, Any], node: str, revision: str) -> None:
    """The scheduler puts it there, because its affinity names the node."""
    template = owner["spec"]["template"]
    wanted = template.get("metadata") or {}
    generation = (owner["metadata"].get("annotations") or {}).get(
        "deprecated.daemonset.template.generation", "1"
    )
    labels = {**(wanted.get("labels") or {}), history.LABEL: revision, _GENERATION: generation}
    field = {"key": "metadata.name", "operator": "In", "values": [node]}
    affinity = dict(spec.get("affinity") or {})
    affinity["nodeAffinity"] = {
        **(affinity.get("nodeAffinity") or {}),
        "requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [{"matchFields": [field]}]},
    }
    placed = {"metadata": {**wanted, "labels": labels}, "spec": {**spec, "affinity": affinity}}
    made = cluster.put(pod_from_template(cluster, owner, placed))
    told = f"Created pod: {made['metadata']['name']}"
    events.normal(cluster, _RECORDER, owner, "SuccessfulCreate", told)


def _roll(cluster: Cluster, owner: ApiObject, revision: str, wanted: int) -> None:
    """Old Pods go as long as few enough are missing."""
    strategy = owner["spec"].get("updateStrategy") or {}
    if strategy.get("type") == "OnDelete":
        return
    bound = (strategy.get("rollingUpdate") or {}).get("maxUnavailable", 1)
    live = [obj for obj in cluster.owned(owner, "Pod") if not pod.view(obj).terminating]
    room = max(1, of_replicas(bound, wanted, round_up=True)) - (
        wanted - sum(pod.view(obj).ready for obj in live)
    )
    for obj in live:
        if history.of(obj) != revision and (room > 0 or not pod.view(obj).ready):
            room -= pod.view(obj).ready
            _delete(cluster, owner, obj)


def _delete(cluster: Cluster, owner: ApiObject, obj: ApiObject) -> None:
    if not pod.view(obj).terminating:
        delete(cluster, obj)
        told = f"Deleted pod: {obj['metadata']['name']}"
        events.normal(cluster, _RECORDER, owner, "SuccessfulDelete", told)


def _write_status(cluster: Cluster, owner: ApiObject, nodes: list[str], revision: str) -> None:
    live = [obj for obj in cluster.owned(owner, "Pod") if not pod.view(obj).over]
    here = [obj for obj in live if _node_of(obj) in nodes]
    ready = sum(pod.view(obj).ready and not pod.view(obj).terminating for obj in here)
    updated = sum(history.of(obj) == revision for obj in here)
    counts = {
        "numberAvailable": ready,
        "numberUnavailable": len(nodes) - ready,
        "observedGeneration": owner["metadata"]["generation"],
        "updatedNumberScheduled": updated,
    }
    status: dict[str, Any] = {key: value for key, value in counts.items() if value}
    status |= {
        "currentNumberScheduled": len({_node_of(obj) for obj in here}),
        "desiredNumberScheduled": len(nodes),
        "numberMisscheduled": len(live) - len(here),
        "numberReady": ready,
    }
    current = cluster.get(key_of(owner))
    if current is not None:
        cluster.put_status({**current, "status": status})
        history.trim(cluster, current, {f"{owner['metadata']['name']}-{revision}"})


DAEMONSET = Controller("daemonset", (KIND, "Pod", "Node"), _concerns, _reconcile, due=_reconcile)
