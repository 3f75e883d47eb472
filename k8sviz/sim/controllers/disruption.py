"""The disruption controller: how many Pods a PodDisruptionBudget would let go (pkg/controller/disruption)."""

from __future__ import annotations

from collections.abc import Iterable

from k8sviz.sim.cluster import Change, Cluster
from k8sviz.sim.controllers.controller import Controller, key_for, subject_of
from k8sviz.sim.objects import pod
from k8sviz.sim.objects.identity import ApiObject, Key, key_of
from k8sviz.sim.objects.labels import selects
from k8sviz.sim.objects.workload import controller_of, of_replicas, replicas_of

KIND = "PodDisruptionBudget.policy"


def _concerns(cluster: Cluster, change: Change) -> Iterable[str]:
    if change.key.kind == KIND:
        return (subject_of(change.key),) if change.after else ()
    return [subject_of(key_of(obj)) for obj in cluster.of_kind(KIND, change.key.namespace)]


def _reconcile(cluster: Cluster, subject: str) -> None:
    budget = cluster.get(key_for(KIND, subject))
    if budget is None:
        return
    pods = [obj for obj in _selected(cluster, budget) if not pod.view(obj).over]
    healthy = sum(pod.view(obj).ready and not pod.view(obj).terminating for obj in pods)
    expected, desired = _wanted(cluster, budget["spec"], pods)
    allowed = max(0, healthy - desired) if pods else 0
    status = {
        "currentHealthy": healthy,
        "desiredHealthy": desired,
        "disruptionsAllowed": allowed,
        "expectedPods": expected,
        "observedGeneration": budget["metadata"].get("generation", 1),
    }
    conditions = [_condition(cluster, budget, allowed > 0)]
    cluster.put_status({**budget, "status": {"conditions": conditions, **status}})


def _selected(cluster: Cluster, budget: ApiObject) -> list[ApiObject]:
    selector = budget["spec"].get("selector")
    if selector is None:
        return []
    return [
        obj
        for obj in cluster.of_kind("Pod", budget["metadata"]["namespace"])
        if selects(selector, obj["metadata"].get("labels") or {})
    ]


def _wanted(cluster: Cluster, spec: ApiObject, pods: list[ApiObject]) -> tuple[int, int]:
    """How many Pods there should be, and how many of them healthy; shares are of the controllers' sizes."""
    if spec.get("maxUnavailable") is not None:
        expected = _scale(cluster, pods)
        return expected, max(0, expected - of_replicas(spec["maxUnavailable"], expected, round_up=True))
    least = spec.get("minAvailable", 1)
    if isinstance(least, int):
        return len(pods), least
    expected = _scale(cluster, pods)
    return expected, of_replicas(least, expected, round_up=True)


def _scale(cluster: Cluster, pods: list[ApiObject]) -> int:
    owners: dict[Key, int] = {}
    for obj in pods:
        owner = controller_of(obj)
        if owner is not None:
            key = Key(f"{owner['kind']}.apps", obj["metadata"]["namespace"], owner["name"])
            found = cluster.get(key)
            owners[key] = replicas_of(found) if found else 0
    return sum(owners.values())


def _condition(cluster: Cluster, budget: ApiObject, allowed: bool) -> dict[str, object]:
    entry: dict[str, object] = {
        "message": "",
        "observedGeneration": budget["metadata"].get("generation", 1),
        "reason": "SufficientPods" if allowed else "InsufficientPods",
        "status": "True" if allowed else "False",
        "type": "DisruptionAllowed",
    }
    old: dict[str, object] = next(iter((budget.get("status") or {}).get("conditions") or ()), {})
    same = old.get("status") == entry["status"]
    since = old.get("lastTransitionTime") if same else cluster.settings.timestamp(cluster.now)
    return {"lastTransitionTime": since, **entry}


DISRUPTION = Controller("disruption", (KIND, "Pod"), _concerns, _reconcile, due=_reconcile)
