"""What a container asks for and is allowed: validateResourceRequirements."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from k8sviz.sim.manifests import quantity
from k8sviz.sim.manifests.validation import names
from k8sviz.sim.manifests.validation.amounts import NOT_NEGATIVE
from k8sviz.sim.manifests.validation.faults import Faults

Fields = dict[str, Any]
NameCheck = Callable[[Faults, str, str], object]

_OF_CONTAINERS = ("cpu", "ephemeral-storage", "memory")
_STANDARD = (  # pkg/apis/core/helper IsStandardResourceName
    *_OF_CONTAINERS, "configmaps", "count/", "limits.cpu", "limits.ephemeral-storage", "limits.memory",
    "persistentvolumeclaims", "pods", "replicationcontrollers", "requests.cpu", "requests.ephemeral-storage",
    "requests.memory", "requests.storage", "resourcequotas", "secrets", "services", "services.loadbalancers",
    "services.nodeports", "storage",
)  # fmt: skip
_WHOLE = (
    "configmaps", "persistentvolumeclaims", "pods", "replicationcontrollers", "resourcequotas", "secrets",
    "services", "services.loadbalancers", "services.nodeports",
)  # fmt: skip
_HUGE = "hugepages-"
_NATIVE = "kubernetes.io/"


def check(faults: Faults, given: Fields, path: str, name_check: NameCheck | None = None) -> None:
    """limits and requests, in the order of their names."""
    limits, name_check = given.get("limits", {}), name_check or container_name
    for name, much in sorted(limits.items()):
        name_check(faults, name, f"{path}.limits[{name}]")
        amount(faults, name, much, f"{path}.limits[{name}]")
    for name, much in sorted(given.get("requests", {}).items()):
        name_check(faults, name, f"{path}.requests[{name}]")
        amount(faults, name, much, f"{path}.requests[{name}]")
        _within(faults, name, much, limits, path)
    both = {**limits, **given.get("requests", {})}
    if any(name.startswith(_HUGE) for name in both) and not both.keys() & {"cpu", "memory"}:
        faults.forbidden(path, "HugePages require cpu or memory")


def amount(faults: Faults, name: str, given: str, path: str) -> None:
    """How much of a resource: not less than nothing, and nothing broken of what is counted."""
    not_negative(faults, given, path)
    value = quantity.parse(given)
    whole = name in _WHOLE or _is_extended(name)
    if whole and value is not None and value.denominator != 1:
        faults.invalid(path, given, "must be an integer")


def _is_extended(name: str) -> bool:
    """A resource of somebody's own, of which a quota may speak as well."""
    return "/" in name and _NATIVE not in name and not name.startswith(("requests.", "count/"))


def not_negative(faults: Faults, amount: str, path: str) -> None:
    """A quantity of 0 or more."""
    value = quantity.parse(amount)
    if value is not None and value < 0:
        faults.invalid(path, quantity.canonical(amount), NOT_NEGATIVE)


def container_name(faults: Faults, name: str, path: str) -> None:
    """cpu, memory, or a name with a domain."""
    if not standard_name(faults, name, path):
        return
    if "/" not in name:
        if name not in _OF_CONTAINERS and not name.startswith(_HUGE):
            faults.invalid(path, name, "must be a standard resource for containers")
    elif _NATIVE not in name and (name.startswith("requests.") or names.qualified(f"requests.{name}")):
        faults.invalid(path, name, "doesn't follow extended resource name standard")


def pod_name(faults: Faults, name: str, path: str) -> None:
    """What can be said of a Pod as a whole."""
    before = len(faults.found)
    standard_name(faults, name, path)
    known = name in ("cpu", "memory") or name.startswith(_HUGE)
    if not known and len(faults.found) == before:
        faults.unsupported(path, name, ("cpu", _HUGE, "memory"))


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


def may_exceed(name: str) -> bool:
    """Whether more may be promised than there is."""
    return ("/" not in name or _NATIVE in name) and not name.startswith(_HUGE)


def _within(faults: Faults, name: str, amount: str, limits: Fields, path: str) -> None:
    asked, allowed = quantity.parse(amount), quantity.parse(limits.get(name, ""))
    if name not in limits:
        if not may_exceed(name):
            faults.required(f"{path}.limits", "Limit must be set for non overcommitable resources")
    elif asked is not None and allowed is not None:
        told = f"{name} limit of {quantity.canonical(limits[name])}"
        if asked != allowed and not may_exceed(name):
            faults.invalid(f"{path}.requests", quantity.canonical(amount), f"must be equal to {told}")
        elif asked > allowed:
            words = f"must be less than or equal to {told}"
            faults.invalid(f"{path}.requests", quantity.canonical(amount), words)
