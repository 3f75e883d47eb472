"""eq, ne, lt, le, gt and ge (text/template/funcs.go): only of what is of one basic kind."""

from __future__ import annotations

from typing import Any

from k8sviz.terminal.gotext.budget import Budget
from k8sviz.terminal.gotext.template.formatting import sprintf, type_of

_CHARACTERS_A_STEP = 256
_INCOMPATIBLE = "incompatible types for comparison"
_INVALID = "invalid type for comparison"


class FunctionError(Exception):
    """A function refuses its values."""


def _kind(value: Any) -> str:
    return {"int64": "int"}.get(type_of(value), type_of(value))


def _weighed(budget: Budget, *values: Any) -> None:
    lengths = [len(value) for value in values if isinstance(value, str)]
    budget.take(min(lengths, default=0) // _CHARACTERS_A_STEP)


def equal(budget: Budget, first: Any, *others: Any) -> bool:
    """Whether the first is one of the others."""
    if not others:
        raise FunctionError("missing argument for comparison")
    for other in others:
        _weighed(budget, first, other)
        if _equal(first, other):
            return True
    return False


def _equal(first: Any, other: Any) -> bool:
    if first is None or other is None:
        return first is other
    if _kind(first) != _kind(other):
        raise FunctionError(_INCOMPATIBLE)
    if isinstance(first, dict | list):
        raise FunctionError(f"non-comparable type {sprintf('%s', [first])}: {type_of(first)}")
    return bool(first == other)


def unequal(budget: Budget, first: Any, other: Any) -> bool:
    """Whether two values differ."""
    return not equal(budget, first, other)


def less(budget: Budget, first: Any, other: Any) -> bool:
    """Whether a number or a text comes before another."""
    _weighed(budget, first, other)
    if _kind(first) != _kind(other):
        raise FunctionError(_INCOMPATIBLE)
    if first is None or isinstance(first, bool | dict | list):
        raise FunctionError(_INVALID)
    return bool(first < other)


def at_most(budget: Budget, first: Any, other: Any) -> bool:
    """Less or equal."""
    return less(budget, first, other) or equal(budget, first, other)


def more(budget: Budget, first: Any, other: Any) -> bool:
    """Not at most."""
    return not at_most(budget, first, other)


def at_least(budget: Budget, first: Any, other: Any) -> bool:
    """Not less."""
    return not less(budget, first, other)
