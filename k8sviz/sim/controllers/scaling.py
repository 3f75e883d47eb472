"""A Deployment's new size in the middle of a rollout is shared in proportion (deployment/sync.go)."""

from __future__ import annotations

from math import floor

from k8sviz.sim import digits
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.controllers import rollout
from k8sviz.sim.objects.identity import ApiObject
from k8sviz.sim.objects.workload import replicas_of


def is_scaling(deployment: ApiObject, every: list[ApiObject]) -> bool:
    """Whether somebody changed `replicas` since the ReplicaSets were sized."""
    wanted = str(replicas_of(deployment))
    return any(
        replicas_of(obj) and rollout.remembered(obj, rollout.DESIRED) not in ("", wanted) for obj in every
    )


def scale(cluster: Cluster, deployment: ApiObject, current: ApiObject | None, every: list[ApiObject]) -> None:
    """Follow `replicas` without rolling on."""
    active = [obj for obj in every if replicas_of(obj)]
    newest = current or max(every, key=_age, default=None)
    only = active[0] if len(active) == 1 else newest if not active else None
    if only is not None:
        rollout.set_size(cluster, deployment, only, replicas_of(deployment))
    elif current is not None and _is_saturated(deployment, current):
        for obj in active:
            if obj is not current:
                rollout.set_size(cluster, deployment, obj, 0)
    elif active:
        _share(cluster, deployment, active)


def _share(cluster: Cluster, deployment: ApiObject, active: list[ApiObject]) -> None:
    allowed = rollout.most(deployment)
    missing = allowed - sum(map(replicas_of, active))
    ordered = sorted(active, key=_age, reverse=missing > 0)
    ordered.sort(key=replicas_of, reverse=True)
    added, sizes = 0, []
    for obj in ordered:
        part = _part(deployment, obj, missing - added) if missing != added else 0
        added += part
        sizes.append(replicas_of(obj) + part)
    sizes[0] = max(0, sizes[0] + missing - added)
    for obj, size in zip(ordered, sizes, strict=True):
        rollout.set_size(cluster, deployment, obj, size)


def _part(deployment: ApiObject, obj: ApiObject, left: int) -> int:
    """What one ReplicaSet gains or loses (util.GetReplicaSetProportion)."""
    own = replicas_of(obj)
    if not replicas_of(deployment):
        fraction = -own
    else:
        told = digits.whole(rollout.remembered(obj, rollout.MOST))
        before = told or deployment.get("status", {}).get("replicas", 0)
        fraction = floor(own * rollout.most(deployment) / before + 0.5) - own if before else 0
    return min(fraction, left) if left > 0 else max(fraction, left)


def _is_saturated(deployment: ApiObject, new: ApiObject) -> bool:
    wanted = replicas_of(deployment)
    desired = rollout.remembered(new, rollout.DESIRED)
    available: int = new["status"].get("availableReplicas", 0)
    return replicas_of(new) == wanted and desired == str(wanted) and available == wanted


def _age(obj: ApiObject) -> tuple[str, int]:
    metadata = obj["metadata"]
    return metadata["creationTimestamp"], int(metadata["resourceVersion"])
