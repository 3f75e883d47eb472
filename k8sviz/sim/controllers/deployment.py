"""The Deployment controller: a ReplicaSet for each template, and an orderly change from old to new."""

from __future__ import annotations

from collections.abc import Iterable

from k8sviz.sim.cluster import Change, Cluster
from k8sviz.sim.controllers import progress, revisions, rollout, scaling
from k8sviz.sim.controllers.controller import Controller, key_for, subject_of
from k8sviz.sim.controllers.deletion import delete
from k8sviz.sim.objects.identity import ApiObject, Key
from k8sviz.sim.objects.spew import pod_template_hash
from k8sviz.sim.objects.workload import (
    HASH_LABEL,
    controller_of,
    labelled,
    owner_reference,
    unlabelled,
)

KIND = "Deployment.apps"
REPLICASET = "ReplicaSet.apps"


def _concerns(_cluster: Cluster, change: Change) -> Iterable[str]:
    if change.by == progress.NAME:
        return ()  # the status that it wrote last follows from all that it saw
    if change.key.kind == KIND:
        return (subject_of(change.key),)
    owner = controller_of(change.after or change.before or {"metadata": {}})
    is_ours = owner is not None and owner["kind"] == "Deployment"
    return (f"{change.key.namespace}/{owner['name']}",) if is_ours and owner else ()


def _reconcile(cluster: Cluster, subject: str) -> None:
    deployment = cluster.get(key_for(KIND, subject))
    if deployment is None or "deletionTimestamp" in deployment["metadata"]:
        return
    deployment = progress.pausing(cluster, deployment)
    every = _sets(cluster, deployment)
    rolling = not deployment["spec"].get("paused") and not scaling.is_scaling(deployment, every)
    if rolling:
        deployment = _roll(cluster, deployment)
    else:
        scaling.scale(cluster, deployment, _current(cluster, deployment), every)
    progress.write(
        cluster, deployment, _current(cluster, deployment), _sets(cluster, deployment), rolling=rolling
    )


def _roll(cluster: Cluster, deployment: ApiObject) -> ApiObject:
    recreate = deployment["spec"].get("strategy", {}).get("type") == "Recreate"
    if recreate and not rollout.old_are_gone(cluster, deployment, _old(cluster, deployment)):
        return deployment
    new = _current(cluster, deployment)
    if new is None:
        deployment, new = _create(cluster, deployment)
    else:
        new = _kept_in_step(cluster, deployment, new)
    deployment = revisions.mark(cluster, deployment, new, _old(cluster, deployment))
    current = _current(cluster, deployment)
    if current is not None:
        rollout.roll(cluster, deployment, current, _old(cluster, deployment))
    for obj in revisions.forgotten(deployment, _old(cluster, deployment)):
        delete(cluster, obj)
    return deployment


def _kept_in_step(cluster: Cluster, deployment: ApiObject, new: ApiObject) -> ApiObject:
    seconds = deployment["spec"].get("minReadySeconds")
    if (new["spec"].get("minReadySeconds") or 0) == (seconds or 0):
        return new
    spec = {key: value for key, value in new["spec"].items() if key != "minReadySeconds"}
    return cluster.put({**new, "spec": spec | ({"minReadySeconds": seconds} if seconds else {})})


def _sets(cluster: Cluster, deployment: ApiObject) -> list[ApiObject]:
    return cluster.owned(deployment, REPLICASET)


def _current(cluster: Cluster, deployment: ApiObject) -> ApiObject | None:
    template = unlabelled(deployment["spec"]["template"])
    for obj in _sets(cluster, deployment):
        if unlabelled(obj["spec"]["template"]) == template:
            return obj
    return None


def _old(cluster: Cluster, deployment: ApiObject) -> list[ApiObject]:
    current = _current(cluster, deployment)
    return [obj for obj in _sets(cluster, deployment) if obj is not current]


def _create(cluster: Cluster, deployment: ApiObject) -> tuple[ApiObject, ApiObject]:
    metadata, spec = deployment["metadata"], deployment["spec"]
    collisions: int | None = (deployment.get("status") or {}).get("collisionCount")
    name = pod_template_hash(spec["template"], collisions)
    while cluster.get(Key(REPLICASET, metadata["namespace"], f"{metadata['name']}-{name}")):
        collisions = (collisions or 0) + 1
        name = pod_template_hash(spec["template"], collisions)
    template = labelled(spec["template"], name)
    selector = spec["selector"]
    old = _sets(cluster, deployment)
    size = rollout.first_size(deployment, old)
    equal = {**(selector.get("matchLabels") or {}), HASH_LABEL: name}
    waits = {"minReadySeconds": spec["minReadySeconds"]} if spec.get("minReadySeconds") else {}
    made = cluster.put(
        {
            "apiVersion": "apps/v1",
            "kind": "ReplicaSet",
            "metadata": {
                "annotations": revisions.first(deployment, old) | rollout.sizes(deployment),
                "labels": template["metadata"]["labels"],
                "name": f"{metadata['name']}-{name}",
                "namespace": metadata["namespace"],
                "ownerReferences": [owner_reference(deployment)],
            },
            "spec": waits
            | {"replicas": size, "selector": {**selector, "matchLabels": equal}, "template": template},
            "status": {"replicas": 0},
        }
    )
    rollout.tell(cluster, deployment, made["metadata"]["name"], 0, size)
    if collisions is not None:
        status = {**(deployment.get("status") or {}), "collisionCount": collisions}
        deployment = cluster.put_status({**deployment, "status": status})
    told = f'Created new replica set "{made["metadata"]["name"]}"'
    return progress.said(cluster, deployment, "NewReplicaSetCreated", told), made


DEPLOYMENT = Controller(progress.NAME, (KIND, REPLICASET), _concerns, _reconcile, due=_reconcile)
