"""Deletion: Pods are given time to end, finalizers are waited for, everything else is gone at once.

apiserver/pkg/registry/rest/delete.go BeforeDelete, registry/generic/registry/store.go Delete;
https://kubernetes.io/docs/concepts/architecture/garbage-collection/
"""

from __future__ import annotations

from typing import Any, NamedTuple

from k8sviz.sim.admission.ending import settle
from k8sviz.sim.admission.patch import missing
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.manifests import refusals, schema
from k8sviz.sim.manifests.schema import Kind
from k8sviz.sim.objects.identity import ApiObject, Key, key_of
from k8sviz.sim.problems import Outcome, Refusal, Result

FOREGROUND, ORPHAN = "foregroundDeletion", "orphan"
_KEPT = ("default", "kube-system", "kube-public")  # NamespaceLifecycle's immortal ones
_DEFAULT_GRACE = 30


class Wish(NamedTuple):
    """DeleteOptions: how an object should go."""

    grace_seconds: int | None = None  # None: the object's own
    propagation: str = "Background"  # or Foreground, Orphan
    uid: str = ""  # preconditions
    version: str = ""


class Deleted(NamedTuple):
    """What became of a deletion: the object as it was last seen, and whether it is gone already."""

    obj: ApiObject | None
    gone: bool = True
    refusal: Refusal | None = None


def delete(cluster: Cluster, key: Key, grace_seconds: int | None = None) -> Outcome:
    """What `kubectl delete` does; None takes the Pod's own grace period."""
    kind = schema.named(key.kind)
    if cluster.get(key) is None or kind is None:
        return Outcome((missing(key),))
    done = delete_object(cluster, kind, key, Wish(grace_seconds))
    if done.refusal:
        return Outcome((Result(*key, "refused", refusal=done.refusal),))
    return Outcome((Result(*key, "deleted"),))


def delete_object(cluster: Cluster, kind: Kind, key: Key, wish: Wish) -> Deleted:
    """Delete one object that is there."""
    obj = cluster.get(key)
    refusal = _missing(kind, key) if obj is None else _refusal(kind, key, obj, wish)
    if obj is None or refusal:
        return Deleted(obj, refusal=refusal)
    if wish.propagation == "Orphan":
        _orphan(cluster, obj)
    elif wish.propagation == "Foreground" and _blocking(cluster, obj):
        obj = _with_finalizer(cluster, obj, FOREGROUND)
    if key.kind == "Pod" and _is_running_somewhere(obj):
        return _end_gracefully(cluster, key, obj, wish.grace_seconds)
    if key.kind == "Namespace":
        return _terminate(cluster, obj)
    if obj["metadata"].get("finalizers"):
        return Deleted(_marked(cluster, obj, 0), gone=False)
    cluster.remove(key)
    return Deleted(obj)


def blockers_gone(cluster: Cluster, owner: ApiObject) -> None:
    """The garbage collector's last step of a foreground deletion."""
    finalizers = owner["metadata"].get("finalizers") or []
    if FOREGROUND not in finalizers or _blocking(cluster, owner):
        return
    left = [one for one in finalizers if one != FOREGROUND]
    metadata = {**owner["metadata"], "finalizers": left}
    if not left:
        del metadata["finalizers"]
    settle(cluster, cluster.put_status({**owner, "metadata": metadata}))


def emptied(cluster: Cluster, namespace: str) -> None:
    """A terminating namespace goes when nothing is left in it."""
    obj = cluster.get(Key("Namespace", "", namespace))
    if obj and "deletionTimestamp" in obj["metadata"] and not cluster.in_namespace(namespace):
        cluster.remove(key_of(obj))


def _missing(kind: Kind, key: Key) -> Refusal:
    message = f'{kind.resource} "{key.name}" not found'
    return refusals.about(kind, key.name, refusals.NOT_FOUND, "NotFound", message)


def _refusal(kind: Kind, key: Key, obj: ApiObject, wish: Wish) -> Refusal | None:
    if key.kind == "Namespace" and key.name in _KEPT:
        words = f'namespaces "{key.name}" is forbidden: this namespace may not be deleted'
        return refusals.about(kind, key.name, refusals.FORBIDDEN, "Forbidden", words)
    metadata, told = obj["metadata"], ""
    if wish.uid and wish.uid != metadata["uid"]:
        told = (
            f"the UID in the precondition ({wish.uid}) does not match the UID in record ({metadata['uid']})"
        )
    elif wish.version and wish.version != metadata["resourceVersion"]:
        told = (
            f"the ResourceVersion in the precondition ({wish.version}) does not match the ResourceVersion in "
            f"record ({metadata['resourceVersion']})"
        )
    if not told:
        return None
    tail = (
        ". The object might have been deleted and then recreated"
        if wish.uid
        else ". The object might have been modified"
    )
    message = f'Operation cannot be fulfilled on {kind.resource} "{key.name}": {told}{tail}'
    return refusals.about(kind, key.name, refusals.CONFLICT, "Conflict", message)


def _orphan(cluster: Cluster, owner: ApiObject) -> None:
    """The dependents stay, without their owner."""
    uid = owner["metadata"]["uid"]
    for obj in cluster.owned(owner):
        left = [one for one in obj["metadata"]["ownerReferences"] if one["uid"] != uid]
        metadata = {**obj["metadata"], "ownerReferences": left}
        if not left:
            del metadata["ownerReferences"]
        cluster.put({**obj, "metadata": metadata})


def _blocking(cluster: Cluster, owner: ApiObject) -> list[ApiObject]:
    uid = owner["metadata"]["uid"]
    return [
        obj
        for obj in cluster.owned(owner)
        if any(
            one["uid"] == uid and one.get("blockOwnerDeletion") for one in obj["metadata"]["ownerReferences"]
        )
    ]


def _with_finalizer(cluster: Cluster, obj: ApiObject, finalizer: str) -> ApiObject:
    held = obj["metadata"].get("finalizers") or []
    finalizers = [*held, *(() if finalizer in held else (finalizer,))]
    return {**obj, "metadata": {**obj["metadata"], "finalizers": finalizers}}


def _terminate(cluster: Cluster, obj: ApiObject) -> Deleted:
    """A namespace takes everything in it along; the namespace controller ends it."""
    name = obj["metadata"]["name"]
    obj = {**obj, "status": {**obj.get("status", {}), "phase": "Terminating"}}
    marked = _marked(cluster, obj, None)
    for inner in cluster.in_namespace(name):
        kind = schema.named(key_of(inner).kind)
        if kind and "deletionTimestamp" not in inner["metadata"]:
            delete_object(cluster, kind, key_of(inner), Wish())
    emptied(cluster, name)
    return Deleted(marked, gone=False)


def _is_running_somewhere(pod: ApiObject) -> bool:
    """A Pod that no kubelet has, or that has ended, needs no grace (registry/core/pod/strategy.go)."""
    ended = pod.get("status", {}).get("phase") in ("Succeeded", "Failed")
    return bool(pod["spec"].get("nodeName")) and not ended


def _end_gracefully(cluster: Cluster, key: Key, pod: ApiObject, grace_seconds: int | None) -> Deleted:
    own = pod["spec"].get("terminationGracePeriodSeconds", _DEFAULT_GRACE)
    grace = own if grace_seconds is None else grace_seconds
    metadata = pod["metadata"]
    if grace <= 0 and not metadata.get("finalizers"):
        ended = {**pod, "metadata": {**metadata, **_ends(cluster, metadata, 0)}}
        cluster.remove(key)
        return Deleted(ended)
    if "deletionTimestamp" in metadata and metadata.get("deletionGracePeriodSeconds", grace) <= grace:
        return Deleted(pod, gone=False)
    return Deleted(_marked(cluster, pod, max(grace, 0)), gone=False)


def _marked(cluster: Cluster, obj: ApiObject, grace: int | None) -> ApiObject:
    ends = _ends(cluster, obj["metadata"], grace)
    return cluster.put({**obj, "metadata": {**obj["metadata"], **ends}})


def _ends(cluster: Cluster, metadata: dict[str, Any], grace: int | None) -> dict[str, Any]:
    at = cluster.settings.timestamp(cluster.now + (grace or 0) * 1000)
    ends: dict[str, Any] = {"deletionTimestamp": at}
    if "deletionTimestamp" in metadata and grace is None:
        return {}
    if grace is not None:
        ends["deletionGracePeriodSeconds"] = grace
    if "generation" in metadata:
        ends["generation"] = metadata["generation"] + ("deletionTimestamp" not in metadata)
    return ends
