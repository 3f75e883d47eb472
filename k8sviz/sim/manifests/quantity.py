"""Resource quantities: k8s.io/apimachinery/pkg/api/resource."""

from __future__ import annotations

import re
from fractions import Fraction
from math import ceil

_PARTS = re.compile(r"([+-]?[0-9.]+)([eE][-+]?[0-9]+|[numkMGTPE]|[KMGTPE]i)?\Z")
_BINARY = {
    unit: Fraction(1024) ** power for power, unit in enumerate(("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"))
}
_DECIMAL = {unit: Fraction(1000) ** power for power, unit in enumerate("num kMGTPE", -3)} | {"": Fraction(1)}


_SHAPE = re.compile(r"[+-]?[0-9]*(\.[0-9]*)?([eEinumkKMGTP]*[-+]?[0-9]*)\Z")
_LONGEST, _HIGHEST = 256, 1_000  # characters, and a power of ten: what is more is none
_SHAPE_SAYS = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"


def problem(text: str) -> str:
    """What ParseQuantity says of a text that is none; nothing of a good one."""
    match = _SHAPE.match(text) if len(text) <= _LONGEST else None
    if not text or match is None:
        return _SHAPE_SAYS
    return "" if parse(text) is not None else "unable to parse quantity's suffix"


def parse(text: str) -> Fraction | None:
    """500m → 1/2, 1Ki → 1024; None if it is no quantity."""
    match = _PARTS.match(text) if len(text) <= _LONGEST else None
    if not match or match[1].count(".") > 1 or not any(char in "0123456789" for char in match[1]):
        return None
    unit = match[2] or ""
    number = Fraction(match[1])
    if unit[:1] in ("e", "E") and len(unit) > 1 and unit != "Ei":
        power = int(unit[1:])
        return number * Fraction(10) ** power if abs(power) <= _HIGHEST else None
    return number * (_BINARY[unit] if unit in _BINARY else _DECIMAL[unit])


def canonical(text: str) -> str:
    """How the API server writes it back: 0.5 → 500m, 1000m → 1, 1024Mi → 1Gi."""
    value = parse(text)
    if value is None:
        return text
    value = Fraction(ceil(value * 1000), 1000)  # nothing is finer than a thousandth
    if value == 0:
        return "0"
    binary = text.endswith("i")
    if re.search(r"[eE][-+]?[0-9]+\Z", text):
        return text
    units = _BINARY if binary and value.denominator == 1 and abs(value) >= _BINARY["Ki"] else _DECIMAL
    for unit, size in sorted(units.items(), key=lambda pair: -pair[1]):
        if unit != " " and (value / size).denominator == 1:
            return f"{value / size}{unit}"
    return text
