"""Deletion: Pods are given time to end, everything else is gone at once."""

from __future__ import annotations

from k8sviz.sim.admission.patch import missing
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.manifests import refusals, schema
from k8sviz.sim.objects.identity import ApiObject, Key, key_of
from k8sviz.sim.problems import Outcome, Result

_KEPT = ("default", "kube-system", "kube-public", "kube-node-lease")
_DEFAULT_GRACE = 30


def delete(cluster: Cluster, key: Key, grace_seconds: int | None = None) -> Outcome:
    """What `kubectl delete` does; None takes the Pod's own grace period."""
    obj = cluster.get(key)
    if obj is None or schema.named(key.kind) is None:
        return Outcome((missing(key),))
    if key.kind == "Namespace" and key.name in _KEPT:
        words = f'namespaces "{key.name}" is forbidden: this namespace may not be deleted'
        refusal = refusals.from_server(refusals.FORBIDDEN, "Forbidden", words, "")
        return Outcome((Result(*key, "refused", refusal=refusal),))
    if key.kind == "Pod" and _is_running_somewhere(obj):
        _end_gracefully(cluster, key, obj, grace_seconds)
    else:
        cluster.remove(key)
    if key.kind == "Namespace":
        _empty(cluster, key.name)
    return Outcome((Result(*key, "deleted"),))


def _empty(cluster: Cluster, namespace: str) -> None:
    """A namespace takes everything in it along."""
    for kind in list(cluster.kinds()):
        for obj in list(cluster.of_kind(kind, namespace)):
            delete(cluster, key_of(obj))


def _is_running_somewhere(pod: ApiObject) -> bool:
    """A Pod that no kubelet has, or that has ended, needs no grace (registry/core/pod/strategy.go)."""
    ended = pod.get("status", {}).get("phase") in ("Succeeded", "Failed")
    return bool(pod["spec"].get("nodeName")) and not ended


def _end_gracefully(cluster: Cluster, key: Key, pod: ApiObject, grace_seconds: int | None) -> None:
    own = pod["spec"].get("terminationGracePeriodSeconds", _DEFAULT_GRACE)
    grace = own if grace_seconds is None else grace_seconds
    if grace == 0:
        cluster.remove(key)
        return
    metadata = pod["metadata"]
    if "deletionTimestamp" in metadata and metadata.get("deletionGracePeriodSeconds", grace) <= grace:
        return
    ends = {
        "deletionTimestamp": cluster.settings.timestamp(cluster.now + grace * 1000),
        "deletionGracePeriodSeconds": grace,
        "generation": metadata.get("generation", 1) + ("deletionTimestamp" not in metadata),
    }
    cluster.put({**pod, "metadata": {**metadata, **ends}})
