"""Deployments, ReplicaSets, StatefulSets, DaemonSets: pkg/apis/apps/validation."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.manifests.validation import amounts, kept, metadata, names, pod, selectors
from k8sviz.sim.manifests.validation.amounts import NOT_NEGATIVE
from k8sviz.sim.manifests.validation.faults import Faults, Verbatim, show

_STRATEGIES = ("Recreate", "RollingUpdate")
_OF_DAEMONS = ("RollingUpdate", "OnDelete")
_RETENTIONS = ("Retain", "Delete")
_MISMATCH = "`selector` does not match template `labels`"

Fields = dict[str, Any]


def check_deployment(faults: Faults, obj: Fields) -> None:
    """A Deployment after defaulting."""
    metadata.check(faults, obj["metadata"], names.subdomain)
    spec = obj.get("spec", {})
    _not_negative(faults, spec, "replicas")
    if _selector(faults, spec, "deployment"):
        _template(faults, spec, "ReplicaSet")
    _strategy(faults, spec.get("strategy", {}))
    _not_negative(faults, spec, "minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds")
    deadline = spec.get("progressDeadlineSeconds", 0)
    if deadline <= spec.get("minReadySeconds", 0):
        faults.invalid("spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds")


def check_replica_set(faults: Faults, obj: Fields) -> None:
    """A ReplicaSet after defaulting."""
    metadata.check(faults, obj["metadata"], names.subdomain)
    spec = obj.get("spec", {})
    _not_negative(faults, spec, "replicas", "minReadySeconds")
    if _selector(faults, spec, "deployment"):  # the API server says so of ReplicaSets, too
        _template(faults, spec, "ReplicaSet")


def check_replication_controller(faults: Faults, obj: Fields) -> None:
    """A ReplicationController, whose selector is a plain map."""
    metadata.check(faults, obj["metadata"], names.subdomain)
    spec = obj.get("spec", {})
    selector, template = spec.get("selector", {}), spec.get("template", {})
    _not_negative(faults, spec, "minReadySeconds")
    if not selector:
        faults.required("spec.selector")
    _not_negative(faults, spec, "replicas")
    labels = template.get("metadata", {}).get("labels")
    if any((labels or {}).get(key) != value for key, value in selector.items()):
        faults.invalid("spec.template.metadata.labels", labels, _MISMATCH)
    pod.template(faults, template, "spec.template")
    _only_always(faults, template, "ReplicationController")


def check_stateful_set(faults: Faults, obj: Fields) -> None:
    """A StatefulSet after defaulting."""
    metadata.check(faults, obj["metadata"], names.label)
    spec = obj.get("spec", {})
    policy = spec.get("podManagementPolicy")
    if not policy:
        faults.required("spec.podManagementPolicy")
    elif policy not in ("OrderedReady", "Parallel"):
        faults.invalid("spec.podManagementPolicy", policy, "must be 'OrderedReady' or 'Parallel'")
    _stateful_strategy(faults, spec.get("updateStrategy", {}))
    retention = spec.get("persistentVolumeClaimRetentionPolicy", {})
    for field in ("whenDeleted", "whenScaled"):
        if retention.get(field, "Retain") not in _RETENTIONS:
            path = f"spec.persistentVolumeClaimRetentionPolicy.{field}"
            faults.unsupported(path, retention[field], _RETENTIONS)
    _not_negative(faults, spec, "replicas", "minReadySeconds")
    if spec.get("ordinals", {}).get("start", 0) < 0:
        faults.invalid("spec.ordinals.start", spec["ordinals"]["start"], NOT_NEGATIVE)
    if _selector(faults, spec, "statefulset"):
        _template(faults, spec, "StatefulSet")
    if spec.get("serviceName"):
        faults.each("spec.serviceName", spec["serviceName"], names.label(spec["serviceName"]))
    for index, claim in enumerate(spec.get("volumeClaimTemplates", ())):
        kept.claim_spec(faults, claim.get("spec", {}), f"spec.volumeClaimTemplates[{index}].spec")


def _stateful_strategy(faults: Faults, strategy: Fields) -> None:
    kind, rolling = strategy.get("type"), strategy.get("rollingUpdate")
    path = "spec.updateStrategy"
    if not kind:
        faults.required(path)
    elif kind == "OnDelete":
        if rolling is not None:
            words = "only allowed for updateStrategy 'RollingUpdate'"
            faults.invalid(f"{path}.rollingUpdate", _go_rolling(rolling), words)
    elif kind == "RollingUpdate":
        _stateful_rolling(faults, rolling or {}, f"{path}.rollingUpdate")
    else:
        shown = f'{{"Type":{show(kind)},"RollingUpdate":{_go_rolling(rolling)}}}'
        faults.invalid(path, Verbatim(shown), "must be 'RollingUpdate' or 'OnDelete'")


def _go_rolling(rolling: Fields | None) -> Verbatim:
    if rolling is None:
        return Verbatim("null")
    most = show(rolling.get("maxUnavailable"))
    return Verbatim(f'{{"Partition":{rolling.get("partition", 0)},"MaxUnavailable":{most}}}')


def _stateful_rolling(faults: Faults, rolling: Fields, path: str) -> None:
    if rolling.get("partition", 0) < 0:
        faults.invalid(f"{path}.partition", rolling["partition"], NOT_NEGATIVE)
    most = rolling.get("maxUnavailable")
    if most is None:
        return
    amounts.int_or_percent(faults, most, f"{path}.maxUnavailable")
    if amounts.is_zero(most):
        faults.invalid(f"{path}.maxUnavailable", most, "cannot be 0")
    amounts.at_most_all(faults, most, f"{path}.maxUnavailable")


def check_daemon_set(faults: Faults, obj: Fields) -> None:
    """A DaemonSet after defaulting; the selector may be missing, and then selects nothing."""
    metadata.check(faults, obj["metadata"], names.subdomain)
    spec = obj.get("spec", {})
    selector, template = spec.get("selector"), spec.get("template", {})
    before = len(faults.found)
    selectors.check(faults, selector or {}, "spec.selector")
    labels = template.get("metadata", {}).get("labels")
    good = len(faults.found) == before
    if good and (selector is None or not selects(selector, labels or {})):
        faults.invalid("spec.template.metadata.labels", labels, _MISMATCH)
    if selector is not None and _is_empty(selector):
        faults.invalid("spec.selector", selector, "empty selector is invalid for daemonset")
    pod.template(faults, template, "spec.template")
    _only_always(faults, template, "DaemonSet")
    _not_negative(faults, spec, "minReadySeconds")
    _daemon_strategy(faults, spec.get("updateStrategy", {}))
    _not_negative(faults, spec, "revisionHistoryLimit")


def _daemon_strategy(faults: Faults, strategy: Fields) -> None:
    kind, rolling = strategy.get("type"), strategy.get("rollingUpdate") or {}
    path = "spec.updateStrategy.rollingUpdate"
    if kind not in _OF_DAEMONS:
        shown = f'{{"Type":{show(kind)},"RollingUpdate":{show(strategy.get("rollingUpdate"))}}}'
        faults.unsupported("spec.updateStrategy", Verbatim(shown), _OF_DAEMONS)
    elif kind == "RollingUpdate":
        unavailable, surge = rolling.get("maxUnavailable", 1), rolling.get("maxSurge", 0)
        for check in (amounts.int_or_percent, amounts.at_most_all):
            check(faults, unavailable, f"{path}.maxUnavailable")
            check(faults, surge, f"{path}.maxSurge")
        if amounts.is_zero(unavailable) and amounts.is_zero(surge):
            faults.required(f"{path}.maxUnavailable", "cannot be 0 when maxSurge is 0")
        elif not amounts.is_zero(unavailable) and not amounts.is_zero(surge):
            faults.invalid(f"{path}.maxSurge", surge, "may not be set when maxUnavailable is non-zero")


def _not_negative(faults: Faults, spec: Fields, *fields: str) -> None:
    for field in fields:
        if (spec.get(field) or 0) < 0:
            faults.invalid(f"spec.{field}", spec[field], NOT_NEGATIVE)


def _is_empty(selector: Fields) -> bool:
    return not selector.get("matchLabels") and not selector.get("matchExpressions")


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


def _selector(faults: Faults, spec: Fields, workload: str) -> bool:
    """Whether the selector can be compared with the template's labels."""
    selector = spec.get("selector")
    if selector is None:
        faults.required("spec.selector")
        return True
    before = len(faults.found)
    selectors.check(faults, selector, "spec.selector")
    if len(faults.found) != before:
        detail = "" if workload == "statefulset" else "invalid label selector"
        faults.invalid("spec.selector", selector, detail)
        return False
    if _is_empty(selector):
        faults.invalid("spec.selector", selector, f"empty selector is invalid for {workload}")
    return True


def _template(faults: Faults, spec: Fields, workload: str) -> None:
    template, selector = spec.get("template", {}), spec.get("selector")
    labels = template.get("metadata", {}).get("labels")
    if selector is None or not selects(selector, labels or {}):
        faults.invalid("spec.template.metadata.labels", labels, _MISMATCH)
    pod.template(faults, template, "spec.template", spec.get("volumeClaimTemplates", []))
    _only_always(faults, template, workload)


def _only_always(faults: Faults, template: Fields, workload: str) -> None:
    spec = template.get("spec", {})
    if spec.get("restartPolicy") != "Always":
        faults.unsupported("spec.template.spec.restartPolicy", spec.get("restartPolicy"), ("Always",))
    if "activeDeadlineSeconds" in spec:
        path = "spec.template.spec.activeDeadlineSeconds"
        faults.forbidden(path, f"activeDeadlineSeconds in {workload} is not Supported")


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
