"""Budgets and roles: pkg/apis/{policy,rbac}/validation."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.manifests import gosyntax
from k8sviz.sim.manifests.validation import amounts, metadata, names, selectors
from k8sviz.sim.manifests.validation.faults import Faults, Verbatim

_EVICTION = ("AlwaysAllow", "IfHealthyBudget")
# the order of the fields in the server's struct
_BUDGET = ("minAvailable", "selector", "maxUnavailable", "unhealthyPodEvictionPolicy")
_RBAC = "rbac.authorization.k8s.io"
_SUBJECTS = ("ServiceAccount", "User", "Group")

Fields = dict[str, Any]


def check_budget(faults: Faults, obj: Fields) -> None:
    """A PodDisruptionBudget."""
    metadata.check(faults, obj["metadata"], names.subdomain)
    spec = obj.get("spec", {})
    if "minAvailable" in spec and "maxUnavailable" in spec:
        shown = {field[0].upper() + field[1:]: spec.get(field) for field in _BUDGET}
        words = "minAvailable and maxUnavailable cannot be both set"
        faults.invalid("spec", Verbatim(gosyntax.struct(shown)), words)
    for field in ("minAvailable", "maxUnavailable"):
        if field in spec:
            amounts.int_or_percent(faults, spec[field], f"spec.{field}")
            amounts.at_most_all(faults, spec[field], f"spec.{field}")
    selectors.check(faults, spec.get("selector", {}), "spec.selector")
    policy = spec.get("unhealthyPodEvictionPolicy")
    if policy is not None and policy not in _EVICTION:
        faults.unsupported("spec.unhealthyPodEvictionPolicy", policy, _EVICTION)


def check_role(faults: Faults, obj: Fields) -> None:
    """A Role or a ClusterRole: what may be done to what."""
    metadata.check(faults, obj["metadata"], names.path_segment)
    for index, rule in enumerate(obj.get("rules", ())):
        path = f"rules[{index}]"
        if not rule.get("verbs"):
            faults.required(f"{path}.verbs", "verbs must contain at least one value")
        if rule.get("nonResourceURLs"):
            if obj["kind"] == "Role":
                words = "namespaced rules cannot apply to non-resource URLs"
                faults.invalid(f"{path}.nonResourceURLs", rule["nonResourceURLs"], words)
            if any(rule.get(field) for field in ("apiGroups", "resources", "resourceNames")):
                words = "rules cannot apply to both regular resources and non-resource URLs"
                faults.invalid(f"{path}.nonResourceURLs", rule["nonResourceURLs"], words)
            continue
        if not rule.get("apiGroups"):
            faults.required(f"{path}.apiGroups", "resource rules must supply at least one api group")
        if not rule.get("resources"):
            faults.required(f"{path}.resources", "resource rules must supply at least one resource")


def check_binding(faults: Faults, obj: Fields) -> None:
    """A RoleBinding or a ClusterRoleBinding after defaulting."""
    metadata.check(faults, obj["metadata"], names.path_segment)
    ref = obj.get("roleRef", {})
    if ref.get("apiGroup") != _RBAC:
        faults.unsupported("roleRef.apiGroup", ref.get("apiGroup", ""), (_RBAC,))
    kinds = ("ClusterRole",) if obj["kind"] == "ClusterRoleBinding" else ("Role", "ClusterRole")
    if ref.get("kind") not in kinds:
        faults.unsupported("roleRef.kind", ref.get("kind", ""), kinds)
    if ref.get("name"):
        faults.each("roleRef.name", ref["name"], names.path_segment(ref["name"]))
    else:
        faults.required("roleRef.name")
    for index, subject in enumerate(obj.get("subjects", ())):
        _subject(faults, subject, obj["kind"] == "RoleBinding", f"subjects[{index}]")


def _subject(faults: Faults, subject: Fields, namespaced: bool, path: str) -> None:
    kind, name, group = (subject.get(field, "") for field in ("kind", "name", "apiGroup"))
    if not name:
        faults.required(f"{path}.name")
    if kind not in _SUBJECTS:
        faults.unsupported(f"{path}.kind", kind, _SUBJECTS)
    elif kind == "ServiceAccount":
        faults.each(f"{path}.name", name, names.subdomain(name) if name else ())
        if group:
            faults.unsupported(f"{path}.apiGroup", group, ("",))
        if not namespaced and not subject.get("namespace"):
            faults.required(f"{path}.namespace")
    else:
        if not name:
            faults.invalid(f"{path}.name", name, f"{kind.lower()} name cannot be empty")
        if group != _RBAC:
            faults.unsupported(f"{path}.apiGroup", group, (_RBAC,))
