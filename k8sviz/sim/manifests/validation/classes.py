"""Classes of Pods and volumes, and Leases: pkg/apis/{scheduling,node,storage,coordination}/validation."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.manifests.validation import metadata, names, resources, scheduling
from k8sviz.sim.manifests.validation.amounts import NOT_NEGATIVE
from k8sviz.sim.manifests.validation.faults import Faults

SYSTEM_PRIORITIES = {"system-node-critical": 2_000_001_000, "system-cluster-critical": 2_000_000_000}
_SYSTEM, _HIGHEST = "system-", 1_000_000_000
_RESERVED = f"priority class names with '{_SYSTEM}' prefix are reserved for system use only. error:"
_PREEMPTION = ("PreemptLowerPriority", "Never")
_RECLAIM, _BINDING = ("Delete", "Retain"), ("Immediate", "WaitForFirstConsumer")
_STRATEGIES = ("OldestEmulationVersion",)

Fields = dict[str, Any]


def check_priority_class(faults: Faults, obj: Fields) -> None:
    """A PriorityClass: the high values and the names with system- are the cluster's own."""
    metadata.check(faults, obj["metadata"], names.subdomain)
    name, value = obj["metadata"].get("name", ""), obj.get("value", 0)
    if name.startswith(_SYSTEM):
        if problem := _of_the_system(name, value, bool(obj.get("globalDefault"))):
            faults.forbidden("metadata.name", f"{_RESERVED} {problem}")
    elif value > _HIGHEST:
        faults.forbidden("value", f"maximum allowed value of a user defined priority is {_HIGHEST}")
    if obj.get("preemptionPolicy") not in (None, *_PREEMPTION):
        faults.unsupported("preemptionPolicy", obj["preemptionPolicy"], _PREEMPTION)


def _of_the_system(name: str, value: int, is_default: bool) -> str:
    if name not in SYSTEM_PRIORITIES:
        return f"{name} is not a known system priority class"
    if value != SYSTEM_PRIORITIES[name]:
        return f"value of {name} PriorityClass must be {SYSTEM_PRIORITIES[name]}"
    return f"globalDefault of {name} PriorityClass must be false" if is_default else ""


def check_runtime_class(faults: Faults, obj: Fields) -> None:
    """A RuntimeClass."""
    metadata.check(faults, obj["metadata"], names.subdomain)
    handler = obj.get("handler", "")
    faults.each("handler", handler, names.label(handler))
    if "podFixed" in obj.get("overhead", {}):
        resources.check(faults, {"limits": obj["overhead"]["podFixed"]}, "overhead")
    chosen = obj.get("scheduling", {})
    metadata.labels(faults, chosen.get("nodeSelector", {}), "scheduling.nodeSelector")
    scheduling.tolerations(faults, chosen.get("tolerations", []), "scheduling.tolerations")


def check_storage_class(faults: Faults, obj: Fields) -> None:
    """A StorageClass after defaulting."""
    metadata.check(faults, obj["metadata"], names.subdomain)
    provisioner = obj.get("provisioner", "")
    if provisioner:
        faults.each("provisioner", provisioner, names.qualified(provisioner.lower()))
    else:
        faults.required("provisioner")
    if "" in obj.get("parameters", {}):
        faults.invalid("parameters", "", "field can not be empty.")
    if obj.get("reclaimPolicy") not in _RECLAIM:
        faults.unsupported("reclaimPolicy", obj.get("reclaimPolicy", ""), _RECLAIM)
    if obj.get("volumeBindingMode") not in _BINDING:
        faults.unsupported("volumeBindingMode", obj.get("volumeBindingMode", ""), _BINDING)


def check_lease(faults: Faults, obj: Fields) -> None:
    """A Lease."""
    metadata.check(faults, obj["metadata"], names.subdomain)
    spec = obj.get("spec", {})
    if spec.get("leaseDurationSeconds", 1) <= 0:
        faults.invalid("spec.leaseDurationSeconds", spec["leaseDurationSeconds"], "must be greater than 0")
    if spec.get("leaseTransitions", 0) < 0:
        faults.invalid("spec.leaseTransitions", spec["leaseTransitions"], NOT_NEGATIVE)
    strategy = spec.get("strategy")
    if strategy is not None and "/" in strategy:
        faults.each("spec.strategy.strategy", strategy, names.qualified(strategy))  # the server writes it so
    elif strategy is not None and strategy not in _STRATEGIES:
        faults.unsupported("spec.strategy.strategy", strategy, _STRATEGIES)
    if spec.get("preferredHolder") and not strategy:
        faults.forbidden("spec.preferredHolder", "may only be specified if `strategy` is defined")
