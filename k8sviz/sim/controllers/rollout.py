"""From the old ReplicaSets to the new one, within maxSurge and maxUnavailable."""

from __future__ import annotations

from k8sviz.sim.cluster import Cluster
from k8sviz.sim.controllers import events
from k8sviz.sim.objects.identity import ApiObject, key_of
from k8sviz.sim.objects.workload import of_replicas, replicas_of

_RECORDER = events.Recorder("deployment-controller")
DESIRED = "deployment.kubernetes.io/desired-replicas"
MOST = "deployment.kubernetes.io/max-replicas"


def sizes(deployment: ApiObject) -> dict[str, str]:
    """What a ReplicaSet remembers of the Deployment's size."""
    wanted = replicas_of(deployment)
    return {DESIRED: str(wanted), MOST: str(wanted + _surge(deployment))}


def remembered(obj: ApiObject, annotation: str) -> str:
    """What a ReplicaSet was told of the Deployment's size when it was last sized; "" if nothing."""
    return str((obj["metadata"].get("annotations") or {}).get(annotation, ""))


def most(deployment: ApiObject) -> int:
    """How many Pods there may be at once, old and new."""
    wanted = replicas_of(deployment)
    return wanted + _surge(deployment) if wanted else 0


def old_are_gone(cluster: Cluster, deployment: ApiObject, old: list[ApiObject]) -> bool:
    """Recreate: the old Pods end first; whether the last of them has."""
    for obj in old:
        if replicas_of(obj):
            set_size(cluster, deployment, obj, 0)
    return not any(cluster.owned(obj, "Pod") for obj in old)


def roll(cluster: Cluster, deployment: ApiObject, new: ApiObject, old: list[ApiObject]) -> None:
    """One round of a rolling update (deployment/rolling.go)."""
    wanted = replicas_of(deployment)
    total = replicas_of(new) + sum(replicas_of(obj) for obj in old)
    room = wanted + _surge(deployment) - total
    grown = replicas_of(new) + max(0, min(room, wanted - replicas_of(new)))
    target = wanted if replicas_of(new) > wanted or not any(map(replicas_of, old)) else grown
    new = set_size(cluster, deployment, new, target)
    _shrink_old(cluster, deployment, new, old)


def _shrink_old(cluster: Cluster, deployment: ApiObject, new: ApiObject, old: list[ApiObject]) -> None:
    wanted = replicas_of(deployment)
    least = wanted - _unavailable(deployment)
    total = replicas_of(new) + sum(replicas_of(obj) for obj in old)
    spare = total - least - (replicas_of(new) - _available(new))
    if spare <= 0:
        return
    for obj in old:  # Pods that never became ready are no loss
        unhealthy = max(0, min(replicas_of(obj) - _available(obj), spare))
        if unhealthy and _available(obj) < obj["status"].get("replicas", 0):
            set_size(cluster, deployment, obj, replicas_of(obj) - unhealthy)
            spare -= unhealthy
    ready = _available(new) + sum(_available(obj) for obj in old)
    spare = ready - least
    for obj in old:
        now = cluster.get(key_of(obj)) or obj
        fewer = max(0, min(replicas_of(now), spare))
        set_size(cluster, deployment, now, replicas_of(now) - fewer)
        spare -= fewer


def first_size(deployment: ApiObject, old: list[ApiObject]) -> int:
    """How many replicas a new ReplicaSet begins with (deployment/util, NewRSNewReplicas)."""
    wanted = replicas_of(deployment)
    if (deployment["spec"].get("strategy") or {}).get("type") == "Recreate":
        return wanted
    room = wanted + _surge(deployment) - sum(replicas_of(obj) for obj in old)
    return max(0, min(room, wanted))


def tell(cluster: Cluster, deployment: ApiObject, name: str, before: int, after: int) -> None:
    """The Event of a ReplicaSet that was scaled."""
    if before != after:
        way = "up" if after > before else "down"
        told = f"Scaled {way} replica set {name} from {before} to {after}"
        events.normal(cluster, _RECORDER, deployment, "ScalingReplicaSet", told)


def set_size(cluster: Cluster, deployment: ApiObject, obj: ApiObject, replicas: int) -> ApiObject:
    """Give a ReplicaSet its size, and let it remember the Deployment's."""
    tell(cluster, deployment, obj["metadata"]["name"], replicas_of(obj), replicas)
    annotations = {**(obj["metadata"].get("annotations") or {}), **sizes(deployment)}
    return cluster.put(
        {
            **obj,
            "metadata": {**obj["metadata"], "annotations": annotations},
            "spec": {**obj["spec"], "replicas": replicas},
        }
    )


def _available(obj: ApiObject) -> int:
    available: int = obj["status"].get("availableReplicas", 0)
    return available


def _bounds(deployment: ApiObject) -> tuple[int, int]:
    strategy = deployment["spec"].get("strategy") or {}
    if strategy.get("type") == "Recreate":
        return 0, 0
    wanted, update = replicas_of(deployment), strategy.get("rollingUpdate") or {}
    surge = of_replicas(update.get("maxSurge", "25%"), wanted, round_up=True)
    unavailable = of_replicas(update.get("maxUnavailable", "25%"), wanted, round_up=False)
    return surge, unavailable if surge or unavailable else 1  # both zero would never move


def _surge(deployment: ApiObject) -> int:
    return _bounds(deployment)[0]


def _unavailable(deployment: ApiObject) -> int:
    return min(_bounds(deployment)[1], replicas_of(deployment))


def least_available(deployment: ApiObject) -> int:
    """How many Pods must be available for the Deployment to count as available."""
    return replicas_of(deployment) - _unavailable(deployment)
