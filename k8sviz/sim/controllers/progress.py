"""The status of a Deployment: its counts and its two conditions."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.cluster import Cluster
from k8sviz.sim.controllers.conditions import set_condition
from k8sviz.sim.controllers.rollout import least_available
from k8sviz.sim.objects.identity import ApiObject, key_of
from k8sviz.sim.objects.workload import replicas_of


def write(cluster: Cluster, deployment: ApiObject, new: ApiObject | None, every: list[ApiObject]) -> None:
    """Write what the ReplicaSets' own statuses add up to."""
    counts = {
        "availableReplicas": _sum(every, "availableReplicas"),
        "observedGeneration": deployment["metadata"]["generation"],
        "readyReplicas": _sum(every, "readyReplicas"),
        "replicas": _sum(every, "replicas"),
        "unavailableReplicas": max(0, sum(map(replicas_of, every)) - _sum(every, "availableReplicas")),
        "updatedReplicas": new["status"].get("replicas", 0) if new else 0,
    }
    status: dict[str, Any] = {key: value for key, value in counts.items() if value}
    status["terminatingReplicas"] = _sum(every, "terminatingReplicas")
    status["conditions"] = _conditions(cluster, deployment, new, counts)
    current = cluster.get(key_of(deployment))
    if current is not None:
        cluster.put_status({**current, "status": status})


def _conditions(
    cluster: Cluster, deployment: ApiObject, new: ApiObject | None, counts: dict[str, int]
) -> list[dict[str, Any]]:
    conditions = (deployment.get("status") or {}).get("conditions") or []
    for entry in (_available(deployment, counts), _progressing(deployment, new, counts)):
        conditions = _set(conditions, entry, cluster.settings.timestamp(cluster.now))
    return conditions


def _set(conditions: list[dict[str, Any]], entry: dict[str, str], now: str) -> list[dict[str, Any]]:
    """An update time moves with the reason, a transition time with the truth."""
    told = [old for old in conditions if entry.items() <= old.items()]
    if told:
        return conditions
    return set_condition(conditions, {"lastTransitionTime": now, "lastUpdateTime": now, **entry})


def _available(deployment: ApiObject, counts: dict[str, int]) -> dict[str, str]:
    if counts["availableReplicas"] >= least_available(deployment):
        message, reason, status = "Deployment has minimum availability.", "MinimumReplicasAvailable", "True"
    else:
        message = "Deployment does not have minimum availability."
        reason, status = "MinimumReplicasUnavailable", "False"
    return {"message": message, "reason": reason, "status": status, "type": "Available"}


def _progressing(deployment: ApiObject, new: ApiObject | None, counts: dict[str, int]) -> dict[str, str]:
    wanted = replicas_of(deployment)
    name = new["metadata"]["name"] if new else ""
    done = counts["updatedReplicas"] == counts["replicas"] == counts["availableReplicas"] == wanted
    if deployment["spec"].get("paused"):
        return _condition("Deployment is paused", "DeploymentPaused", "Unknown")
    if done:
        message = f'ReplicaSet "{name}" has successfully progressed.'
        return _condition(message, "NewReplicaSetAvailable", "True")
    return _condition(f'ReplicaSet "{name}" is progressing.', "ReplicaSetUpdated", "True")


def _condition(message: str, reason: str, status: str) -> dict[str, str]:
    return {"message": message, "reason": reason, "status": status, "type": "Progressing"}


def _sum(every: list[ApiObject], field: str) -> int:
    return sum(obj["status"].get(field, 0) for obj in every)
