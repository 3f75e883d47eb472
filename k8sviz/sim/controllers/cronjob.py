"""The CronJob controller: Jobs by a schedule (pkg/controller/cronjob/cronjob_controllerv2.go)."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.admission.write import Manner, create
from k8sviz.sim.apiserver.times import milliseconds
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.controllers import cronhistory, events
from k8sviz.sim.controllers.calendar import next_after, offset, rfc1123
from k8sviz.sim.controllers.controller import Controller, key_for
from k8sviz.sim.controllers.deletion import delete
from k8sviz.sim.controllers.ownership import concerns
from k8sviz.sim.manifests import schema
from k8sviz.sim.manifests.validation import schedule
from k8sviz.sim.manifests.validation.schedule import Schedule
from k8sviz.sim.objects.identity import ApiObject, Key, key_of
from k8sviz.sim.objects.workload import owner_reference

KIND, _JOB = "CronJob.batch", "Job.batch"
_NAME = "cronjob"
_STAMP = "batch.kubernetes.io/cronjob-scheduled-timestamp"
_LATE = 100  # ms: the controller looks that much after the time
_MINUTE = 60_000  # ms
_EPOCH = 1_767_225_600  # seconds from 1970 to the beginning of a room's time
_MANY = 100  # missed times of which it tells
MOST_ACTIVE = 50  # unfinished Jobs of one CronJob that a room keeps; Kubernetes knows no limit
_REFUSED = f"Error creating job: this classroom keeps {MOST_ACTIVE} unfinished Jobs of a CronJob and no more"
_UNKNOWN = "the clock of this classroom knows UTC and Etc/GMT+1, Etc/GMT-1 and their like"
_BUSY = "Not starting job because prior execution is running and concurrency policy is Forbid"


def _reconcile(cluster: Cluster, subject: str) -> None:
    owner = cluster.get(key_for(KIND, subject))
    if owner is None or "deletionTimestamp" in owner["metadata"]:
        return
    cronhistory.trim(cluster, owner)
    status = cronhistory.seen(cluster, owner)
    plan = schedule.read(owner["spec"]["schedule"])
    zone = owner["spec"].get("timeZone", "")
    if offset(zone) is None:
        told = f'invalid timeZone: "{zone}": {_UNKNOWN}'
        events.warn(cluster, cronhistory.RECORDER, owner, "UnknownTimeZone", told)
    elif plan is not None and not owner["spec"].get("suspend"):
        status = _scheduled(cluster, owner, status, plan)
        _wait(cluster, owner, plan)
    current = cluster.get(key_of(owner))
    if current is not None and current.get("status") != status:
        cluster.put_status({**current, "status": status})


def _wait(cluster: Cluster, owner: ApiObject, plan: Schedule) -> None:
    """Look again when it is due next; an older wish may be of another schedule."""
    subject = f"{owner['metadata']['namespace']}/{owner['metadata']['name']}"
    cluster.timers.cancel(_NAME, subject)
    due = next_after(plan, cluster.now, owner["spec"].get("timeZone", ""))
    if due is not None:
        cluster.timers.set(due + _LATE, _NAME, subject)


def _scheduled(cluster: Cluster, owner: ApiObject, status: dict[str, Any], plan: Schedule) -> dict[str, Any]:
    """The status after what was due has been started, if anything was, and may be."""
    spec = owner["spec"]
    due = _due(cluster, owner, status, plan)
    if due is None:
        return status
    deadline = spec.get("startingDeadlineSeconds")
    if deadline is not None and due + 1000 * deadline < cluster.now:
        told = f"Missed scheduled time to start a job: {rfc1123(due)}"
        events.warn(cluster, cronhistory.RECORDER, owner, "MissSchedule", told)
        return status
    active = status.get("active", [])
    if active and spec.get("concurrencyPolicy") == "Forbid":
        events.normal(cluster, cronhistory.RECORDER, owner, "JobAlreadyActive", _BUSY)
        return status
    if spec.get("concurrencyPolicy") == "Replace":
        for one in active:
            if job := cluster.get(Key(_JOB, one.get("namespace", ""), one.get("name", ""))):
                delete(cluster, job)
                told = f"Deleted job {job['metadata']['name']}"
                events.normal(cluster, cronhistory.RECORDER, owner, "SuccessfulDelete", told)
        active = []
    return _started(cluster, owner, {**status, "active": active}, due)


def _due(cluster: Cluster, owner: ApiObject, status: dict[str, Any], plan: Schedule) -> int | None:
    """The latest time that has passed since the last one (mostRecentScheduleTime)."""
    zone, spec = owner["spec"].get("timeZone", ""), owner["spec"]
    last = status.get("lastScheduleTime") or owner["metadata"]["creationTimestamp"]
    since = milliseconds(last) or 0
    if spec.get("startingDeadlineSeconds") is not None:
        since = max(since, cluster.now - 1000 * spec["startingDeadlineSeconds"])
    first = next_after(plan, since, zone)
    if first is None or first > cluster.now:
        return None
    second = next_after(plan, first, zone)
    if second is None or second > cluster.now:
        return first
    missed = (cluster.now - first) // (second - first) + 1
    if missed > _MANY:
        told = (
            "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew"
        )
        events.warn(cluster, cronhistory.RECORDER, owner, "TooManyMissedTimes", told)
    latest = first
    at = next_after(plan, max(first, first + (missed - 2) * (second - first)), zone)
    while at is not None and at <= cluster.now:
        latest, at = at, next_after(plan, at, zone)
    return latest


def _started(cluster: Cluster, owner: ApiObject, status: dict[str, Any], due: int) -> dict[str, Any]:
    active = status["active"]
    if len(active) >= MOST_ACTIVE:
        events.warn(cluster, cronhistory.RECORDER, owner, "FailedCreate", _REFUSED)
        return _tidy(status)
    kind = schema.named(_JOB)
    assert kind
    stamp = cluster.settings.timestamp(due)
    written = create(cluster, kind, _job(owner, due, stamp), Manner("", manager=""))
    if written.obj is None:
        assert written.refusal
        if written.refusal.reason != "AlreadyExists":
            told = f"Error creating job: {written.refusal.said}"
            events.warn(cluster, cronhistory.RECORDER, owner, "FailedCreate", told)
        return _tidy(status)
    job = written.obj["metadata"]
    events.normal(cluster, cronhistory.RECORDER, owner, "SuccessfulCreate", f"Created job {job['name']}")
    made = {
        "apiVersion": "batch/v1", "kind": "Job", "name": job["name"], "namespace": job["namespace"],
        "resourceVersion": job["resourceVersion"], "uid": job["uid"],
    }  # fmt: skip
    return _tidy({**status, "active": [*active, made], "lastScheduleTime": stamp})


def _tidy(status: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in status.items() if value}


def _job(owner: ApiObject, due: int, stamp: str) -> ApiObject:
    """The Job of one time: its name tells the minute, so that there is one of each."""
    metadata, template = owner["metadata"], owner["spec"]["jobTemplate"]
    wanted = template.get("metadata", {})
    described: dict[str, Any] = {
        "annotations": {**wanted.get("annotations", {}), _STAMP: stamp},
        "name": f"{metadata['name']}-{(_EPOCH * 1000 + due) // _MINUTE}",
        "namespace": metadata["namespace"],
        "ownerReferences": [owner_reference(owner)],
    }
    if wanted.get("labels"):
        described["labels"] = wanted["labels"]
    return {"apiVersion": "batch/v1", "kind": "Job", "metadata": described, "spec": template["spec"]}


CRONJOB = Controller(_NAME, (KIND, _JOB), concerns(KIND), _reconcile, due=_reconcile)
