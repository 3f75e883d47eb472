"""Labels and the two kinds of selectors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Labels = Mapping[str, str]


def matches(selector: Labels | None, labels: Labels) -> bool:
    """Whether a Service's selector takes an object with these labels; an empty one takes nothing."""
    return bool(selector) and all(labels.get(key) == value for key, value in (selector or {}).items())


def selects(selector: Mapping[str, Any], labels: Labels) -> bool:
    """Whether a LabelSelector (matchLabels and matchExpressions) takes an object with these labels."""
    equal = all(labels.get(key) == value for key, value in (selector.get("matchLabels") or {}).items())
    return equal and all(_holds(rule, labels) for rule in selector.get("matchExpressions") or ())


def _holds(rule: Mapping[str, Any], labels: Labels) -> bool:
    key, values = rule["key"], rule.get("values") or ()
    match rule["operator"]:
        case "In":
            return labels.get(key) in values
        case "NotIn":
            return labels.get(key) not in values
        case "Exists":
            return key in labels
        case _:
            return key not in labels
