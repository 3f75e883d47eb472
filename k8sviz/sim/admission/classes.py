"""Pods' priority and runtime classes (plugin/pkg/admission/priority, plugin/pkg/admission/runtimeclass)."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.cluster import Cluster
from k8sviz.sim.manifests.validation.classes import SYSTEM_PRIORITIES
from k8sviz.sim.objects.identity import ApiObject, Key

_PRIORITY, _RUNTIME = "PriorityClass.scheduling.k8s.io", "RuntimeClass.node.k8s.io"
_LOWER = "PreemptLowerPriority"
_NOT_IN_SPEC = "must not be provided in pod spec; priority admission controller computed"
_OVERHEAD = "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead"
_NO_OVERHEAD = "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead"

Fields = dict[str, Any]


def priority_of(cluster: Cluster, spec: Fields) -> Fields:
    """What a Pod's class, or the cluster's default one, says of its priority."""
    name = spec.get("priorityClassName", "")
    if name in SYSTEM_PRIORITIES:
        return {"preemptionPolicy": _LOWER, "priority": SYSTEM_PRIORITIES[name]}
    found = cluster.get(Key(_PRIORITY, "", name)) if name else default_class(cluster)
    if found is None:
        return {"preemptionPolicy": _LOWER, "priority": 0}
    told = {"preemptionPolicy": found.get("preemptionPolicy", _LOWER), "priority": found.get("value", 0)}
    return told if name else {"priorityClassName": found["metadata"]["name"], **told}


def default_class(cluster: Cluster) -> ApiObject | None:
    """The class of Pods that name none: the lowest, if several say that they are it."""
    marked = [one for one in cluster.of_kind(_PRIORITY) if one.get("globalDefault")]
    return min(marked, key=lambda one: one.get("value", 0), default=None)


def forbidden(cluster: Cluster, spec: Fields) -> str:
    """Why a new Pod's classes are none, or say otherwise than it does itself."""
    name = spec.get("priorityClassName", "")
    if name and name not in SYSTEM_PRIORITIES and cluster.get(Key(_PRIORITY, "", name)) is None:
        return f"no PriorityClass with name {name} was found"
    told = priority_of(cluster, spec)
    if spec.get("priority", told["priority"]) != told["priority"]:
        computed = f"{told['priority']} from the given PriorityClass name"
        return f"the integer value of priority ({spec['priority']}) {_NOT_IN_SPEC} {computed}"
    if spec.get("preemptionPolicy", told["preemptionPolicy"]) != told["preemptionPolicy"]:
        computed = f"{told['preemptionPolicy']} from the given PriorityClass name"
        return f"the string value of PreemptionPolicy ({spec['preemptionPolicy']}) {_NOT_IN_SPEC} {computed}"
    runtime = spec.get("runtimeClassName")
    if runtime is None:
        return ""
    found = cluster.get(Key(_RUNTIME, "", runtime))
    if found is None:
        return f'pod rejected: RuntimeClass "{runtime}" not found'
    overhead = found.get("overhead", {}).get("podFixed")
    return _OVERHEAD if overhead and spec.get("overhead", overhead) != overhead else _conflict(found, spec)


def _conflict(runtime: ApiObject, spec: Fields) -> str:
    chosen = spec.get("nodeSelector", {})
    for key, value in sorted(runtime.get("scheduling", {}).get("nodeSelector", {}).items()):
        if chosen.get(key, value) != value:
            told = f"runtimeClass.scheduling.nodeSelector[{key}] = {value}"
            return f"conflict: {told}; pod.spec.nodeSelector[{key}] = {chosen[key]}"
    return ""


def overhead_without_class(cluster: Cluster, spec: Fields) -> str:
    """Why a Pod that is good by itself may not say what running it costs."""
    found = cluster.get(Key(_RUNTIME, "", spec.get("runtimeClassName", "")))
    defined = (found or {}).get("overhead", {}).get("podFixed")
    return _NO_OVERHEAD if spec.get("overhead") and not defined else ""


def with_runtime(cluster: Cluster, spec: Fields) -> Fields:
    """The specification with what its runtime class adds."""
    found = cluster.get(Key(_RUNTIME, "", spec.get("runtimeClassName", "")))
    if found is None:
        return spec
    added, chosen = dict(spec), found.get("scheduling", {})
    if "podFixed" in found.get("overhead", {}):
        added["overhead"] = found["overhead"]["podFixed"]
    if chosen.get("nodeSelector"):
        added["nodeSelector"] = {**spec.get("nodeSelector", {}), **chosen["nodeSelector"]}
    held = spec.get("tolerations", [])
    more = [one for one in chosen.get("tolerations", ()) if one not in held]
    return {**added, "tolerations": [*held, *more]} if more else added
