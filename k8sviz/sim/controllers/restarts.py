"""Containers that end: whether and when they are started again (concepts/workloads/pods/pod-lifecycle)."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.cluster import Cluster
from k8sviz.sim.controllers import containers
from k8sviz.sim.controllers.conditions import with_conditions
from k8sviz.sim.controllers.processes import Ending, ending
from k8sviz.sim.objects import pod
from k8sviz.sim.objects.identity import ApiObject
from k8sviz.sim.objects.program import of_container

CRASH_LOOP = "CrashLoopBackOff"
KILLED = 137  # 128 + SIGKILL
_FIRST, _LONGEST, _FORGIVEN = 10, 300, 600  # seconds: pkg/kubelet/kubelet.go, MaxContainerBackOff

Status = dict[str, Any]


def soonest_end(obj: ApiObject) -> int | None:
    """After how many ms the first of the running containers ends by itself."""
    ends = [end.after for entry in _statuses(obj) if (end := _ending(obj, entry)) is not None]
    return min(ends, default=None)


def step(obj: ApiObject) -> str:
    """What follows from containers that have ended: "finish", "crash", "restart" or nothing."""
    down = [entry for entry in _statuses(obj) if "terminated" in entry["state"]]
    again = [entry for entry in down if _restarts(obj, entry)]
    if down and not again and len(down) == len(_statuses(obj)):
        return "finish"
    if any(back_off(entry) for entry in again):
        return "crash"
    return "restart" if again or any(map(_is_backing_off, _statuses(obj))) else ""


def delay(obj: ApiObject, start: int) -> int:
    """How long (ms) until the next container is started again; `start` is what starting takes."""
    waits = [back_off(entry) for entry in _statuses(obj) if _is_backing_off(entry)]
    return start + 1000 * min(waits, default=0)


def back_off(entry: Status) -> int:
    """Seconds: none for the first time, then 10, 20, 40, … 300; a long life is forgiven."""
    last = entry["state"].get("terminated") or entry["lastState"].get("terminated") or {}
    count: int = entry["restartCount"]
    if not count or _seconds(last) >= _FORGIVEN:
        return 0
    return min(_LONGEST, _FIRST << min(count - 1, 5))


def ended(cluster: Cluster, obj: ApiObject, code: int | None = None) -> ApiObject:
    """The Pod after containers ended: all of them with `code`, or those whose own time has come."""
    now = cluster.settings.timestamp(cluster.now)
    first = soonest_end(obj)
    told = []
    for entry in _statuses(obj):
        own = _ending(obj, entry)
        if "running" in entry["state"] and code is not None:
            told.append(_terminated(entry, code, now))
        elif own is not None and own.after == first:
            told.append(_terminated(entry, own.code, now))
        else:
            told.append(entry)
    return containers.with_readiness(_with_statuses(obj, told), now, ready=False)


def exited(cluster: Cluster, obj: ApiObject, name: str, code: int) -> ApiObject:
    """The Pod after one container's process has ended with `code`; an ephemeral one is nobody's loss."""
    now = cluster.settings.timestamp(cluster.now)
    debugging = obj["status"].get("ephemeralContainerStatuses") or ()
    if any(entry["name"] == name for entry in debugging):
        told = [_terminated(entry, code, now) if entry["name"] == name else entry for entry in debugging]
        return {**obj, "status": {**obj["status"], "ephemeralContainerStatuses": told}}
    told = [_terminated(entry, code, now) if entry["name"] == name else entry for entry in _statuses(obj)]
    return containers.with_readiness(_with_statuses(obj, told), now, ready=False)


def all_run(obj: ApiObject) -> bool:
    """Whether no container waits or has ended."""
    return all("running" in entry["state"] for entry in _statuses(obj))


def outdated(obj: ApiObject) -> bool:
    """Whether a container runs from another image than the specification says now."""
    return any("running" in entry["state"] and not _is_of_image(obj, entry) for entry in _statuses(obj))


def replaced(cluster: Cluster, obj: ApiObject) -> ApiObject:
    """The Pod after those containers were stopped (kuberuntime: definition changed, will be restarted)."""
    now = cluster.settings.timestamp(cluster.now)
    told = [
        _terminated(entry, 0, now) if "running" in entry["state"] and not _is_of_image(obj, entry) else entry
        for entry in _statuses(obj)
    ]
    return containers.with_readiness(_with_statuses(obj, told), now, ready=False)


def _is_of_image(obj: ApiObject, entry: Status) -> bool:
    specs = {container["name"]: container["image"] for container in obj["spec"]["containers"]}
    image = specs.get(entry["name"])
    return image is None or containers.shown_image(image) == entry["image"]


def crashed(cluster: Cluster, obj: ApiObject) -> ApiObject:
    """The Pod with the containers that may not start yet waiting."""
    waiting = [
        {**entry, "lastState": entry["state"], "state": {"waiting": _why(obj, entry)}}
        if "terminated" in entry["state"] and _restarts(obj, entry) and back_off(entry)
        else entry
        for entry in _statuses(obj)
    ]
    return _with_statuses(obj, waiting)


def restarted(cluster: Cluster, obj: ApiObject) -> ApiObject:
    """The Pod with its ended containers running again."""
    now = cluster.settings.timestamp(cluster.now)
    specs = {container["name"]: container for container in obj["spec"]["containers"]}
    told = []
    for entry in _statuses(obj):
        past = entry["state"] if "terminated" in entry["state"] else entry["lastState"]
        if _is_backing_off(entry) or ("terminated" in entry["state"] and _restarts(obj, entry)):
            spec = specs.get(entry["name"], obj["spec"]["containers"][0])
            if pod.image_missing(spec["image"]):
                told.append(containers.unpulled(spec, {**entry, "lastState": past}))
                continue
            fresh = containers.run(cluster, spec, now)
            told.append({**fresh, "lastState": past, "restartCount": entry["restartCount"] + 1})
        else:
            told.append(entry)
    return _with_statuses(obj, told)


def finished(cluster: Cluster, obj: ApiObject) -> ApiObject:
    """The Pod whose containers have all ended for good."""
    now = cluster.settings.timestamp(cluster.now)
    failed = any(entry["state"]["terminated"].get("exitCode") for entry in _statuses(obj))
    obj = {**obj, "status": {**obj["status"], "phase": "Failed" if failed else "Succeeded"}}
    reason = "PodFailed" if failed else "PodCompleted"
    down = {"PodReadyToStartContainers": False}
    obj = with_conditions(obj, now, down)
    return with_conditions(obj, now, {"Ready": False, "ContainersReady": False}, reason, "")


def _ending(obj: ApiObject, entry: Status) -> Ending | None:
    if "running" not in entry["state"]:
        return None
    one = next((one for one in obj["spec"]["containers"] if one["name"] == entry["name"]), None)
    return ending(one) if one is not None and of_container(one) is None else None


def _restarts(obj: ApiObject, entry: Status) -> bool:
    policy = obj["spec"].get("restartPolicy", "Always")
    failed: bool = entry["state"]["terminated"].get("exitCode", 0) != 0
    return policy == "Always" or (policy == "OnFailure" and failed)


def _is_backing_off(entry: Status) -> bool:
    reason: str = entry["state"].get("waiting", {}).get("reason", "")
    return reason == CRASH_LOOP


def _terminated(entry: Status, code: int, now: str) -> Status:
    state = {
        "containerID": entry.get("containerID", ""),
        "exitCode": code,
        "finishedAt": now,
        "reason": "Error" if code else "Completed",
        "startedAt": entry["state"]["running"].get("startedAt", now),
    }
    return {**entry, "ready": False, "started": False, "state": {"terminated": state}}


def _why(obj: ApiObject, entry: Status) -> dict[str, str]:
    metadata, seconds = obj["metadata"], back_off(entry)
    minutes, rest = divmod(seconds, 60)
    length = f"{minutes}m{rest}s" if minutes else f"{rest}s"
    place = f"{metadata['name']}_{metadata['namespace']}({metadata['uid']})"
    message = f"back-off {length} restarting failed container={entry['name']} pod={place}"
    return {"message": message, "reason": CRASH_LOOP}


def _seconds(state: dict[str, Any]) -> int:
    """How long it ran; less than a day."""
    if not (state.get("finishedAt") and state.get("startedAt")):
        return 0
    return (_clock(state["finishedAt"]) - _clock(state["startedAt"])) % 86_400


def _clock(stamp: str) -> int:
    hours, minutes, seconds = stamp[11:19].split(":")
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds)


def _statuses(obj: ApiObject) -> list[Status]:
    """Whole ones: people may write a status too."""
    return [
        {"lastState": {}, "state": {}, "restartCount": 0, **entry}
        for entry in obj["status"].get("containerStatuses") or ()
    ]


def _with_statuses(obj: ApiObject, statuses: list[Status]) -> ApiObject:
    return {**obj, "status": {**obj["status"], "containerStatuses": statuses}}
