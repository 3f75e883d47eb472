"""Labels and the two kinds of selectors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from k8sviz.sim import digits

Labels = Mapping[str, str]

GENERATED = (  # labels that controllers and admission give to Pods, not people
    "pod-template-hash", "controller-revision-hash", "pod-template-generation",
    "statefulset.kubernetes.io/pod-name", "apps.kubernetes.io/pod-index",
    "topology.kubernetes.io/region", "topology.kubernetes.io/zone",
    "controller-uid", "job-name", "batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-name",
)  # fmt: skip


def matches(selector: Labels | None, labels: Labels) -> bool:
    """Whether a Service's selector takes an object with these labels; an empty one takes nothing."""
    return bool(selector) and all(labels.get(key) == value for key, value in (selector or {}).items())


def selects(selector: Mapping[str, Any], labels: Labels) -> bool:
    """Whether a LabelSelector (matchLabels and matchExpressions) takes an object with these labels."""
    wanted = selector.get("matchLabels") or {}
    rules = selector.get("matchExpressions") or ()
    return wanted.items() <= labels.items() and all(_holds(rule, labels) for rule in rules)


def _holds(rule: Mapping[str, Any], labels: Labels) -> bool:
    key, values = rule["key"], rule.get("values") or ()
    match rule["operator"]:
        case "In":
            return labels.get(key) in values
        case "NotIn":
            return labels.get(key) not in values
        case "Gt" | "Lt":
            return key in labels and _above(labels[key], values, rule["operator"])
        case "Exists":
            return key in labels
        case _:
            return key not in labels


def _above(label: str, values: Sequence[str], which: str) -> bool:
    mine, bound = digits.signed(label), digits.signed(values[0] if values else "")
    if mine is None or bound is None:
        return False
    return mine > bound if which == "Gt" else mine < bound
