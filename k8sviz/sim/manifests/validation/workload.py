"""Deployments, ReplicaSets, StatefulSets, DaemonSets: pkg/apis/apps/validation."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.manifests.validation import amounts, metadata, names, pod, selectors
from k8sviz.sim.manifests.validation.faults import Faults, Verbatim, show

_NOT_NEGATIVE = "must be greater than or equal to 0"
_STRATEGIES = ("Recreate", "RollingUpdate")

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


def check_replica_set(faults: Faults, obj: Fields) -> None:
    """A ReplicaSet after defaulting."""
    _check_set(faults, obj, "deployment")


def check_stateful_set(faults: Faults, obj: Fields) -> None:
    """A StatefulSet after defaulting."""
    spec = obj.get("spec", {})
    policy, strategy = spec.get("podManagementPolicy"), spec.get("updateStrategy", {})
    if not policy:
        faults.required("spec.podManagementPolicy")
    elif policy not in ("OrderedReady", "Parallel"):
        faults.invalid("spec.podManagementPolicy", policy, "must be 'OrderedReady' or 'Parallel'")
    kind, rolling = strategy.get("type"), strategy.get("rollingUpdate")
    if not kind:
        faults.required("spec.updateStrategy.type")
    elif kind not in ("RollingUpdate", "OnDelete"):
        shown = f'{{"Type":{show(kind)},"RollingUpdate":{show(rolling)}}}'
        faults.invalid("spec.updateStrategy", Verbatim(shown), "must be 'RollingUpdate' or 'OnDelete'")
    elif kind == "RollingUpdate" and (rolling or {}).get("partition", 0) < 0:
        faults.invalid("spec.updateStrategy.rollingUpdate.partition", rolling["partition"], _NOT_NEGATIVE)
    _check_set(faults, obj, "statefulset")
    if "activeDeadlineSeconds" in spec.get("template", {}).get("spec", {}):
        path = "spec.template.spec.activeDeadlineSeconds"
        faults.forbidden(path, "activeDeadlineSeconds in StatefulSet is not Supported")


def check_daemon_set(faults: Faults, obj: Fields) -> None:
    """A DaemonSet after defaulting."""
    _check_set(faults, obj, "daemonset")
    strategy = obj.get("spec", {}).get("updateStrategy", {})
    kind, rolling = strategy.get("type"), strategy.get("rollingUpdate") or {}
    if kind not in ("RollingUpdate", "OnDelete"):
        faults.unsupported("spec.updateStrategy", kind, ("OnDelete", "RollingUpdate"))
    elif kind == "RollingUpdate":
        path = "spec.updateStrategy.rollingUpdate"
        unavailable, surge = rolling.get("maxUnavailable", 1), rolling.get("maxSurge", 0)
        amounts.int_or_percent(faults, unavailable, f"{path}.maxUnavailable")
        amounts.int_or_percent(faults, surge, f"{path}.maxSurge")
        if amounts.is_zero(unavailable) and amounts.is_zero(surge):
            faults.required(f"{path}.maxUnavailable", "cannot be 0 when maxSurge is 0")
        elif not amounts.is_zero(unavailable) and not amounts.is_zero(surge):
            faults.invalid(f"{path}.maxSurge", surge, "may not be set when maxUnavailable is non-zero")


def _check_set(faults: Faults, obj: Fields, workload: str) -> None:
    metadata.check(faults, obj["metadata"], names.subdomain)
    spec = obj.get("spec", {})
    for field in ("replicas", "minReadySeconds", "revisionHistoryLimit"):
        if (spec.get(field) or 0) < 0:
            faults.invalid(f"spec.{field}", spec[field], _NOT_NEGATIVE)
    if _selector(faults, spec, workload):
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
    selectors.check(faults, selector, "spec.selector")
    if len(faults.found) != before:
        faults.invalid("spec.selector", selector, "invalid label selector")
        return False
    if not selector.get("matchLabels") and not selector.get("matchExpressions"):
        faults.invalid("spec.selector", selector, f"empty selector is invalid for {workload}")
    return True


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
    path = "spec.strategy.rollingUpdate"
    for field in ("maxUnavailable", "maxSurge"):
        amounts.int_or_percent(faults, rolling.get(field, 0), f"{path}.{field}")
    unavailable = rolling.get("maxUnavailable", 0)
    if amounts.is_zero(unavailable) and amounts.is_zero(rolling.get("maxSurge", 0)):
        words = "may not be 0 when `maxSurge` is 0"
        faults.invalid(f"{path}.maxUnavailable", unavailable, words)
    amounts.at_most_all(faults, unavailable, f"{path}.maxUnavailable")
