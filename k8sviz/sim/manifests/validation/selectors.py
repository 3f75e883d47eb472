"""LabelSelectors: apimachinery pkg/apis/meta/v1/validation."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.manifests.validation import metadata, names
from k8sviz.sim.manifests.validation.faults import Faults

_OPERATORS = ("DoesNotExist", "Exists", "In", "NotIn")

Fields = dict[str, Any]


def check(faults: Faults, selector: Fields, path: str) -> None:
    """matchLabels and matchExpressions."""
    metadata.labels(faults, selector.get("matchLabels", {}), f"{path}.matchLabels")
    for index, rule in enumerate(selector.get("matchExpressions", ())):
        expression(faults, rule, f"{path}.matchExpressions[{index}]")


def expression(faults: Faults, rule: Fields, path: str) -> None:
    """One requirement."""
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
