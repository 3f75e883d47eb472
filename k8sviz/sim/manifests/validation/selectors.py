"""LabelSelectors: apimachinery pkg/apis/meta/v1/validation."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.manifests.validation import metadata, names
from k8sviz.sim.manifests.validation.faults import Faults

Fields = dict[str, Any]


def check(faults: Faults, selector: Fields, path: str) -> None:
    """matchLabels and matchExpressions."""
    metadata.labels(faults, selector.get("matchLabels", {}), f"{path}.matchLabels")
    for index, rule in enumerate(selector.get("matchExpressions", ())):
        expression(faults, rule, f"{path}.matchExpressions[{index}]")


def expression(faults: Faults, rule: Fields, path: str) -> None:
    """One requirement."""
    operator(faults, rule.get("operator", ""), rule.get("values", []), path)
    faults.each(f"{path}.key", rule.get("key", ""), names.qualified(rule.get("key", "")))
    for index, value in enumerate(rule.get("values", ())):
        faults.each(f"{path}.values[{index}]", value, names.label_value(value))


def operator(faults: Faults, word: str, values: list[str], path: str) -> None:
    """An operator with as many values as it takes."""
    if word in ("In", "NotIn"):
        if not values:
            faults.required(f"{path}.values", "must be specified when `operator` is 'In' or 'NotIn'")
    elif word in ("Exists", "DoesNotExist"):
        if values:
            words = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
            faults.forbidden(f"{path}.values", words)
    else:
        faults.invalid(f"{path}.operator", word, "not a valid selector operator")
