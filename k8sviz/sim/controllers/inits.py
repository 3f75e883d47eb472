"""Init containers: one after another before the others, each to its end; sidecars go on (KEP-753)."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.cluster import Cluster
from k8sviz.sim.controllers import containers
from k8sviz.sim.controllers.conditions import with_conditions
from k8sviz.sim.controllers.processes import ending
from k8sviz.sim.objects.identity import ApiObject

_WORK = 1_000  # ms: what an init container takes of which nothing is known


def begun(obj: ApiObject, now: str) -> ApiObject:
    """The Pod at its start: its init containers wait, and the others wait for them."""
    specs = obj["spec"].get("initContainers") or []
    if not specs:
        return obj
    status = {
        **obj["status"],
        "initContainerStatuses": [containers.waits(one, "PodInitializing") for one in specs],
        "containerStatuses": containers.waiting(obj, "PodInitializing"),
    }
    names = " ".join(one["name"] for one in specs)
    why = "ContainersNotInitialized", f"containers with incomplete status: [{names}]"
    return with_conditions({**obj, "status": status}, now, {"Initialized": False}, *why)


def pending(obj: ApiObject) -> bool:
    """Whether some init container has not done its part."""
    return _next(obj) is not None


def delay(obj: ApiObject, start: int) -> int:
    """How long (ms) until the next step: a start, or an end."""
    place = _next(obj)
    if place is None or "running" not in obj["status"]["initContainerStatuses"][place].get("state", {}):
        return start
    end = ending(obj["spec"]["initContainers"][place])
    return end.after if end is not None else _WORK


def stepped(cluster: Cluster, obj: ApiObject) -> ApiObject:
    """The Pod after that step."""
    place = _next(obj)
    if place is None:
        return obj
    now = cluster.settings.timestamp(cluster.now)
    told = list(obj["status"]["initContainerStatuses"])
    spec, entry = obj["spec"]["initContainers"][place], told[place]
    if "running" not in entry.get("state", {}):
        told[place] = {**containers.run(cluster, spec, now), "ready": _is_sidecar(spec)}
    else:
        told[place] = _ended(entry, now)
    obj = {**obj, "status": {**obj["status"], "initContainerStatuses": told}}
    return obj if pending(obj) else with_conditions(obj, now, {"Initialized": True})


def skipped(cluster: Cluster, obj: ApiObject) -> ApiObject:
    """The Pod with all of them done."""
    while pending(obj):
        obj = stepped(cluster, obj)
    return obj


def _next(obj: ApiObject) -> int | None:
    for place, entry in enumerate(obj["status"].get("initContainerStatuses") or ()):
        state = entry.get("state") or {}
        done = "terminated" in state or place >= len(obj["spec"].get("initContainers") or ())
        if not done and not ("running" in state and _is_sidecar(obj["spec"]["initContainers"][place])):
            return place
    return None


def _is_sidecar(container: dict[str, Any]) -> bool:
    return bool(container.get("restartPolicy") == "Always")


def _ended(entry: dict[str, Any], now: str) -> dict[str, Any]:
    state = {
        "containerID": entry.get("containerID", ""),
        "exitCode": 0,
        "finishedAt": now,
        "reason": "Completed",
        "startedAt": entry["state"]["running"].get("startedAt", now),
    }
    return {**entry, "ready": True, "started": False, "state": {"terminated": state}}
