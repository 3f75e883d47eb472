"""The StatefulSet controller: Pods with names and an order (pkg/controller/statefulset)."""

from __future__ import annotations

from typing import Any

from k8sviz.sim import digits
from k8sviz.sim.admission.pods import admitted
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.controllers import claims, events, history
from k8sviz.sim.controllers.controller import Controller, key_for
from k8sviz.sim.controllers.deletion import delete
from k8sviz.sim.controllers.ownership import concerns
from k8sviz.sim.objects import pod
from k8sviz.sim.objects.identity import ApiObject, Key
from k8sviz.sim.objects.workload import owner_reference, replicas_of

KIND = "StatefulSet.apps"
_RECORDER = events.Recorder("statefulset-controller")
_NAME_LABEL, _INDEX_LABEL = "statefulset.kubernetes.io/pod-name", "apps.kubernetes.io/pod-index"


def _reconcile(cluster: Cluster, subject: str) -> None:
    owner = cluster.get(key_for(KIND, subject))
    if owner is None or "deletionTimestamp" in owner["metadata"]:
        return
    update = history.current(cluster, owner)["metadata"]["name"]
    now = _current_revision(owner, update)
    if _replace_ended(cluster, owner):
        return
    if _create(cluster, owner, now, update) and _shrink(cluster, owner):
        _roll(cluster, owner, update)
    _write_status(cluster, owner, now, update)


def _current_revision(owner: ApiObject, update: str) -> str:
    return str((owner.get("status") or {}).get("currentRevision") or update)


def _pods(cluster: Cluster, owner: ApiObject) -> dict[int, ApiObject]:
    prefix = f"{owner['metadata']['name']}-"
    found = {}
    for obj in cluster.owned(owner, "Pod"):
        ordinal = digits.whole(obj["metadata"]["name"].removeprefix(prefix))
        if ordinal is not None:
            found[ordinal] = obj
    return dict(sorted(found.items()))


def _ordinals(owner: ApiObject) -> range:
    start: int = (owner["spec"].get("ordinals") or {}).get("start", 0)
    return range(start, start + replicas_of(owner))


def _in_parallel(owner: ApiObject) -> bool:
    return bool(owner["spec"].get("podManagementPolicy") == "Parallel")


def _is_healthy(obj: ApiObject) -> bool:
    seen = pod.view(obj)
    return seen.phase == "Running" and seen.ready and not seen.terminating


def _replace_ended(cluster: Cluster, owner: ApiObject) -> bool:
    """A Pod that has ended makes way for another of its name."""
    ended = [obj for obj in _pods(cluster, owner).values() if pod.view(obj).over]
    for obj in ended:
        _delete(cluster, owner, obj)
    return bool(ended)


def _create(cluster: Cluster, owner: ApiObject, now: str, update: str) -> bool:
    """Make what is missing, in order; whether all are there and well (or order is no matter)."""
    there = _pods(cluster, owner)
    for ordinal in _ordinals(owner):
        obj = there.get(ordinal)
        if obj is None:
            _make(cluster, owner, ordinal, _revision_for(owner, ordinal, now, update))
        if (obj is None or not _is_healthy(obj)) and not _in_parallel(owner):
            return False
    return True


def _revision_for(owner: ApiObject, ordinal: int, now: str, update: str) -> str:
    rolling = owner["spec"].get("updateStrategy") or {}
    partition: int = (rolling.get("rollingUpdate") or {}).get("partition", 0)
    return now if rolling.get("type") != "OnDelete" and ordinal < partition else update


def _make(cluster: Cluster, owner: ApiObject, ordinal: int, revision: str) -> None:
    metadata, spec = owner["metadata"], owner["spec"]
    template = _template_of(cluster, owner, revision)
    name = f"{metadata['name']}-{ordinal}"
    wanted = template.get("metadata") or {}
    labels = {
        **(wanted.get("labels") or {}),
        _INDEX_LABEL: str(ordinal), history.LABEL: revision, _NAME_LABEL: name,
    }  # fmt: skip
    described: dict[str, Any] = {
        "generateName": f"{metadata['name']}-",
        "labels": labels,
        "name": name,
        "namespace": metadata["namespace"],
        "ownerReferences": [owner_reference(owner)],
    }
    if wanted.get("annotations"):
        described["annotations"] = wanted["annotations"]
    inner: dict[str, Any] = {"enableServiceLinks": True, **template["spec"], "hostname": name}
    if spec.get("serviceName"):
        inner["subdomain"] = spec["serviceName"]
    inner = claims.mounted(cluster, owner, name, inner, _RECORDER)
    made = {"apiVersion": "v1", "kind": "Pod", "metadata": described, "spec": inner}
    cluster.put(admitted(cluster, made))
    told = f"create Pod {name} in StatefulSet {metadata['name']} successful"
    events.normal(cluster, _RECORDER, owner, "SuccessfulCreate", told)


def _template_of(cluster: Cluster, owner: ApiObject, revision: str) -> dict[str, Any]:
    stored = cluster.get(Key(history.KIND, owner["metadata"]["namespace"], revision))
    template: dict[str, Any] = (stored["data"] if stored else owner)["spec"]["template"]
    return {key: value for key, value in template.items() if key != "$patch"}


def _shrink(cluster: Cluster, owner: ApiObject) -> bool:
    """The highest go first, one by one unless order is no matter; whether none is too many."""
    wanted = _ordinals(owner)
    extra = [obj for ordinal, obj in reversed(_pods(cluster, owner).items()) if ordinal not in wanted]
    for obj in extra:
        if not pod.view(obj).terminating:
            _delete(cluster, owner, obj)
        if not _in_parallel(owner):
            return False
    return not extra


def _roll(cluster: Cluster, owner: ApiObject, update: str) -> None:
    """From the highest ordinal down to the partition, each after the one before is well."""
    rolling = owner["spec"].get("updateStrategy") or {}
    if rolling.get("type") == "OnDelete":
        return
    partition: int = (rolling.get("rollingUpdate") or {}).get("partition", 0)
    for ordinal, obj in reversed(_pods(cluster, owner).items()):
        if ordinal < partition:
            return
        if history.of(obj) != update:
            if not pod.view(obj).terminating:
                _delete(cluster, owner, obj)
            return
        if not _is_healthy(obj):
            return


def _delete(cluster: Cluster, owner: ApiObject, obj: ApiObject) -> None:
    delete(cluster, obj)
    told = f"delete Pod {obj['metadata']['name']} in StatefulSet {owner['metadata']['name']} successful"
    events.normal(cluster, _RECORDER, owner, "SuccessfulDelete", told)


def _write_status(cluster: Cluster, owner: ApiObject, now: str, update: str) -> None:
    there = list(_pods(cluster, owner).values())
    healthy = [obj for obj in there if _is_healthy(obj)]
    revision = {obj["metadata"]["name"]: history.of(obj) for obj in there}
    updated = sum(one == update for one in revision.values())
    done = updated == len(there) == replicas_of(owner) and len(healthy) == len(there)
    if done:
        now = update
    counts = {
        "currentReplicas": sum(one == now for one in revision.values()),
        "observedGeneration": owner["metadata"]["generation"],
        "readyReplicas": len(healthy),
        "updatedReplicas": updated,
    }
    status: dict[str, Any] = {key: value for key, value in counts.items() if value}
    status |= {"availableReplicas": len(healthy), "collisionCount": 0, "replicas": len(there)}
    status |= {"currentRevision": now, "updateRevision": update}
    current = cluster.get(Key(KIND, owner["metadata"]["namespace"], owner["metadata"]["name"]))
    if current is not None:
        cluster.put_status({**current, "status": status})
        history.trim(cluster, current, {now, update, *filter(None, revision.values())})


STATEFULSET = Controller("statefulset", (KIND, "Pod"), concerns(KIND), _reconcile, due=_reconcile)
