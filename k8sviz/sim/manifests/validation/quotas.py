"""ResourceQuotas: pkg/apis/core/validation ValidateResourceQuota."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.manifests.validation import metadata, names, resources
from k8sviz.sim.manifests.validation.faults import Faults

_COMPUTE = ("cpu", "memory", "limits.cpu", "limits.memory", "requests.cpu", "requests.memory")
_STANDARD = (  # helper.standardQuotaResources
    *_COMPUTE, "configmaps", "ephemeral-storage", "limits.ephemeral-storage", "persistentvolumeclaims",
    "pods", "replicationcontrollers", "requests.ephemeral-storage", "requests.storage", "resourcequotas",
    "secrets", "services", "services.loadbalancers", "services.nodeports",
)  # fmt: skip
_HUGE = ("hugepages-", "requests.hugepages-")
_OF_PODS = ("BestEffort", "CrossNamespacePodAffinity", "NotBestEffort", "NotTerminating", "Terminating")
_SCOPES = (*_OF_PODS, "PriorityClass", "VolumeAttributesClass")
_PAIRS = (("BestEffort", "NotBestEffort"), ("Terminating", "NotTerminating"))
_NOT_VALID, _CONFLICT = "unsupported scope applied to resource", "conflicting scopes"
_ONLY_EXISTS = (
    "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, "
    "ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or "
    "ResourceQuotaScopeCrossNamespacePodAffinity"
)

Fields = dict[str, Any]


def check(faults: Faults, obj: Fields) -> None:
    """What may be there at most, and of which Pods that is said."""
    metadata.check(faults, obj["metadata"], names.subdomain)
    spec = obj.get("spec", {})
    hard = spec.get("hard", {})
    for name, amount in sorted(hard.items()):
        _name(faults, name, f"spec.hard[{name}]")
        resources.amount(faults, name, amount, f"spec.hard[{name}]")
    scopes = spec.get("scopes", [])
    for scope in scopes:
        if scope not in _SCOPES:
            faults.invalid("spec.scopes", scopes, "unsupported scope")
        for _ in _misapplied(scope, hard):
            faults.invalid("spec.scopes", scopes, _NOT_VALID)
    _conflicts(faults, scopes, scopes, "spec.scopes")
    if "scopeSelector" in spec:
        _selector(faults, spec["scopeSelector"].get("matchExpressions", []), spec)


def _name(faults: Faults, name: str, path: str) -> None:
    resources.standard_name(faults, name, path)
    if "/" not in name and name not in _STANDARD and not name.startswith(_HUGE):
        faults.invalid(path, name, "must be a standard resource for quota")


def _misapplied(scope: str, hard: Fields) -> list[str]:
    """The resources of which such a scope cannot be said."""
    fit = {"BestEffort": ("pods",), "VolumeAttributesClass": ("persistentvolumeclaims", "requests.storage")}
    fitting = fit.get(scope, ("pods", *_COMPUTE)) if scope in _SCOPES else _STANDARD
    return [name for name in sorted(hard) if name in _STANDARD and name not in fitting]


def _conflicts(faults: Faults, scopes: list[str], shown: list[str], path: str) -> None:
    for pair in _PAIRS:
        if all(scope in scopes for scope in pair):
            faults.invalid(path, shown or None, _CONFLICT)


def _selector(faults: Faults, rules: list[Fields], spec: Fields) -> None:
    path = "spec.scopeSelector.matchExpressions"
    for rule in rules:
        scope, word, values = (rule.get(field) for field in ("scopeName", "operator", "values"))
        if scope not in _SCOPES:
            faults.invalid(f"{path}.scopeName", scope or "", "unsupported scope")
        for _ in _misapplied(scope or "", spec.get("hard", {})):
            faults.invalid(path, spec["scopeSelector"], _NOT_VALID)
        if scope in _OF_PODS and word != "Exists":
            faults.invalid(f"{path}.operator", word or "", _ONLY_EXISTS)
        if word in ("In", "NotIn"):
            if not values:
                words = "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector"
                faults.required(f"{path}.values", words)
        elif word in ("Exists", "DoesNotExist"):
            if values:
                words = "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector"
                faults.invalid(f"{path}.values", values, words)
        else:
            faults.invalid(f"{path}.operator", word or "", "not a valid selector operator")
    _conflicts(faults, [rule.get("scopeName", "") for rule in rules], spec.get("scopes", []), path)
