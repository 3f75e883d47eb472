"""HorizontalPodAutoscalers: pkg/apis/autoscaling/validation."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.manifests import quantity
from k8sviz.sim.manifests.validation import metadata, names
from k8sviz.sim.manifests.validation.faults import Faults

_METRICS = ("ContainerResource", "External", "Object", "Pods", "Resource")
# the fields of a metric, in the order in which the server looks into them
_SOURCES = ("object", "external", "pods", "resource", "containerResource")
_SELECT = ("Disabled", "Max", "Min")
_STEPS = ("Percent", "Pods")
_TARGETS = ("Utilization", "Value", "AverageValue")
_LONGEST_PERIOD, _LONGEST_WINDOW = 1800, 3600

Fields = dict[str, Any]


def check(faults: Faults, obj: Fields) -> None:
    """A HorizontalPodAutoscaler, in the version that is stored (v2)."""
    metadata.check(faults, obj["metadata"], names.subdomain)
    spec = obj.get("spec", {})
    least, most = spec.get("minReplicas", 1), spec.get("maxReplicas", 0)
    if least < 1:
        faults.invalid("spec.minReplicas", least, "must be greater than or equal to 1")
    if most < 1:
        faults.invalid("spec.maxReplicas", most, "must be greater than 0")
    if most < least:
        faults.invalid("spec.maxReplicas", most, "must be greater than or equal to `minReplicas`")
    _reference(faults, spec.get("scaleTargetRef", {}), "spec.scaleTargetRef")
    for index, metric in enumerate(spec.get("metrics", ())):
        _metric(faults, metric, f"spec.metrics[{index}]")
    if least == 0 and not {"Object", "External"} & {one.get("type") for one in spec.get("metrics", ())}:
        words = "must specify at least one Object or External metric to support scaling to zero replicas"
        faults.forbidden("spec.metrics", words)
    for way in ("scaleUp", "scaleDown"):
        if way in spec.get("behavior", {}):
            _rules(faults, spec["behavior"][way], f"spec.behavior.{way}")


def _reference(faults: Faults, target: Fields, path: str) -> None:
    for field in ("kind", "name"):
        if target.get(field):
            faults.each(f"{path}.{field}", target[field], names.path_segment(target[field]))
        else:
            faults.required(f"{path}.{field}")


def _metric(faults: Faults, metric: Fields, path: str) -> None:
    kind = metric.get("type", "")
    if not kind:
        faults.required(f"{path}.type", "must specify a metric source type")
    if kind not in _METRICS:
        faults.unsupported(f"{path}.type", kind, _METRICS)
    there = [field for field in _SOURCES if field in metric]
    if there:
        _source(faults, there[0], metric[there[0]], f"{path}.{there[0]}")
    field = kind[:1].lower() + kind[1:]
    if kind not in _METRICS:
        faults.unsupported(f"{path}.type", kind, _METRICS)
    elif field not in metric:
        faults.required(f"{path}.{field}", "must populate information for the given metric source")
    if len(there) > 1:
        for other in there:
            if other != field:
                faults.forbidden(f"{path}.{other}", "must populate the given metric source only")


def _source(faults: Faults, field: str, source: Fields, path: str) -> None:
    target = source.get("target", {})
    if field == "object":
        _reference(faults, source.get("describedObject", {}), f"{path}.describedObject")
    if field in ("resource", "containerResource"):
        if not source.get("name"):
            faults.required(f"{path}.name", "must specify a resource name")
        if field == "containerResource":
            _container(faults, source.get("container", ""), f"{path}.container")
    else:
        _identifier(faults, source.get("metric", {}).get("name", ""), f"{path}.metric.name")
    _target(faults, target, f"{path}.target")
    _together(faults, field, target, f"{path}.target")


def _container(faults: Faults, name: str, path: str) -> None:
    if name:
        faults.each(path, name, names.label(name))
    else:
        faults.required(path, "must specify a container")


def _identifier(faults: Faults, name: str, path: str) -> None:
    if name:
        faults.each(path, name, names.path_segment(name))
    else:
        faults.required(path, "must specify a metric name")


def _target(faults: Faults, target: Fields, path: str) -> None:
    kind = target.get("type", "")
    if not kind:
        faults.required(f"{path}.type", "must specify a metric target type")
    if kind not in _TARGETS:
        faults.invalid(f"{path}.type", kind, "must be either Utilization, Value, or AverageValue")
    for field in ("value", "averageValue"):
        amount = quantity.parse(target[field]) if field in target else None
        if amount is not None and amount <= 0:
            faults.invalid(f"{path}.{field}", target[field], "must be positive")
    use = target.get("averageUtilization")
    if use is not None and use < 1:
        faults.invalid(f"{path}.averageUtilization", use, "must be greater than 0")


def _together(faults: Faults, field: str, target: Fields, path: str) -> None:
    """Which of the target's amounts are needed, and which exclude each other."""
    value, average, use = (name in target for name in ("value", "averageValue", "averageUtilization"))
    if field in ("resource", "containerResource"):
        if not use and not average:
            words = "must set either a target raw value or a target utilization"
            faults.required(f"{path}.averageUtilization", words)
        elif use and average:
            words = "may not set both a target raw value and a target utilization"
            faults.forbidden(f"{path}.averageValue", words)
    elif field == "pods":
        if not average:
            faults.required(f"{path}.averageValue", "must specify a positive target averageValue")
    elif not value and not average:
        other = "value or averageValue" if field == "object" else "value for metric or a per-pod target"
        faults.required(f"{path}.averageValue", f"must set either a target {other}")
    elif field == "external" and value and average:
        words = "may not set both a target value for metric and a per-pod target"
        faults.forbidden(f"{path}.value", words)


def _rules(faults: Faults, rules: Fields, path: str) -> None:
    window = rules.get("stabilizationWindowSeconds", 0)
    if window < 0:
        faults.invalid(f"{path}.stabilizationWindowSeconds", window, "must be greater than or equal to zero")
    if window > _LONGEST_WINDOW:
        words = f"must be less than or equal to {_LONGEST_WINDOW}"
        faults.invalid(f"{path}.stabilizationWindowSeconds", window, words)
    if "selectPolicy" in rules and rules["selectPolicy"] not in _SELECT:
        faults.unsupported(f"{path}.selectPolicy", rules["selectPolicy"], _SELECT)
    if not rules.get("policies"):
        faults.required(f"{path}.policies", "must specify at least one Policy")
    for index, policy in enumerate(rules.get("policies", ())):
        where = f"{path}.policies[{index}]"
        if policy.get("type") not in _STEPS:
            faults.unsupported(f"{where}.type", policy.get("type", ""), _STEPS)
        for field in ("value", "periodSeconds"):
            if policy.get(field, 0) <= 0:
                faults.invalid(f"{where}.{field}", policy.get(field, 0), "must be greater than zero")
        if policy.get("periodSeconds", 0) > _LONGEST_PERIOD:
            words = f"must be less than or equal to {_LONGEST_PERIOD}"
            faults.invalid(f"{where}.periodSeconds", policy["periodSeconds"], words)
