"""Sums of quantities: what the containers of a Pod come to (k8s.io/component-helpers/resource)."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from k8sviz.sim.manifests import quantity

_KIBI = 1024

Fields = dict[str, Any]


def of_pod(spec: Fields) -> dict[str, dict[str, str]]:
    """requests and limits of the whole Pod: the sum of its containers, or the largest init container."""
    return {field: _of(spec, field) for field in ("requests", "limits")}


def _of(spec: Fields, field: str) -> dict[str, str]:
    running = [_asked(one, field) for one in spec.get("containers", ())]
    first = spec.get("initContainers", ())
    running += [_asked(one, field) for one in first if one.get("restartPolicy") == "Always"]
    total = added(running)
    for one in first:
        for name, much in _asked(one, field).items():
            if read(much) > read(total.get(name, "0")):
                total[name] = much
    whole: dict[str, str] = spec.get("resources", {}).get(field, {})
    return {**total, **whole}


def _asked(container: Fields, field: str) -> dict[str, str]:
    found: dict[str, str] = container.get("resources", {}).get(field, {})
    return found


def added(lists: Iterable[dict[str, str]]) -> dict[str, str]:
    """Every resource's sum."""
    total: dict[str, str] = {}
    for one in lists:
        for name, much in one.items():
            total[name] = plus(total[name], much) if name in total else much
    return total


def plus(one: str, other: str) -> str:
    """The sum in the notation of the first."""
    return written(read(one) + read(other), one.endswith("i") or (one == "0" and other.endswith("i")))


def written(total: Fraction, binary: bool) -> str:
    """A quantity: 1536Mi, 1500m, 3."""
    if binary and (total / _KIBI).denominator == 1:
        return quantity.canonical(f"{total / _KIBI}Ki")
    return quantity.canonical(f"{-(-total * 1000 // 1)}m")


def read(text: str) -> Fraction:
    """What a quantity says; nothing, if it is none."""
    return quantity.parse(text) or Fraction(0)
