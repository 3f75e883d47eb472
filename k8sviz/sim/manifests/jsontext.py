"""JSON as encoding/json reads it, with a bound for everything that a text may make of it.

A lone surrogate becomes U+FFFD, a number that no float64 can hold is an error, an integer beyond 64 bits is a
float (sigs.k8s.io/json). What is nested more deeply than anything that Kubernetes knows is not read.
"""

from __future__ import annotations

import json
import re
from typing import Any

from k8sviz.sim.manifests.guard import MAX_DEPTH

_LONE = re.compile("[\ud800-\udfff]")
_INTEGER = range(-(2**63), 2**64)
_DIGITS = 20  # of the longest of them, and its sign
_SHOWN = 40  # characters of a number that is too large


class DepthError(ValueError):
    """Nested more deeply than MAX_DEPTH."""

    def __init__(self) -> None:
        super().__init__(f"exceeded max depth: the limit is {MAX_DEPTH} levels")


class NumberError(ValueError):
    """A number that is none, or too large for a float64."""


def read(text: str) -> Any:
    """The value that the text writes.

    Raises: json.JSONDecodeError, DepthError, NumberError.
    """
    try:
        value = json.loads(text, parse_int=_integer, parse_float=_real, parse_constant=_constant)
    except RecursionError:
        raise DepthError from None
    if text.count("[") + text.count("{") > MAX_DEPTH and depth(value) > MAX_DEPTH:
        raise DepthError
    return _scalar_values(value) if "\\ud" in text or "\\uD" in text else value


def depth(value: Any) -> int:
    """How many lists and maps are in each other."""
    levels, layer = 0, [value]
    while layer := [one for one in layer if isinstance(one, dict | list)]:
        levels += 1
        layer = [item for one in layer for item in (one.values() if isinstance(one, dict) else one)]
    return levels


def _integer(text: str) -> int | float:
    if len(text) <= _DIGITS and (number := int(text)) in _INTEGER:
        return number
    return _real(text)


def _real(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
        raise NumberError(f"json: cannot unmarshal number {shown} into Go value of type float64")
    return number


def _constant(name: str) -> float:
    """NaN, Infinity and -Infinity are Python's, not JSON's."""
    if name.startswith("-"):
        raise NumberError(f"invalid character '{name[1]}' in numeric literal")
    raise NumberError(f"invalid character '{name[0]}' looking for beginning of value")


def _scalar_values(value: Any) -> Any:
    if isinstance(value, str):
        return _LONE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {_LONE.sub("\ufffd", key): _scalar_values(one) for key, one in value.items()}
    return [_scalar_values(one) for one in value] if isinstance(value, list) else value
