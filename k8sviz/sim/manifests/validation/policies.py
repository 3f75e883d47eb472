"""Budgets, autoscalers and roles: pkg/apis/{policy,autoscaling,rbac}/validation."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.manifests.validation import amounts, metadata, names, selectors
from k8sviz.sim.manifests.validation.faults import Faults

_EVICTION = ("AlwaysAllow", "IfHealthyBudget")
_RBAC = "rbac.authorization.k8s.io"
_METRICS = ("ContainerResource", "External", "Object", "Pods", "Resource")
_SUBJECTS = ("Group", "ServiceAccount", "User")

Fields = dict[str, Any]


def check_budget(faults: Faults, obj: Fields) -> None:
    """A PodDisruptionBudget."""
    metadata.check(faults, obj["metadata"], names.subdomain)
    spec = obj.get("spec", {})
    if "minAvailable" in spec and "maxUnavailable" in spec:
        faults.invalid("spec", spec, "minAvailable and maxUnavailable cannot be both set")
    for field in ("minAvailable", "maxUnavailable"):
        if field in spec:
            amounts.int_or_percent(faults, spec[field], f"spec.{field}")
            amounts.at_most_all(faults, spec[field], f"spec.{field}")
    selectors.check(faults, spec.get("selector", {}), "spec.selector")
    policy = spec.get("unhealthyPodEvictionPolicy")
    if policy is not None and policy not in _EVICTION:
        faults.unsupported("spec.unhealthyPodEvictionPolicy", policy, _EVICTION)


def check_autoscaler(faults: Faults, obj: Fields) -> None:
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
    target = spec.get("scaleTargetRef", {})
    for field in ("kind", "name"):
        if not target.get(field):
            faults.required(f"spec.scaleTargetRef.{field}")
    for index, metric in enumerate(spec.get("metrics", ())):
        _metric(faults, metric, f"spec.metrics[{index}]")


def _metric(faults: Faults, metric: Fields, path: str) -> None:
    kind = metric.get("type", "")
    if not kind:
        faults.required(f"{path}.type", "must specify a metric source type")
        return
    if kind not in _METRICS:
        faults.unsupported(f"{path}.type", kind, _METRICS)
        return
    field = kind[:1].lower() + kind[1:]
    if field not in metric:
        faults.required(f"{path}.{field}", "must populate information for the given metric source")
        return
    source = metric[field]
    if field in ("resource", "containerResource") and not source.get("name"):
        faults.required(f"{path}.{field}.name", "must specify a resource name")
    target = source.get("target", {})
    if not target.get("type"):
        faults.required(f"{path}.{field}.target.type", "must specify a metric target type")
    use = target.get("averageUtilization")
    if use is not None and use < 1:
        faults.invalid(f"{path}.{field}.target.averageUtilization", use, "must be greater than 0")
    if field == "resource" and use is None and "averageValue" not in target:
        words = "must set either a target raw value or a target utilization"
        faults.required(f"{path}.{field}.target.averageUtilization", words)


def check_role(faults: Faults, obj: Fields) -> None:
    """A Role or a ClusterRole: what may be done to what."""
    metadata.check(faults, obj["metadata"], lambda _: [])
    for index, rule in enumerate(obj.get("rules", ())):
        path = f"rules[{index}]"
        if not rule.get("verbs"):
            faults.required(f"{path}.verbs", "verbs must contain at least one value")
        if rule.get("nonResourceURLs"):
            if obj["kind"] == "Role":
                words = "namespaced rules cannot apply to non-resource URLs"
                faults.invalid(f"{path}.nonResourceURLs", rule["nonResourceURLs"], words)
            continue
        if not rule.get("apiGroups"):
            faults.required(f"{path}.apiGroups", "resource rules must supply at least one api group")
        if not rule.get("resources"):
            faults.required(f"{path}.resources", "resource rules must supply at least one resource")


def check_binding(faults: Faults, obj: Fields) -> None:
    """A RoleBinding or a ClusterRoleBinding after defaulting."""
    metadata.check(faults, obj["metadata"], lambda _: [])
    ref = obj.get("roleRef", {})
    if ref.get("apiGroup") != _RBAC:
        faults.unsupported("roleRef.apiGroup", ref.get("apiGroup", ""), (_RBAC,))
    kinds = ("ClusterRole",) if obj["kind"] == "ClusterRoleBinding" else ("ClusterRole", "Role")
    if ref.get("kind") not in kinds:
        faults.unsupported("roleRef.kind", ref.get("kind", ""), kinds)
    if not ref.get("name"):
        faults.required("roleRef.name")
    for index, subject in enumerate(obj.get("subjects", ())):
        path = f"subjects[{index}]"
        if not subject.get("name"):
            faults.required(f"{path}.name")
        kind = subject.get("kind", "")
        if kind not in _SUBJECTS:
            faults.unsupported(f"{path}.kind", kind, _SUBJECTS)
        elif kind == "ServiceAccount" and obj["kind"] != "RoleBinding" and not subject.get("namespace"):
            faults.required(f"{path}.namespace")
