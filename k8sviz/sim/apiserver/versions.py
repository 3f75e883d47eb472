"""Kinds that are served in two versions but stored in one: HorizontalPodAutoscalers and Events.

pkg/apis/autoscaling/v1/conversion.go, pkg/apis/events/v1/conversion.go.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from k8sviz.sim.manifests.schema import Kind
from k8sviz.sim.objects.identity import ApiObject

Convert = Callable[[ApiObject], ApiObject]
_CPU = "targetCPUUtilizationPercentage"
_EVENT_NAMES = (  # events.k8s.io/v1, v1
    ("regarding", "involvedObject"), ("note", "message"), ("deprecatedSource", "source"),
    ("deprecatedFirstTimestamp", "firstTimestamp"), ("deprecatedLastTimestamp", "lastTimestamp"),
    ("deprecatedCount", "count"), ("reportingController", "reportingComponent"),
)  # fmt: skip


def to(kind: Kind, obj: ApiObject) -> ApiObject:
    """The stored object in the version that is asked for."""
    convert = _OUT.get((kind.api_version, kind.kind))
    return convert(obj) if convert else obj


def stored(kind: Kind, obj: ApiObject) -> ApiObject:
    """The object of any version as it is kept."""
    convert = _IN.get((kind.api_version, kind.kind))
    readable = isinstance(obj.get("spec", {}), dict)  # what is not is left for the decoder to refuse
    return convert(obj) if convert and readable else obj


def _autoscaler_in(obj: ApiObject) -> ApiObject:
    spec = dict(obj.get("spec") or {})
    percent = spec.pop(_CPU, None)
    if percent is not None:
        target = {"averageUtilization": percent, "type": "Utilization"}
        spec["metrics"] = [{"resource": {"name": "cpu", "target": target}, "type": "Resource"}]
    return {**obj, "apiVersion": "autoscaling/v2", "spec": spec}


def _autoscaler_out(obj: ApiObject) -> ApiObject:
    spec = {key: value for key, value in obj["spec"].items() if key not in ("metrics", "behavior")}
    for metric in obj["spec"].get("metrics") or ():
        target = (metric.get("resource") or {}).get("target") or {}
        if (metric.get("resource") or {}).get("name") == "cpu" and "averageUtilization" in target:
            spec[_CPU] = target["averageUtilization"]
    status = obj.get("status") or {}
    kept = {key: status[key] for key in ("observedGeneration", "lastScaleTime") if key in status}
    counts = {key: status.get(key, 0) for key in ("currentReplicas", "desiredReplicas")}
    return {**obj, "apiVersion": "autoscaling/v1", "spec": spec, "status": {**kept, **counts}}


def _renamed(obj: ApiObject, names: dict[str, str]) -> ApiObject:
    return {names.get(key, key): value for key, value in obj.items()}


def _event_in(obj: ApiObject) -> ApiObject:
    return {**_renamed(obj, dict(_EVENT_NAMES)), "apiVersion": "v1"}


def _event_out(obj: ApiObject) -> ApiObject:
    renamed: dict[str, Any] = _renamed(obj, {old: new for new, old in _EVENT_NAMES})
    return {"eventTime": None, **renamed, "apiVersion": "events.k8s.io/v1"}


_IN: dict[tuple[str, str], Convert] = {
    ("autoscaling/v1", "HorizontalPodAutoscaler"): _autoscaler_in,
    ("events.k8s.io/v1", "Event"): _event_in,
}
_OUT: dict[tuple[str, str], Convert] = {
    ("autoscaling/v1", "HorizontalPodAutoscaler"): _autoscaler_out,
    ("events.k8s.io/v1", "Event"): _event_out,
}
