"""LimitRanges: pkg/apis/core/validation ValidateLimitRange."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from k8sviz.sim.manifests import quantity
from k8sviz.sim.manifests.validation import metadata, names, resources
from k8sviz.sim.manifests.validation.faults import Faults

_TYPES = ("Container", "PersistentVolumeClaim", "Pod")
_ALL = ("max", "min", "default", "defaultRequest", "maxLimitRequestRatio")
_STORAGE = "either minimum or maximum storage value is required, but neither was provided"

Fields = dict[str, Any]

# lesser of two amounts, greater, the one that is shown and where, and how each is called
_ORDERED = (
    ("min", "max", "min", "min", "min value", "max value"),
    ("min", "defaultRequest", "defaultRequest", "defaultRequest", "min value", "default request value"),
    ("defaultRequest", "max", "defaultRequest", "defaultRequest", "default request value", "max value"),
    (
        "defaultRequest", "default", "defaultRequest", "defaultRequest", "default request value",
        "default limit value",
    ),
    ("min", "default", "min", "default", "min value", "default value"),
    ("default", "max", "max", "default", "default value", "max value"),
)  # fmt: skip


def check(faults: Faults, obj: Fields) -> None:
    """A LimitRange after defaulting."""
    metadata.check(faults, obj["metadata"], names.subdomain)
    seen: set[str] = set()
    for index, item in enumerate(obj.get("spec", {}).get("limits", ())):
        path, kind = f"spec.limits[{index}]", item.get("type", "")
        _type(faults, kind, f"{path}.type")
        if kind in seen:
            faults.duplicate(f"{path}.type", kind)
        seen.add(kind)
        _item(faults, item, kind, path)


def _type(faults: Faults, kind: str, path: str) -> None:
    problems = names.qualified(kind)
    faults.each(path, kind, problems)
    if not problems and "/" not in kind and kind not in _TYPES:
        faults.invalid(path, kind, "must be a standard limit type or fully qualified")


def _item(faults: Faults, item: Fields, kind: str, path: str) -> None:
    compared = dict(item)
    name_check: Callable[[Faults, str, str], object] = resources.standard_name
    if kind in ("Pod", "Container"):
        name_check = resources.container_name
    for field in _ALL:
        if kind == "Pod" and field.startswith("default"):
            compared.pop(field, None)
            if item.get(field):
                faults.forbidden(f"{path}.{field}", "may not be specified when `type` is 'Pod'")
            continue
        if kind == "PersistentVolumeClaim" and field == "maxLimitRequestRatio":
            _has_storage(faults, item, path)
        for name in sorted(item.get(field, {})):
            name_check(faults, name, f"{path}.{field}[{name}]")
    for name in sorted({name for field in _ALL for name in compared.get(field, {})}):
        _amounts(faults, {field: compared[field][name] for field in _ALL if name in compared.get(field, {})},
                 name, path)  # fmt: skip


def _has_storage(faults: Faults, item: Fields, path: str) -> None:
    if not any("storage" in item.get(field, {}) for field in ("min", "max")):
        faults.required(f"{path}.limits", _STORAGE)


def _amounts(faults: Faults, given: dict[str, str], name: str, path: str) -> None:
    """What one resource may be, against each other."""
    read = {field: quantity.parse(text) or Fraction(0) for field, text in given.items()}
    for lesser, greater, shown, where, one, other in _ORDERED:
        if lesser in read and greater in read and read[lesser] > read[greater]:
            told = f"{one} {given[lesser]} is greater than {other} {given[greater]}"
            faults.invalid(f"{path}.{where}[{name}]", given[shown], told)
    if "maxLimitRequestRatio" in read:
        _ratio(faults, given, read, f"{path}.maxLimitRequestRatio[{name}]")
    both = [read[field] for field in ("default", "defaultRequest") if field in read]
    if len(set(both)) > 1 and not resources.may_exceed(name):
        default, asked = given["default"], given["defaultRequest"]
        told = f"default value {default} must equal to defaultRequest value {asked} in {name}"
        faults.invalid(f"{path}.defaultRequest[{name}]", asked, told)


def _ratio(faults: Faults, given: dict[str, str], read: dict[str, Fraction], path: str) -> None:
    ratio, text = read["maxLimitRequestRatio"], given["maxLimitRequestRatio"]
    if ratio < 1:
        faults.invalid(path, text, f"ratio {text} is less than 1")
    if read.get("min") and "max" in read and ratio > read["max"] / read["min"]:
        most = float(read["max"] / read["min"])
        faults.invalid(path, text, f"ratio {text} is greater than max/min = {most:f}")
