"""kubectl's JSONPath (k8s.io/client-go/util/jsonpath): templates and paths, read and walked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from k8sviz.terminal.gotext.budget import Budget
from k8sviz.terminal.gotext.jsonpath.errors import JsonPathError
from k8sviz.terminal.gotext.jsonpath.evaluation import Evaluation
from k8sviz.terminal.gotext.jsonpath.nodes import Path
from k8sviz.terminal.gotext.jsonpath.parser import parse, steps
from k8sviz.terminal.gotext.values import indented, shown

__all__ = ["JsonPathError", "Path", "as_json", "execute", "find", "parse", "relaxed", "steps"]
_RELAXED = re.compile(r"\{\.?([^{}]+)\}|\.?([^{}]+)")


def find(path: Path, value: Any, budget: Budget) -> list[Any]:
    """Every value that a path leads to."""
    return Evaluation(budget).find(path, value)


def execute(paths: Sequence[Path], value: Any, budget: Budget) -> str:
    """The text that a template makes of a value."""
    found, _ = Evaluation(budget).results(paths, value)
    return "".join(" ".join(budget.made(shown(one)) for one in values) for values in found)


def as_json(paths: Sequence[Path], value: Any, budget: Budget) -> str:
    """The same as JSON, a list for each path."""
    found, _ = Evaluation(budget).results(paths, value)
    return "".join(_list_of(values, budget) for values in found)


def _list_of(values: list[Any], budget: Budget) -> str:
    for value in values:
        budget.made(shown(value))
    return indented(values) + "\n"


def relaxed(text: str) -> str:
    """x.y, .x.y and {x.y} all mean {.x.y} (RelaxedJSONPathExpression)."""
    if not text:
        return text
    found = _RELAXED.fullmatch(text)
    if found is None:
        raise JsonPathError(
            "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or "
            "'{.name1.name2}'"
        )
    return f"{{.{found[1] or found[2]}}}"
