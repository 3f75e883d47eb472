"""ReplicaSets, and ReplicationControllers before them: as many Pods as wanted, no more, no fewer."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from k8sviz.sim import digits
from k8sviz.sim.admission import plugins
from k8sviz.sim.apiserver.times import milliseconds
from k8sviz.sim.cluster import Change, Cluster
from k8sviz.sim.controllers import events
from k8sviz.sim.controllers.controller import Controller, key_for, subject_of
from k8sviz.sim.controllers.deletion import delete
from k8sviz.sim.controllers.pods import pod_from_template
from k8sviz.sim.manifests.schema import Kind
from k8sviz.sim.objects import pod
from k8sviz.sim.objects.identity import ApiObject, key_of
from k8sviz.sim.objects.labels import selects
from k8sviz.sim.objects.workload import HASH_LABEL, controller_of, owner_reference, replicas_of

KIND = "ReplicaSet.apps"
CONTROLLER_KIND = "ReplicationController"
_RECORDERS = {
    "ReplicaSet": events.Recorder("replicaset-controller"),
    CONTROLLER_KIND: events.Recorder("replication-controller"),
}
_NAMES = {"ReplicaSet": "replicaset", CONTROLLER_KIND: "replicationcontroller"}
_POD = Kind("", "v1", "Pod", "pods", True, "v1.Pod")
_RETRY = 10_000  # ms until a refused Pod is asked for again; the real wait doubles, from 5 ms to 1,000 s
_PHASES = {"Pending": 0, "Unknown": 1, "Running": 2}


def _concerns(cluster: Cluster, change: Change, kind: str = KIND) -> Iterable[str]:
    if change.key.kind == kind:  # the status that it wrote last follows from all that it saw
        return (subject_of(change.key),) if change.by != _NAMES[kind.partition(".")[0]] else ()
    if change.before and change.after and _counts(change.before) == _counts(change.after):
        return ()
    owners = [controller_of(obj) or {"kind": ""} for obj in (change.before, change.after) if obj]
    namespace = change.key.namespace
    subjects = [f"{namespace}/{owner['name']}" for owner in owners if owner["kind"] == kind.partition(".")[0]]
    if change.after is not None and controller_of(change.after) is None:
        labels = change.after["metadata"].get("labels") or {}
        subjects += [
            subject_of(key_of(obj))
            for obj in cluster.of_kind(kind, namespace)
            if selects(_selector(obj), labels)
        ]
    return subjects


def _selector(obj: ApiObject) -> dict[str, Any]:
    """A ReplicationController's is a plain map; without one, its template's labels (core/v1/defaults.go)."""
    spec = obj["spec"]
    if obj["kind"] != CONTROLLER_KIND:
        return dict(spec["selector"])
    return {
        "matchLabels": spec.get("selector") or (spec["template"].get("metadata") or {}).get("labels") or {}
    }


def _counts(obj: ApiObject) -> tuple[Any, ...]:
    """All that a ReplicaSet sees of a Pod."""
    seen = pod.view(obj)
    return seen.labels, seen.ready, seen.over, seen.terminating, obj["metadata"].get("ownerReferences")


def _reconcile(cluster: Cluster, subject: str, kind: str = KIND) -> None:
    replica_set = cluster.get(key_for(kind, subject))
    if replica_set is None or "deletionTimestamp" in replica_set["metadata"]:
        return
    by = _RECORDERS[replica_set["kind"]]
    _release(cluster, replica_set)
    _adopt(cluster, replica_set)
    active = [obj for obj in cluster.owned(replica_set, "Pod") if pod.view(obj).active]
    missing = replicas_of(replica_set) - len(active)
    for _ in range(min(missing, _left(cluster)) if missing > 0 else 0):
        wanted = _new_pod(cluster, replica_set)
        name = wanted["metadata"]["name"]
        if told := plugins.denied(cluster, _POD, wanted):
            _refused(cluster, replica_set, f'pods "{name}" is forbidden: {told}')
            break
        cluster.put(wanted)
        events.normal(cluster, by, replica_set, "SuccessfulCreate", f"Created pod: {name}")
    if missing < 0:
        for obj in _by_deletion_order(active)[:-missing]:
            delete(cluster, obj)
            name = obj["metadata"]["name"]
            events.normal(cluster, by, replica_set, "SuccessfulDelete", f"Deleted pod: {name}")
    _write_status(cluster, replica_set)


def _refused(cluster: Cluster, replica_set: ApiObject, told: str) -> None:
    """A Pod that its namespace has no room for; the controller tries again after a while."""
    by = _RECORDERS[replica_set["kind"]]
    events.warn(cluster, by, replica_set, "FailedCreate", f"Error creating: {told}")
    subject = subject_of(key_of(replica_set))
    cluster.timers.set(cluster.now + _RETRY, _NAMES[replica_set["kind"]], subject)


def _left(cluster: Cluster) -> int:
    """How many more Pods the cluster may hold."""
    return cluster.settings.most_pods - sum(1 for _ in cluster.of_kind("Pod"))


def _release(cluster: Cluster, replica_set: ApiObject) -> None:
    """A Pod whose labels left the selector is no longer ours: it stays, without an owner."""
    selector, uid = _selector(replica_set), replica_set["metadata"]["uid"]
    for obj in cluster.owned(replica_set, "Pod"):
        metadata = obj["metadata"]
        if "deletionTimestamp" not in metadata and not selects(selector, metadata.get("labels") or {}):
            others = [reference for reference in metadata["ownerReferences"] if reference["uid"] != uid]
            freed = {key: value for key, value in metadata.items() if key != "ownerReferences"}
            cluster.put({**obj, "metadata": freed | ({"ownerReferences": others} if others else {})})


def _adopt(cluster: Cluster, replica_set: ApiObject) -> None:
    selector = _selector(replica_set)
    orphans = [
        obj
        for obj in cluster.of_kind("Pod", replica_set["metadata"]["namespace"])
        if controller_of(obj) is None
        and selects(selector, obj["metadata"].get("labels") or {})
        and pod.view(obj).active
    ]
    for obj in orphans:
        owners = [*obj["metadata"].get("ownerReferences", ()), owner_reference(replica_set)]
        cluster.put({**obj, "metadata": {**obj["metadata"], "ownerReferences": owners}})


def _new_pod(cluster: Cluster, replica_set: ApiObject) -> ApiObject:
    return pod_from_template(cluster, replica_set, replica_set["spec"]["template"])


def _by_deletion_order(active: list[ApiObject]) -> list[ApiObject]:
    """Who goes first (controller_utils.go ActivePodsWithRanks)."""
    views = [(obj, pod.view(obj)) for obj in active]
    crowd: dict[str, int] = {}
    for _, seen in views:
        crowd[seen.node] = crowd.get(seen.node, 0) + 1
    views.reverse()
    views.sort(key=lambda entry: entry[0]["metadata"]["creationTimestamp"], reverse=True)

    def rank(entry: tuple[ApiObject, pod.Pod]) -> tuple[Any, ...]:
        obj, seen = entry
        return (
            bool(seen.node),
            _PHASES.get(seen.phase, 2),
            seen.ready,
            _deletion_cost(obj),
            -crowd[seen.node],
        )

    return [obj for obj, _ in sorted(views, key=rank)]


def _deletion_cost(obj: ApiObject) -> int:
    annotations = obj["metadata"].get("annotations") or {}
    return digits.signed(annotations.get("controller.kubernetes.io/pod-deletion-cost", "")) or 0


def _write_status(cluster: Cluster, replica_set: ApiObject) -> None:
    """The counts of ReplicaSetStatus; a count of zero is left out, except `replicas`."""
    views = [pod.view(obj) for obj in cluster.owned(replica_set, "Pod")]
    active = [seen for seen in views if seen.active]
    label = (replica_set["spec"]["template"].get("metadata") or {}).get("labels", {}).get(HASH_LABEL)
    labelled = sum(seen.labels.get(HASH_LABEL) == label for seen in active)
    ready = sum(seen.ready for seen in active)
    available = _available(cluster, replica_set) if replica_set["spec"].get("minReadySeconds") else ready
    counts = {"availableReplicas": available, "fullyLabeledReplicas": labelled}
    counts |= {"observedGeneration": replica_set["metadata"]["generation"], "readyReplicas": ready}
    status = {key: value for key, value in counts.items() if value}
    status["replicas"] = len(active)
    status["terminatingReplicas"] = sum(seen.terminating and not seen.over for seen in views)
    current = cluster.get(key_of(replica_set))
    if current is not None:
        cluster.put_status({**current, "status": status}, by=_NAMES[replica_set["kind"]])


def _available(cluster: Cluster, replica_set: ApiObject) -> int:
    """Pods that have been ready for long enough; the others are counted when their time has come."""
    count = 0
    for obj in cluster.owned(replica_set, "Pod"):
        seen = pod.view(obj)
        if seen.active and seen.ready:
            since = next(one for one in obj["status"]["conditions"] if one["type"] == "Ready")
            due = (milliseconds(since["lastTransitionTime"]) or 0) + 1000 * replica_set["spec"][
                "minReadySeconds"
            ]
            count += due <= cluster.now
            if due > cluster.now:
                cluster.timers.set(due, _NAMES[replica_set["kind"]], subject_of(key_of(replica_set)))
    return count


def _controller(kind: str) -> Controller:
    reconcile = partial(_reconcile, kind=kind)
    name = _NAMES[kind.partition(".")[0]]
    return Controller(name, (kind, "Pod"), partial(_concerns, kind=kind), reconcile, due=reconcile)


REPLICASET, REPLICATION_CONTROLLER = _controller(KIND), _controller(CONTROLLER_KIND)
