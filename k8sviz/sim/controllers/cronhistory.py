"""The Jobs that a CronJob has made: which of them run, which have ended, and how many ended ones are kept."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.cluster import Cluster
from k8sviz.sim.controllers import events
from k8sviz.sim.controllers.deletion import delete
from k8sviz.sim.objects.identity import ApiObject

RECORDER = events.Recorder("cronjob-controller")
_LIMITS = {"Complete": "successfulJobsHistoryLimit", "Failed": "failedJobsHistoryLimit"}


def ended(job: ApiObject) -> str:
    """Complete, Failed, or nothing while it runs."""
    for condition in (job.get("status") or {}).get("conditions") or ():
        if condition["type"] in _LIMITS and condition["status"] == "True":
            return str(condition["type"])
    return ""


def trim(cluster: Cluster, owner: ApiObject) -> None:
    """Delete the oldest of those that have ended, down to the limits."""
    for how, field in _LIMITS.items():
        limit = owner["spec"].get(field)
        jobs = [job for job in cluster.owned(owner, "Job.batch") if ended(job) == how]
        if limit is None or len(jobs) <= limit:
            continue
        jobs.sort(key=lambda job: ((job.get("status") or {}).get("startTime", ""), job["metadata"]["name"]))
        for job in jobs[: len(jobs) - limit]:
            delete(cluster, job)
            told = f"Deleted job {job['metadata']['name']}"
            events.normal(cluster, RECORDER, owner, "SuccessfulDelete", told)


def seen(cluster: Cluster, owner: ApiObject) -> dict[str, Any]:
    """The status with what has become of the Jobs since it was written."""
    status = dict(owner.get("status") or {})
    known = {one.get("uid", ""): one for one in status.get("active") or ()}
    jobs = {job["metadata"]["uid"]: job for job in cluster.owned(owner, "Job.batch")}
    for uid, job in jobs.items():
        how, name = ended(job), job["metadata"]["name"]
        if uid in known and how:
            del known[uid]
            told = f"Saw completed job: {name}, condition: {how}"
            events.normal(cluster, RECORDER, owner, "SawCompletedJob", told)
        elif uid not in known and not how:
            told = f"Saw a job that the controller did not create or forgot: {name}"
            events.warn(cluster, RECORDER, owner, "UnexpectedJob", told)
        if how == "Complete":
            status["lastSuccessfulTime"] = max(
                status.get("lastSuccessfulTime", ""), job["status"]["completionTime"]
            )
    for uid in [uid for uid in known if uid not in jobs]:
        told = f"Active job went missing: {known.pop(uid).get('name', '')}"
        events.normal(cluster, RECORDER, owner, "MissingJob", told)
    status["active"] = list(known.values())
    return {key: value for key, value in status.items() if value}
