"""The status of a Deployment: its counts and its conditions (pkg/controller/deployment)."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.apiserver.times import milliseconds
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.controllers.controller import subject_of
from k8sviz.sim.controllers.rollout import least_available
from k8sviz.sim.objects.identity import ApiObject, key_of
from k8sviz.sim.objects.workload import replicas_of

NAME = "deployment"
_PROGRESSING, _AVAILABLE = "Progressing", "Available"
_COMPLETE, _TIMED_OUT = "NewReplicaSetAvailable", "ProgressDeadlineExceeded"
_PAUSED, _RESUMED = "DeploymentPaused", "DeploymentResumed"
_NO_DEADLINE = 2**31 - 1

Conditions = list[dict[str, Any]]


def write(
    cluster: Cluster, deployment: ApiObject, new: ApiObject | None, every: list[ApiObject], rolling: bool
) -> None:
    """Write what the ReplicaSets' own statuses add up to; progress is judged only while `rolling`."""
    current = cluster.get(key_of(deployment))
    if current is None:
        return
    old = current.get("status") or {}
    counts = _counts(deployment, new, every)
    now = cluster.settings.timestamp(cluster.now)
    conditions = with_condition(_conditions_of(current), _available(deployment, counts), now)
    if not _deadline(deployment):
        conditions = [entry for entry in conditions if entry["type"] != _PROGRESSING]
    elif rolling:
        conditions = _judged(cluster, deployment, new, conditions, old, counts)
    status: dict[str, Any] = {key: value for key, value in counts.items() if value}
    status["terminatingReplicas"] = _sum(every, "terminatingReplicas")
    if "collisionCount" in old:
        status["collisionCount"] = old["collisionCount"]
    cluster.put_status({**current, "status": status | {"conditions": conditions}}, by=NAME)
    _look_again(cluster, deployment, conditions)


def _look_again(cluster: Cluster, deployment: ApiObject, conditions: Conditions) -> None:
    """When the deadline passes, if the rollout is not done by then."""
    subject = subject_of(key_of(deployment))
    cluster.timers.cancel(NAME, subject)
    entry = next((one for one in conditions if one["type"] == _PROGRESSING), None)
    if entry is not None and entry["reason"] not in (_COMPLETE, _PAUSED, _TIMED_OUT):
        due = (milliseconds(entry["lastUpdateTime"]) or 0) + 1000 * _deadline(deployment)
        cluster.timers.set(max(due, cluster.now) + 1, NAME, subject)


def said(
    cluster: Cluster, deployment: ApiObject, reason: str, message: str, status: str = "True"
) -> ApiObject:
    """The Deployment with a word on its progress, where it has a deadline."""
    if not _deadline(deployment):
        return deployment
    conditions = _conditions_of(deployment)
    entry = _progress(message, reason, status)
    told = with_condition(conditions, entry, cluster.settings.timestamp(cluster.now))
    status_of = deployment.get("status") or {}
    return cluster.put_status({**deployment, "status": {**status_of, "conditions": told}})


def pausing(cluster: Cluster, deployment: ApiObject) -> ApiObject:
    """Say that it was paused or goes on (sync.go, checkPausedConditions)."""
    reason = _reason(_conditions_of(deployment))
    paused = bool(deployment["spec"].get("paused"))
    if reason == _TIMED_OUT or (reason == _PAUSED) == paused:
        return deployment
    if paused:
        return said(cluster, deployment, _PAUSED, "Deployment is paused", "Unknown")
    return said(cluster, deployment, _RESUMED, "Deployment is resumed", "Unknown")


def with_condition(conditions: Conditions, entry: dict[str, str], now: str) -> Conditions:
    """Nothing new leaves the list alone; what is new comes last (SetDeploymentCondition)."""
    old = next((one for one in conditions if one["type"] == entry["type"]), None)
    if old is not None and (old["status"], old["reason"]) == (entry["status"], entry["reason"]):
        return conditions
    since = old["lastTransitionTime"] if old is not None and old["status"] == entry["status"] else now
    rest = [one for one in conditions if one["type"] != entry["type"]]
    return [*rest, {"lastTransitionTime": since, "lastUpdateTime": now, **entry}]


def _judged(
    cluster: Cluster, deployment: ApiObject, new: ApiObject | None, conditions: Conditions,
    old: dict[str, Any], counts: dict[str, int],
) -> Conditions:  # fmt: skip
    now, reason = cluster.settings.timestamp(cluster.now), _reason(conditions)
    settled = counts["replicas"] == counts["updatedReplicas"] and reason == _COMPLETE
    if settled:
        return conditions
    name = (
        f'ReplicaSet "{new["metadata"]["name"]}"' if new else f'Deployment "{deployment["metadata"]["name"]}"'
    )
    wanted = replicas_of(deployment)
    if counts["updatedReplicas"] == counts["replicas"] == counts["availableReplicas"] == wanted:
        return with_condition(conditions, _progress(f"{name} has successfully progressed.", _COMPLETE), now)
    if _moves(old, counts):
        return _updated(conditions, _progress(f"{name} is progressing.", "ReplicaSetUpdated"), now)
    late = _late(cluster, deployment, conditions)
    if late:
        told = _progress(f"{name} has timed out progressing.", _TIMED_OUT, "False")
        return with_condition(conditions, told, now)
    return conditions


def _updated(conditions: Conditions, entry: dict[str, str], now: str) -> Conditions:
    """Each step moves the update time; the transition time only where the truth changes."""
    old = next((one for one in conditions if one["type"] == _PROGRESSING), None)
    since = old["lastTransitionTime"] if old is not None and old["status"] == "True" else now
    rest = [one for one in conditions if one["type"] != _PROGRESSING]
    return [*rest, {"lastTransitionTime": since, "lastUpdateTime": now, **entry}]


def _moves(old: dict[str, Any], new: dict[str, int]) -> bool:
    """Whether anything went forward since the last status (util.DeploymentProgressing)."""
    before = old.get("replicas", 0) - old.get("updatedReplicas", 0)
    grown = ("updatedReplicas", "readyReplicas", "availableReplicas")
    return new["replicas"] - new["updatedReplicas"] < before or any(
        new[key] > old.get(key, 0) for key in grown
    )


def _late(cluster: Cluster, deployment: ApiObject, conditions: Conditions) -> bool:
    """Whether the deadline has passed."""
    entry = next((one for one in conditions if one["type"] == _PROGRESSING), None)
    if entry is None or entry["reason"] in (_COMPLETE, _PAUSED):
        return False
    if entry["reason"] == _TIMED_OUT:
        return True
    due = (milliseconds(entry["lastUpdateTime"]) or 0) + 1000 * _deadline(deployment)
    return due < cluster.now


def _deadline(deployment: ApiObject) -> int:
    """Seconds; 0 where progress is not judged."""
    seconds: int = deployment["spec"].get("progressDeadlineSeconds", 600)
    return 0 if seconds == _NO_DEADLINE else seconds


def _counts(deployment: ApiObject, new: ApiObject | None, every: list[ApiObject]) -> dict[str, int]:
    available = _sum(every, "availableReplicas")
    return {
        "availableReplicas": available,
        "observedGeneration": deployment["metadata"]["generation"],
        "readyReplicas": _sum(every, "readyReplicas"),
        "replicas": _sum(every, "replicas"),
        "unavailableReplicas": max(0, sum(map(replicas_of, every)) - available),
        "updatedReplicas": new["status"].get("replicas", 0) if new else 0,
    }


def _available(deployment: ApiObject, counts: dict[str, int]) -> dict[str, str]:
    if counts["availableReplicas"] >= least_available(deployment):
        message, reason, status = "Deployment has minimum availability.", "MinimumReplicasAvailable", "True"
    else:
        message = "Deployment does not have minimum availability."
        reason, status = "MinimumReplicasUnavailable", "False"
    return {"message": message, "reason": reason, "status": status, "type": _AVAILABLE}


def _progress(message: str, reason: str, status: str = "True") -> dict[str, str]:
    return {"message": message, "reason": reason, "status": status, "type": _PROGRESSING}


def _reason(conditions: Conditions) -> str:
    return next((str(entry["reason"]) for entry in conditions if entry["type"] == _PROGRESSING), "")


def _conditions_of(deployment: ApiObject) -> Conditions:
    return list((deployment.get("status") or {}).get("conditions") or ())


def _sum(every: list[ApiObject], field: str) -> int:
    return sum(obj["status"].get(field, 0) for obj in every)
