"""Init containers: one after another before the others, each to its end; sidecars go on (KEP-753)."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.cluster import Cluster
from k8sviz.sim.controllers import containers
from k8sviz.sim.controllers.conditions import with_conditions
from k8sviz.sim.controllers.processes import ending
from k8sviz.sim.objects.identity import ApiObject
from k8sviz.sim.objects.program import of_container

_BACK_OFF = 10_000  # ms for each time that one has failed
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


def runs_script(obj: ApiObject) -> bool:
    """Whether the one whose turn it is runs a script that is carried out: it ends when that does."""
    place = _next(obj)
    if place is None or "running" not in obj["status"]["initContainerStatuses"][place].get("state", {}):
        return False
    return of_container(obj["spec"]["initContainers"][place]) is not None


def exited(cluster: Cluster, obj: ApiObject, name: str, code: int) -> ApiObject:
    """The Pod after such a script has ended: on to the next one, or this one again."""
    now = cluster.settings.timestamp(cluster.now)
    told = [
        (_failed(entry, now, code) if code else _ended(entry, now)) if entry["name"] == name else entry
        for entry in obj["status"]["initContainerStatuses"]
    ]
    obj = {**obj, "status": {**obj["status"], "initContainerStatuses": told}}
    if code and obj["spec"].get("restartPolicy") == "Never":
        return {**obj, "status": {**obj["status"], "phase": "Failed"}}
    return obj if pending(obj) else with_conditions(obj, now, {"Initialized": True})


def delay(obj: ApiObject, start: int) -> int:
    """How long (ms) until the next step: a start, or an end."""
    place = _next(obj)
    if place is None:
        return start
    entry = obj["status"]["initContainerStatuses"][place]
    if "running" not in entry.get("state", {}):
        failed = int(entry.get("restartCount", 0)) + bool(entry.get("lastState"))
        return start + _BACK_OFF * failed
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
        told[place] = {**_again(entry, containers.run(cluster, spec, now)), "ready": _is_sidecar(spec)}
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


def _again(entry: dict[str, Any], fresh: dict[str, Any]) -> dict[str, Any]:
    """A container that has failed before is counted, and its last end kept."""
    if not entry.get("lastState"):
        return fresh
    return {**fresh, "lastState": entry["lastState"], "restartCount": entry["restartCount"] + 1}


def _failed(entry: dict[str, Any], now: str, code: int) -> dict[str, Any]:
    ended = _ended(entry, now, code)
    waiting = {"waiting": {"reason": "CrashLoopBackOff"}}
    return {**ended, "ready": False, "lastState": ended["state"], "state": waiting}


def _ended(entry: dict[str, Any], now: str, code: int = 0) -> dict[str, Any]:
    state = {
        "containerID": entry.get("containerID", ""),
        "exitCode": code,
        "finishedAt": now,
        "reason": "Error" if code else "Completed",
        "startedAt": entry["state"]["running"].get("startedAt", now),
    }
    return {**entry, "ready": True, "started": False, "state": {"terminated": state}}
