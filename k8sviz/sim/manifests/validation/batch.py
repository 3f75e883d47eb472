"""Jobs and CronJobs: pkg/apis/batch/validation."""

from __future__ import annotations

import re
from typing import Any

from k8sviz.sim.manifests.validation import (
    job_policies,
    metadata,
    names,
    pod,
    schedule,
    selectors,
    workload,
)
from k8sviz.sim.manifests.validation.faults import Faults, Verbatim

_GENERATED = (
    "batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-name", "controller-uid", "job-name",
)  # fmt: skip
_MISMATCH = "`selector` does not match template `labels`"
_NOT_NEGATIVE = "must be greater than or equal to 0"
_COUNTS = (
    "parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished",
    "backoffLimitPerIndex", "maxFailedIndexes",
)  # fmt: skip
_MODES = ("NonIndexed", "Indexed")
_MOST_AT_ONCE = 100_000
_RESTARTS = ("OnFailure", "Never")
_CONCURRENCY = ("Allow", "Forbid", "Replace")
_HISTORY = ("successfulJobsHistoryLimit", "failedJobsHistoryLimit")
_ZONE_PART = re.compile(r"[A-Za-z._0-9+][A-Za-z.\-_0-9+]{0,13}")
_LONGEST_CRON_NAME = 52
Fields = dict[str, Any]


def check_job(faults: Faults, obj: Fields) -> None:
    """A Job after defaulting."""
    metadata.check(faults, obj["metadata"], names.subdomain)
    spec = obj.get("spec", {})
    selector, labels = spec.get("selector"), spec.get("template", {}).get("metadata", {}).get("labels")
    if selector is not None and not spec.get("manualSelector"):
        made = {key: value for key, value in (labels or {}).items() if key in _GENERATED}
        if not workload.selects(selector, made):
            faults.invalid("spec.selector", selector, "`selector` not auto-generated")
    _job_spec(faults, spec, "spec")
    if selector is None:
        if spec.get("manualSelector"):
            faults.required("spec.selector")
            faults.invalid("spec.template.metadata.labels", labels, _MISMATCH)
        return
    selectors.check(faults, selector, "spec.selector")
    if not workload.selects(selector, labels or {}):
        faults.invalid("spec.template.metadata.labels", labels, _MISMATCH)


def _job_spec(faults: Faults, spec: Fields, path: str) -> None:
    for field in _COUNTS:
        if spec.get(field, 0) < 0:
            faults.invalid(f"{path}.{field}", spec[field], _NOT_NEGATIVE)
    if "maxFailedIndexes" in spec and "backoffLimitPerIndex" not in spec:
        faults.required(f"{path}.backoffLimitPerIndex", "when maxFailedIndexes is specified")
    _completion(faults, spec, path)
    job_policies.check(faults, spec, path)
    template = spec.get("template", {})
    pod.template(faults, template, f"{path}.template")
    policy = template.get("spec", {}).get("restartPolicy")
    where = f"{path}.template.spec.restartPolicy"
    if policy in ("Always", None):
        told = ", ".join(f'"{one}"' for one in _RESTARTS)
        faults.required(where, f"valid values: {told}")
    elif policy not in _RESTARTS:
        faults.unsupported(where, policy, _RESTARTS)
    elif "podFailurePolicy" in spec and policy != "Never":
        words = 'only "Never" is supported when podFailurePolicy is specified'
        faults.invalid(where, policy, words)


def _completion(faults: Faults, spec: Fields, path: str) -> None:
    mode = spec.get("completionMode", "NonIndexed")
    if mode not in _MODES:
        faults.unsupported(f"{path}.completionMode", mode, _MODES)
    if mode == "Indexed":
        if spec.get("completions") is None:
            faults.required(f"{path}.completions", "when completion mode is Indexed")
        if spec.get("parallelism", 0) > _MOST_AT_ONCE:
            words = f"must be less than or equal to {_MOST_AT_ONCE} when completion mode is Indexed"
            faults.invalid(f"{path}.parallelism", spec["parallelism"], words)
        if spec.get("maxFailedIndexes", 0) > spec.get("completions", _MOST_AT_ONCE):
            words = "must be less than or equal to completions"
            faults.invalid(f"{path}.maxFailedIndexes", spec["maxFailedIndexes"], words)
    if mode == "NonIndexed":
        for field in ("backoffLimitPerIndex", "maxFailedIndexes"):
            if field in spec:
                faults.invalid(f"{path}.{field}", spec[field], "requires indexed completion mode")


def check_cron_job(faults: Faults, obj: Fields) -> None:
    """A CronJob after defaulting."""
    metadata.check(faults, obj["metadata"], names.subdomain)
    spec = obj.get("spec", {})
    text = spec.get("schedule", "")
    if not text:
        faults.required("spec.schedule")
    else:
        if problem := schedule.problem(text):
            faults.invalid("spec.schedule", text, problem)
        if "TZ" in text:
            words = "cannot use TZ or CRON_TZ in schedule, use timeZone field instead"
            faults.invalid("spec.schedule", text, words)
    _not_negative(faults, spec, "startingDeadlineSeconds")
    if spec.get("timeZone") is not None:
        _zone(faults, spec["timeZone"], "spec.timeZone")
    faults.one_of("spec.concurrencyPolicy", spec.get("concurrencyPolicy"), _CONCURRENCY)
    job, path = spec.get("jobTemplate", {}).get("spec", {}), "spec.jobTemplate.spec"
    _job_spec(faults, job, path)
    if "selector" in job:
        faults.invalid(f"{path}.selector", job["selector"], "`selector` will be auto-generated")
    if job.get("manualSelector"):
        faults.unsupported(f"{path}.manualSelector", Verbatim("true"), ("nil", "false"))
    for field in _HISTORY:
        _not_negative(faults, spec, field)


def check_new_cron_job(faults: Faults, obj: Fields) -> None:
    """What its Jobs' names add must fit."""
    name = obj["metadata"].get("name", "")
    if len(name) > _LONGEST_CRON_NAME:
        faults.invalid("metadata.name", name, f"must be no more than {_LONGEST_CRON_NAME} characters")


def _not_negative(faults: Faults, spec: Fields, field: str) -> None:
    if spec.get(field, 0) < 0:
        faults.invalid(f"spec.{field}", spec[field], _NOT_NEGATIVE)


def _zone(faults: Faults, zone: str, path: str) -> None:
    if not zone:
        faults.invalid(path, zone, "timeZone must be nil or non-empty string")
    elif not all(_ZONE_PART.fullmatch(part) and part not in (".", "..") for part in zone.split("/")):
        faults.invalid(path, zone, f"unknown time zone {zone}")
    elif zone.lower() == "local":
        where = "https://www.iana.org/time-zones"
        faults.invalid(path, zone, f"timeZone must be an explicit time zone as defined in {where}")
        if zone != "Local":
            faults.invalid(path, zone, f"unknown time zone {zone}")
    elif not schedule.known_zone(zone):
        faults.invalid(path, zone, f"unknown time zone {zone}")
