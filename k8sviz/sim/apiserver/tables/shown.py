"""Pieces of cells that many kinds share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from k8sviz.sim.apiserver.times import since
from k8sviz.sim.objects.identity import ApiObject

NONE, UNSET = "<none>", "<unset>"
_MOST = 3


def age(obj: ApiObject, now: int) -> str:
    """How old an object is."""
    return since(obj["metadata"].get("creationTimestamp"), now)


def labels(pairs: Mapping[str, str] | None) -> str:
    """a=b,c=d (labels.FormatLabels)."""
    return ",".join(f"{key}={value}" for key, value in sorted((pairs or {}).items())) or NONE


def selector(value: Mapping[str, Any] | None) -> str:
    """A LabelSelector in one line (metav1.FormatLabelSelector)."""
    if not value:
        return NONE
    parts = [(key, "in", f"{key}={text}") for key, text in (value.get("matchLabels") or {}).items()]
    parts += [_expression(rule) for rule in value.get("matchExpressions") or ()]
    return ",".join(text for _, _, text in sorted(parts, key=lambda part: part[0])) or NONE


def _expression(rule: Mapping[str, Any]) -> tuple[str, str, str]:
    key, values = rule["key"], ",".join(sorted(rule.get("values") or ()))
    text = {
        "In": f"{key} in ({values})",
        "NotIn": f"{key} notin ({values})",
        "Exists": key,
        "DoesNotExist": f"!{key}",
    }.get(rule["operator"], key)
    return key, rule["operator"], text


def more(items: Sequence[str], empty: str = UNSET) -> str:
    """Three of them, and how many more there are."""
    text = ",".join(items[:_MOST])
    rest = len(items) - _MOST
    return f"{text} + {rest} more..." if rest > 0 else text or empty


def containers(template: Mapping[str, Any]) -> tuple[str, str]:
    """Names and images of a template's containers."""
    of = (template.get("spec") or {}).get("containers") or ()
    return joined(one.get("name", "") for one in of), joined(one.get("image", "") for one in of)


def joined(items: Iterable[str]) -> str:
    """With commas between them."""
    return ",".join(items)


def word(value: Any) -> str:
    """true, false, or that it is not said."""
    return UNSET if value is None else str(value).lower()


def field(obj: Mapping[str, Any], *path: str) -> Any:
    """What stands at a path; None if anything on the way is missing."""
    found: Any = obj
    for part in path:
        found = found.get(part) if isinstance(found, Mapping) else None
    return found
