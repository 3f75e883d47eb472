"""--sort-by (k8s.io/kubectl/pkg/cmd/get/sorter.go): by the value at a path, in the value's own order."""

from __future__ import annotations

import re
from functools import cmp_to_key
from typing import Any

from k8sviz.sim import digits
from k8sviz.sim.manifests import quantity
from k8sviz.terminal.gotext import jsonpath
from k8sviz.terminal.gotext.budget import Budget
from k8sviz.terminal.kubectl.api import KubectlError, Object

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_PARTS = re.compile(r"[0-9]+|[^0-9]+")


class NoFieldError(KubectlError):
    """Nothing that is to be sorted has the field."""


def ordered(items: list[Any], objects: list[Object], field: str, budget: Budget) -> list[Any]:
    """The items in the order of a field of their objects; equal ones stay as they are."""
    try:
        path = jsonpath.parse(jsonpath.relaxed(field))[0]
        found = [_first(path, obj, budget) for obj in objects]
    except jsonpath.JsonPathError as error:
        raise KubectlError(str(error)) from error
    if items and all(value is None for value in found):
        raise NoFieldError(
            f'couldn\'t find any field with path "{jsonpath.relaxed(field)}" in the list of objects'
        )
    pairs: list[tuple[Any, Any]] = list(zip(found, items, strict=True))
    pairs.sort(key=cmp_to_key(_pairs))
    return [item for _, item in pairs]


def _pairs(one: tuple[Any, Any], other: tuple[Any, Any]) -> int:
    return _compare(one[0], other[0])


def _first(path: jsonpath.Path, obj: Object, budget: Budget) -> Any:
    values = jsonpath.find(path, obj, budget)
    return values[0] if values else None


def _compare(one: Any, other: Any) -> int:
    if one is None or other is None:
        return (one is not None) - (other is not None)
    keys = (_key(one), _key(other))
    if type(keys[0]) is not type(keys[1]):
        keys = (str(one), str(other))
    return int(keys[0] > keys[1]) - int(keys[0] < keys[1])


def _key(value: Any) -> Any:
    if isinstance(value, str):
        if _TIME.fullmatch(value):
            return value
        number = quantity.parse(value)
        return _natural(value) if number is None else number
    return value if isinstance(value, int | float) else str(value)


def _natural(text: str) -> list[tuple[bool, int, str]]:
    """pod-2 before pod-10."""
    parts = [(digits.whole(part), part) for part in _PARTS.findall(text)]
    return [(number is not None, number or 0, part) for number, part in parts]
