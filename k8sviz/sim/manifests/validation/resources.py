"""What a container asks for and is allowed: validateResourceRequirements."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.manifests import quantity
from k8sviz.sim.manifests.validation import names
from k8sviz.sim.manifests.validation.amounts import NOT_NEGATIVE
from k8sviz.sim.manifests.validation.faults import Faults

Fields = dict[str, Any]

_OF_CONTAINERS = ("cpu", "ephemeral-storage", "memory")
_STANDARD = (  # pkg/apis/core/helper IsStandardResourceName
    *_OF_CONTAINERS, "configmaps", "count/", "limits.cpu", "limits.ephemeral-storage", "limits.memory",
    "persistentvolumeclaims", "pods", "replicationcontrollers", "requests.cpu", "requests.ephemeral-storage",
    "requests.memory", "requests.storage", "resourcequotas", "secrets", "services", "services.loadbalancers",
    "services.nodeports", "storage",
)  # fmt: skip
_WHOLE = ("persistentvolumeclaims", "pods", "replicationcontrollers", "resourcequotas", "secrets", "services")
_HUGE = "hugepages-"
_NATIVE = "kubernetes.io/"


def check(faults: Faults, given: Fields, path: str) -> None:
    """limits and requests, in the order of their names."""
    limits = given.get("limits", {})
    for name, amount in sorted(limits.items()):
        _amount(faults, name, amount, f"{path}.limits[{name}]")
    for name, amount in sorted(given.get("requests", {}).items()):
        _amount(faults, name, amount, f"{path}.requests[{name}]")
        _within(faults, name, amount, limits, path)
    both = {**limits, **given.get("requests", {})}
    if any(name.startswith(_HUGE) for name in both) and not both.keys() & {"cpu", "memory"}:
        faults.forbidden(path, "HugePages require cpu or memory")


def _amount(faults: Faults, name: str, amount: str, path: str) -> None:
    _name(faults, name, path)
    not_negative(faults, amount, path)
    value = quantity.parse(amount)
    whole = name in _WHOLE or ("/" in name and not _may_exceed(name))
    if whole and value is not None and value.denominator != 1:
        faults.invalid(path, amount, "must be an integer")


def not_negative(faults: Faults, amount: str, path: str) -> None:
    """A quantity of 0 or more."""
    value = quantity.parse(amount)
    if value is not None and value < 0:
        faults.invalid(path, quantity.canonical(amount), NOT_NEGATIVE)


def _name(faults: Faults, name: str, path: str) -> None:
    """cpu, memory, or a name with a domain."""
    if not standard_name(faults, name, path):
        return
    if "/" not in name:
        if name not in _OF_CONTAINERS and not name.startswith(_HUGE):
            faults.invalid(path, name, "must be a standard resource for containers")
    elif _NATIVE not in name and (name.startswith("requests.") or names.qualified(f"requests.{name}")):
        faults.invalid(path, name, "doesn't follow extended resource name standard")


def standard_name(faults: Faults, name: str, path: str) -> bool:
    """A name that Kubernetes knows, or one with a domain; whether it can be one at all."""
    problems = names.qualified(name)
    faults.each(path, name, problems)
    if problems:
        return False
    known = "/" in name or name in _STANDARD or name.startswith(_HUGE)
    if not known:
        faults.invalid(path, name, "must be a standard resource type or fully qualified")
    return True


def _may_exceed(name: str) -> bool:
    """Whether more may be promised than there is."""
    return ("/" not in name or _NATIVE in name) and not name.startswith(_HUGE)


def _within(faults: Faults, name: str, amount: str, limits: Fields, path: str) -> None:
    asked, allowed = quantity.parse(amount), quantity.parse(limits.get(name, ""))
    if name not in limits:
        if not _may_exceed(name):
            faults.required(f"{path}.limits", "Limit must be set for non overcommitable resources")
    elif asked is not None and allowed is not None:
        told = f"{name} limit of {quantity.canonical(limits[name])}"
        if asked != allowed and not _may_exceed(name):
            faults.invalid(f"{path}.requests", quantity.canonical(amount), f"must be equal to {told}")
        elif asked > allowed:
            words = f"must be less than or equal to {told}"
            faults.invalid(f"{path}.requests", quantity.canonical(amount), words)
