"""Jobs and CronJobs: pkg/apis/batch/validation."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.manifests.validation import metadata, names, pod, selectors, workload
from k8sviz.sim.manifests.validation.faults import Faults

_MISMATCH = "`selector` does not match template `labels`"
_NOT_NEGATIVE = "must be greater than or equal to 0"
_COUNTS = (
    "parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished",
    "backoffLimitPerIndex", "maxFailedIndexes",
)  # fmt: skip
_MODES = ("NonIndexed", "Indexed")
_MOST_AT_ONCE = 100_000
_REPLACEMENTS = ("Failed", "TerminatingOrFailed")
_RESTARTS = ("OnFailure", "Never")
_CONCURRENCY = ("Allow", "Forbid", "Replace")
_LIMITS = ("startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit")
_LONGEST_CRON_NAME = 52
# robfig/cron: the bounds of a schedule's fields
_BOUNDS = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 6))
_WORDS = {
    name: number
    for names_, first in (
        ("jan feb mar apr may jun jul aug sep oct nov dec", 1),
        ("sun mon tue wed thu fri sat", 0),
    )
    for number, name in enumerate(names_.split(), first)
}
_DESCRIPTORS = ("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly")

Fields = dict[str, Any]


def check_job(faults: Faults, obj: Fields) -> None:
    """A Job after defaulting."""
    metadata.check(faults, obj["metadata"], names.subdomain)
    spec = obj.get("spec", {})
    _job_spec(faults, spec, "spec")
    selector, labels = spec.get("selector"), spec.get("template", {}).get("metadata", {}).get("labels")
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
    _replacement(faults, spec, f"{path}.podReplacementPolicy")
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


def _replacement(faults: Faults, spec: Fields, path: str) -> None:
    policy = spec.get("podReplacementPolicy")
    allowed = ("Failed",) if "podFailurePolicy" in spec else _REPLACEMENTS
    if policy is not None and policy not in allowed:
        faults.unsupported(path, policy, allowed)


def check_cron_job(faults: Faults, obj: Fields) -> None:
    """A CronJob after defaulting."""
    name = obj["metadata"].get("name", "")
    metadata.check(faults, obj["metadata"], names.subdomain)
    spec = obj.get("spec", {})
    schedule = spec.get("schedule", "")
    if not schedule:
        faults.required("spec.schedule")
    elif problem := schedule_problem(schedule):
        faults.invalid("spec.schedule", schedule, problem)
    for field in _LIMITS:
        if spec.get(field, 0) < 0:
            faults.invalid(f"spec.{field}", spec[field], _NOT_NEGATIVE)
    faults.one_of("spec.concurrencyPolicy", spec.get("concurrencyPolicy"), _CONCURRENCY)
    _job_spec(faults, spec.get("jobTemplate", {}).get("spec", {}), "spec.jobTemplate.spec")
    if len(name) > _LONGEST_CRON_NAME:
        faults.invalid("metadata.name", name, f"must be no more than {_LONGEST_CRON_NAME} characters")


def schedule_problem(schedule: str) -> str:
    """What the cron library says of a schedule; nothing if it can be read."""
    if schedule.startswith(("TZ=", "CRON_TZ=")):
        return "cannot use TZ or CRON_TZ in schedule, use timeZone field instead"
    if schedule.startswith("@"):
        known = schedule in _DESCRIPTORS or schedule.startswith("@every ")
        return "" if known else f"unrecognized descriptor: {schedule}"
    fields = schedule.split()
    if len(fields) != len(_BOUNDS):
        return f"expected exactly 5 fields, found {len(fields)}: [{' '.join(fields)}]"
    for field, bounds in zip(fields, _BOUNDS, strict=True):
        for part in field.split(","):
            if problem := _part_problem(part, bounds):
                return problem
    return ""


def _part_problem(part: str, bounds: tuple[int, int]) -> str:
    span, slash, step = part.partition("/")
    if slash and not step.isdigit():
        return f'failed to parse int from {step}: strconv.Atoi: parsing "{step}": invalid syntax'
    if span in ("*", "?"):
        return ""
    low, dash, high = span.partition("-")
    numbers: list[int] = []
    for text in (low, high) if dash else (low,):
        if text.isdigit():
            numbers.append(int(text))
        elif text.lower() in _WORDS:
            numbers.append(_WORDS[text.lower()])
        else:
            return f'failed to parse int from {text}: strconv.Atoi: parsing "{text}": invalid syntax'
    return _range_problem(part, numbers, bounds)


def _range_problem(part: str, numbers: list[int], bounds: tuple[int, int]) -> str:
    start, end = numbers[0], numbers[-1]
    if start < bounds[0]:
        return f"beginning of range ({start}) below minimum ({bounds[0]}): {part}"
    if end > bounds[1]:
        return f"end of range ({end}) above maximum ({bounds[1]}): {part}"
    return f"beginning of range ({start}) beyond end of range ({end}): {part}" if start > end else ""
