"""Rows of what makes Pods."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.apiserver.tables.shown import NONE, age, containers, field, labels, selector
from k8sviz.sim.apiserver.times import human, milliseconds, since
from k8sviz.sim.objects.identity import ApiObject

Cells = list[Any]


def deployment(obj: ApiObject, now: int) -> Cells:
    """Name, Ready, Up-to-date, Available, …"""
    status = obj.get("status") or {}
    ready = f"{status.get('readyReplicas', 0)}/{obj['spec'].get('replicas', 0)}"
    counts = [ready, status.get("updatedReplicas", 0), status.get("availableReplicas", 0)]
    return [_name(obj), *counts, *_tail(obj, now)]


def replica_set(obj: ApiObject, now: int) -> Cells:
    """Name, Desired, Current, Ready, …; a ReplicationController's selector is a plain map."""
    status, spec = obj.get("status") or {}, obj["spec"]
    counts = [spec.get("replicas", 0), status.get("replicas", 0), status.get("readyReplicas", 0)]
    if obj["kind"] != "ReplicationController":
        return [_name(obj), *counts, *_tail(obj, now)]
    told = containers(spec.get("template") or {})
    return [_name(obj), *counts, age(obj, now), *told, labels(spec.get("selector"))]


def stateful_set(obj: ApiObject, now: int) -> Cells:
    """Name, Ready, Age, Containers, Images."""
    ready = f"{field(obj, 'status', 'readyReplicas') or 0}/{obj['spec'].get('replicas', 0)}"
    return [_name(obj), ready, *_tail(obj, now)[:-1]]


def daemon_set(obj: ApiObject, now: int) -> Cells:
    """Name, Desired, Current, Ready, Up-to-date, Available, Node Selector, …"""
    status = obj.get("status") or {}
    counts = [
        status.get(name, 0)
        for name in (
            "desiredNumberScheduled", "currentNumberScheduled", "numberReady", "updatedNumberScheduled",
            "numberAvailable",
        )
    ]  # fmt: skip
    return [
        _name(obj), *counts, labels(field(obj, "spec", "template", "spec", "nodeSelector")), *_tail(obj, now)
    ]  # fmt: skip


def job(obj: ApiObject, now: int) -> Cells:
    """Name, Status, Completions, Duration, …"""
    spec, status = obj["spec"], obj.get("status") or {}
    done = status.get("succeeded", 0)
    if spec.get("completions") is not None:
        completions = f"{done}/{spec['completions']}"
    elif spec.get("parallelism", 1) > 1:
        completions = f"{done}/1 of {spec['parallelism']}"
    else:
        completions = f"{done}/1"
    return [_name(obj), _job_status(obj), completions, _duration(status, now), *_tail(obj, now)]


def _duration(status: dict[str, Any], now: int) -> str:
    start = milliseconds(status.get("startTime") or "")
    if start is None:
        return ""
    end = milliseconds(status.get("completionTime") or "")
    return human(((now if end is None else end) - start) // 1000)


def _job_status(obj: ApiObject) -> str:
    conditions = field(obj, "status", "conditions") or ()
    true = {one["type"] for one in conditions if one.get("status") == "True"}
    for kind in ("Complete", "Failed"):
        if kind in true:
            return kind
    if "deletionTimestamp" in obj["metadata"]:
        return "Terminating"
    for kind in ("Suspended", "FailureTarget", "SuccessCriteriaMet"):
        if kind in true:
            return kind
    return "Running"


def cron_job(obj: ApiObject, now: int) -> Cells:
    """Name, Schedule, Timezone, Suspend, Active, Last Schedule, …"""
    spec, status = obj["spec"], obj.get("status") or {}
    last = since(status["lastScheduleTime"], now) if status.get("lastScheduleTime") else NONE
    template = field(spec, "jobTemplate", "spec", "template") or {}
    return [
        _name(obj), spec.get("schedule", ""), spec.get("timeZone") or NONE,
        "<unset>" if spec.get("suspend") is None else str(spec["suspend"]), len(status.get("active") or ()),
        last, age(obj, now), *containers(template), selector(field(spec, "jobTemplate", "spec", "selector")),
    ]  # fmt: skip


def _tail(obj: ApiObject, now: int) -> Cells:
    spec = obj["spec"]
    return [age(obj, now), *containers(spec.get("template") or {}), selector(spec.get("selector"))]


def _name(obj: ApiObject) -> str:
    name: str = obj["metadata"]["name"]
    return name
