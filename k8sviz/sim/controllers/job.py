"""The Job controller: Pods that end, as many as have to succeed (pkg/controller/job)."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.cluster import Cluster
from k8sviz.sim.controllers import events
from k8sviz.sim.controllers.controller import Controller, key_for
from k8sviz.sim.controllers.deletion import delete
from k8sviz.sim.controllers.ownership import concerns
from k8sviz.sim.controllers.pods import pod_from_template
from k8sviz.sim.objects import pod
from k8sviz.sim.objects.identity import ApiObject, Key, key_of

KIND = "Job.batch"
_NAME = "job"
_RECORDER = events.Recorder("job-controller")
_FIRST, _LONGEST = 10, 600  # seconds between a failure and the next try
_MOST = 500  # Pods of one Job that a room keeps; ended ones stay until their Job goes
_REACHED = ("CompletionsReached", "Reached expected number of succeeded pods")
_EXCEEDED = ("BackoffLimitExceeded", "Job has reached the specified backoff limit")


def _reconcile(cluster: Cluster, subject: str) -> None:
    owner = cluster.get(key_for(KIND, subject))
    if owner is None or "deletionTimestamp" in owner["metadata"]:
        return
    pods = cluster.owned(owner, "Pod")
    succeeded = sum(pod.view(obj).phase == "Succeeded" for obj in pods)
    failed = sum(pod.view(obj).phase == "Failed" for obj in pods)
    active = [obj for obj in pods if pod.view(obj).active]
    if not _finished(owner):
        if failed > owner["spec"].get("backoffLimit", 6):
            active = _stop(cluster, active)
            owner = _conclude(cluster, owner, "FailureTarget", "Failed", _EXCEEDED)
            events.warn(cluster, _RECORDER, owner, *_EXCEEDED)
        elif _is_done(owner, succeeded, len(active)):
            active = _stop(cluster, active)
            owner = _conclude(cluster, owner, "SuccessCriteriaMet", "Complete", _REACHED)
            events.normal(cluster, _RECORDER, owner, "Completed", "Job completed")
        else:
            active = _adjust(cluster, owner, active, succeeded, failed)
    _write_status(cluster, owner, active, succeeded, failed)


def _finished(owner: ApiObject) -> bool:
    conditions = (owner.get("status") or {}).get("conditions") or ()
    return any(entry["type"] in ("Complete", "Failed") for entry in conditions)


def _is_done(owner: ApiObject, succeeded: int, active: int) -> bool:
    wanted = owner["spec"].get("completions")
    return bool(succeeded and not active) if wanted is None else succeeded >= wanted


def _adjust(
    cluster: Cluster, owner: ApiObject, active: list[ApiObject], succeeded: int, failed: int
) -> list[ApiObject]:
    spec = owner["spec"]
    wanted = 0 if spec.get("suspend") else spec.get("parallelism", 1)
    if spec.get("completions") is not None:
        wanted = min(wanted, spec["completions"] - succeeded)
    elif succeeded:
        wanted = min(wanted, len(active))
    if len(active) > wanted:
        _stop(cluster, active[wanted:])
        return active[:wanted]
    if failed and len(active) < wanted and not _may_retry(cluster, owner, failed):
        return active
    room = max(0, _MOST - len(cluster.owned(owner, "Pod")))
    for _ in range(min(room, wanted - len(active))):
        made = cluster.put(pod_from_template(cluster, owner, spec["template"]))
        told = f"Created pod: {made['metadata']['name']}"
        events.normal(cluster, _RECORDER, owner, "SuccessfulCreate", told)
        active = [*active, made]
    return active


def _may_retry(cluster: Cluster, owner: ApiObject, failed: int) -> bool:
    """Whether the wait after the last failure is over; the wait doubles with each."""
    key = f"job-retry/{owner['metadata']['uid']}/{failed}"
    due = cluster.counters.get(key)
    if due is None:
        due = cluster.now + 1000 * min(_LONGEST, _FIRST << min(failed - 1, 6))
        cluster.counters[key] = due
        cluster.counters.pop(f"job-retry/{owner['metadata']['uid']}/{failed - 1}", None)
    if due > cluster.now:
        metadata = owner["metadata"]
        cluster.timers.set(due, _NAME, f"{metadata['namespace']}/{metadata['name']}")
    return due <= cluster.now


def _stop(cluster: Cluster, active: list[ApiObject]) -> list[ApiObject]:
    for obj in active:
        delete(cluster, obj)
    return []


def _conclude(cluster: Cluster, owner: ApiObject, first: str, then: str, why: tuple[str, str]) -> ApiObject:
    now, status = cluster.settings.timestamp(cluster.now), dict(owner.get("status") or {})
    reason, message = why
    told = [
        {
            "lastProbeTime": now, "lastTransitionTime": now, "message": message, "reason": reason,
            "status": "True", "type": kind,
        }
        for kind in (first, then)
    ]  # fmt: skip
    status["conditions"] = [*(status.get("conditions") or ()), *told]
    if then == "Complete":
        status["completionTime"] = now
    keep = owner["spec"].get("ttlSecondsAfterFinished")
    if keep is not None:
        told_to = (
            f"ttl {owner['metadata']['uid']} {owner['metadata']['namespace']}/{owner['metadata']['name']}"
        )
        cluster.timers.set(cluster.now + 1000 * keep, _NAME, told_to)
    return cluster.put_status({**owner, "status": status})


def _write_status(
    cluster: Cluster, owner: ApiObject, active: list[ApiObject], succeeded: int, failed: int
) -> None:
    current = cluster.get(key_of(owner))
    if current is None:
        return
    old = current.get("status") or {}
    kept = {key: old[key] for key in ("completionTime", "conditions", "startTime") if key in old}
    counts = {"active": len(active), "failed": failed, "succeeded": succeeded}
    status: dict[str, Any] = kept | {key: value for key, value in counts.items() if value}
    status["ready"] = sum(pod.view(obj).ready for obj in active)
    status |= {"terminating": 0, "uncountedTerminatedPods": {}}
    if not current["spec"].get("suspend"):
        status.setdefault("startTime", cluster.settings.timestamp(cluster.now))
    cluster.put_status({**current, "status": status})


def _due(cluster: Cluster, told: str) -> None:
    if not told.startswith("ttl "):
        _reconcile(cluster, told)
        return
    _, uid, subject = told.split(" ")
    namespace, _, name = subject.partition("/")
    owner = cluster.get(Key(KIND, namespace, name))
    if owner is not None and owner["metadata"]["uid"] == uid:
        delete(cluster, owner)


JOB = Controller(_NAME, (KIND, "Pod"), concerns(KIND), _reconcile, _due)
