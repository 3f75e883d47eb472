"""Deployments, ReplicaSets, StatefulSets, DaemonSets: pkg/apis/apps/validation."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.manifests.validation import metadata, names, pod
from k8sviz.sim.manifests.validation.faults import Faults, Verbatim, show

_NOT_NEGATIVE = "must be greater than or equal to 0"
_OPERATORS = ("DoesNotExist", "Exists", "In", "NotIn")
_STRATEGIES = ("Recreate", "RollingUpdate")
_HUNDRED = 100
_EMPTY_FOR = {"StatefulSet": "statefulset", "DaemonSet": "daemonset"}

Fields = dict[str, Any]


def check_deployment(faults: Faults, obj: Fields) -> None:
    """A Deployment after defaulting."""
    metadata.check(faults, obj["metadata"], names.subdomain)
    spec = obj.get("spec", {})
    _replicas(faults, spec)
    if _selector(faults, spec, "deployment"):
        _template(faults, spec)
    _strategy(faults, spec.get("strategy", {}))
    for field in ("minReadySeconds", "revisionHistoryLimit"):
        if spec.get(field, 0) < 0:
            faults.invalid(f"spec.{field}", spec[field], _NOT_NEGATIVE)
    deadline = spec.get("progressDeadlineSeconds", 0)
    if deadline <= spec.get("minReadySeconds", 0):
        faults.invalid("spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds")


def check_set(faults: Faults, obj: Fields) -> None:
    """A ReplicaSet, StatefulSet or DaemonSet after defaulting."""
    metadata.check(faults, obj["metadata"], names.subdomain)
    spec = obj.get("spec", {})
    _replicas(faults, spec)
    if _selector(faults, spec, _EMPTY_FOR.get(obj["kind"], "deployment")):
        _template(faults, spec)


def selects(selector: Fields, labels: dict[str, str]) -> bool:
    """Whether a LabelSelector matches; an empty one matches everything."""
    pairs = selector.get("matchLabels", {})
    if any(labels.get(key) != value for key, value in pairs.items()):
        return False
    return all(_requirement(one, labels) for one in selector.get("matchExpressions", ()))


def _requirement(rule: Fields, labels: dict[str, str]) -> bool:
    value = labels.get(rule.get("key", ""))
    match rule.get("operator"):
        case "In":
            return value in rule.get("values", ())
        case "NotIn":
            return value not in rule.get("values", ())
        case "Exists":
            return value is not None
    return value is None


def _replicas(faults: Faults, spec: Fields) -> None:
    if spec.get("replicas", 0) < 0:
        faults.invalid("spec.replicas", spec["replicas"], _NOT_NEGATIVE)


def _selector(faults: Faults, spec: Fields, workload: str) -> bool:
    """Whether the selector can be compared with the template's labels."""
    selector = spec.get("selector")
    if selector is None:
        faults.required("spec.selector")
        return True
    before = len(faults.found)
    metadata.labels(faults, selector.get("matchLabels", {}), "spec.selector.matchLabels")
    for index, rule in enumerate(selector.get("matchExpressions", ())):
        _expression(faults, rule, f"spec.selector.matchExpressions[{index}]")
    if len(faults.found) != before:
        faults.invalid("spec.selector", selector, "invalid label selector")
        return False
    if not selector.get("matchLabels") and not selector.get("matchExpressions"):
        faults.invalid("spec.selector", selector, f"empty selector is invalid for {workload}")
    return True


def _expression(faults: Faults, rule: Fields, path: str) -> None:
    operator, values = rule.get("operator", ""), rule.get("values", [])
    if operator in ("In", "NotIn") and not values:
        faults.required(f"{path}.values", "must be specified when `operator` is 'In' or 'NotIn'")
    elif operator in ("Exists", "DoesNotExist") and values:
        faults.forbidden(
            f"{path}.values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
        )
    elif operator not in _OPERATORS:
        faults.invalid(f"{path}.operator", operator, "not a valid selector operator")
    faults.each(f"{path}.key", rule.get("key", ""), names.qualified(rule.get("key", "")))


def _template(faults: Faults, spec: Fields) -> None:
    template = spec.get("template", {})
    meta = template.get("metadata", {})
    labels, selector = meta.get("labels"), spec.get("selector")
    if selector is None or not selects(selector, labels or {}):
        words = "`selector` does not match template `labels`"
        faults.invalid("spec.template.metadata.labels", labels, words)
    metadata.labels(faults, labels or {}, "spec.template.labels")
    metadata.annotations(faults, meta.get("annotations", {}), "spec.template.annotations")
    claims = [claim.get("metadata", {}).get("name", "") for claim in spec.get("volumeClaimTemplates", ())]
    pod.pod_spec(faults, template.get("spec", {}), "spec.template.spec", claims)
    policy = template.get("spec", {}).get("restartPolicy")
    if policy != "Always":
        faults.unsupported("spec.template.spec.restartPolicy", policy, ("Always",))


def _strategy(faults: Faults, strategy: Fields) -> None:
    kind, rolling = strategy.get("type"), strategy.get("rollingUpdate")
    if kind == "Recreate":
        if rolling is not None:
            words = "may not be specified when strategy `type` is 'Recreate'"
            faults.forbidden("spec.strategy.rollingUpdate", words)
    elif kind == "RollingUpdate":
        _rolling(faults, rolling or {})
    else:
        # The internal type has no JSON names: the message shows Go's, in Go's order.
        shown = f'{{"Type":{show(kind)},"RollingUpdate":{show(rolling)}}}'
        faults.unsupported("spec.strategy", Verbatim(shown), _STRATEGIES)


def _rolling(faults: Faults, rolling: Fields) -> None:
    for field in ("maxUnavailable", "maxSurge"):
        _int_or_percent(faults, rolling.get(field, 0), f"spec.strategy.rollingUpdate.{field}")
    unavailable = rolling.get("maxUnavailable", 0)
    if _is_zero(unavailable) and _is_zero(rolling.get("maxSurge", 0)):
        words = "may not be 0 when `maxSurge` is 0"
        faults.invalid("spec.strategy.rollingUpdate.maxUnavailable", unavailable, words)
    if isinstance(unavailable, str) and unavailable[:-1].isdigit() and int(unavailable[:-1]) > _HUNDRED:
        faults.invalid(
            "spec.strategy.rollingUpdate.maxUnavailable", unavailable, "must not be greater than 100%"
        )


def _is_zero(value: int | str) -> bool:
    return value in (0, "0%")


def _int_or_percent(faults: Faults, value: int | str, path: str) -> None:
    if isinstance(value, int):
        if value < 0:
            faults.invalid(path, value, _NOT_NEGATIVE)
    elif not (value.endswith("%") and value[:-1].isdigit()):
        words = "a valid percent string must be a numeric string followed by an ending '%' "
        faults.invalid(path, value, words + "(e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')")
