"""Paths walked and templates carried out (k8s.io/client-go/util/jsonpath/jsonpath.go)."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from k8sviz.terminal.gotext.budget import Budget, check_depth
from k8sviz.terminal.gotext.jsonpath.errors import JsonPathError
from k8sviz.terminal.gotext.jsonpath.nodes import (
    Field,
    Filter,
    Identifier,
    Node,
    Path,
    Recursive,
    Slice,
    Text,
    Union,
    Wildcard,
)
from k8sviz.terminal.gotext.values import type_of

Values = list[Any]
_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt,
    ">=": operator.ge,
}  # fmt: skip
_CHARACTERS_A_STEP = 256


class Evaluation:
    """One walk, with what it may cost."""

    def __init__(self, budget: Budget, missing_ok: bool = True) -> None:
        self._budget = budget
        self._missing_ok = missing_ok

    def find(self, path: Path, value: Any) -> Values:
        """Every value that a path leads to."""
        values = [value]
        for node in path:
            self._budget.take(1 + len(values))
            values = self._walk(node, values)
        return values

    def results(
        self, paths: Sequence[Path], value: Any, place: int = 0, ranges: int = 0
    ) -> tuple[list[Values], int]:
        """What each path leads to, one list after another, up to an `end`; and where that stands, or -1."""
        check_depth(ranges)
        found: list[Values] = []
        while place < len(paths):
            path = paths[place]
            if path and path[0] == Identifier("end"):
                if not ranges:
                    raise JsonPathError("not in range, nothing to end")
                return found, place
            values = self.find(path, value)
            if path and path[0] == Identifier("range"):
                inner, end = self._ranged(paths, values, place + 1, ranges + 1)
                found += inner
                place = max(end, place)
            else:
                found.append(values)
            place += 1
        return found, -1

    def _ranged(
        self, paths: Sequence[Path], values: Values, place: int, ranges: int
    ) -> tuple[list[Values], int]:
        if not values:
            return [], self.results(paths, None, place, ranges)[1]
        found: list[Values] = []
        end = -1
        for value in values:
            inner, end = self.results(paths, value, place, ranges)
            self._budget.take(len(inner))
            found += inner
        return found, end

    def _walk(self, node: Node, values: Values) -> Values:  # noqa: PLR0911  # one for each kind of node
        match node:
            case Text(text):
                return [text] if isinstance(text, str) else [text] * len(values)
            case Identifier(name):
                if name not in ("range", "end"):
                    raise JsonPathError(f"unrecognized identifier {name}")
                return values
            case Field(name):
                return self._field(name, values)
            case Wildcard():
                return [child for value in values for child in self._children(value)]
            case Recursive():
                return [found for value in values for found in self._descendants(value)]
            case Union(paths):
                return [found for path in paths for value in values for found in self.find(path, value)]
            case Filter():
                return [item for value in values for item in self._filtered(node, value)]
            case Slice():
                return [item for value in values if value is not None for item in self._sliced(node, value)]

    def _field(self, name: str, values: Values) -> Values:
        found = [value[name] for value in values if isinstance(value, dict) and name in value]
        if values and not found and not self._missing_ok:
            raise JsonPathError(f"{name} is not found")
        return found

    def _children(self, value: Any) -> Values:
        if not isinstance(value, dict | list):
            return []
        self._budget.take(len(value))
        return [value[key] for key in sorted(value)] if isinstance(value, dict) else value

    def _descendants(self, value: Any) -> Iterator[Any]:
        """The value and all below it that have something below them."""
        children = self._children(value)
        if children:
            yield value
            for child in children:
                yield from self._descendants(child)

    def _sliced(self, node: Slice, value: Any) -> Values:
        if not isinstance(value, list):
            raise JsonPathError(f"{type_of(value)} is not array or slice")
        length = len(value)
        begin = node.begin or 0
        end = length if node.end is None else node.end
        if node.single and node.begin is not None:
            end = begin + 1 or length
        begin += length if begin < 0 else 0
        end += length if end < 0 else 0
        if begin == end:
            return []
        for index, inside in ((begin, 0 <= begin < length), (end - 1, 0 <= end <= length)):
            if not inside:
                raise JsonPathError(f"array index out of bounds: index {index}, length {length}")
        if begin > end:
            raise JsonPathError(f"starting index {begin} is greater than ending index {end}")
        if node.step is not None and node.step <= 0:
            raise JsonPathError("step must be > 0")
        self._budget.take(end - begin)
        return value[begin : end : node.step]

    def _filtered(self, node: Filter, value: Any) -> Iterator[Any]:
        if not isinstance(value, list):
            raise JsonPathError(f"{type_of(value)} is not array or slice and cannot be filtered")
        for item in value:
            lefts = self.find(node.left, item)
            if node.operator == "exists":
                if lefts:
                    yield item
            elif lefts:
                rights = self.find(node.right, item)
                if len(lefts) > 1 or len(rights) > 1:
                    raise JsonPathError("can only compare one element at a time")
                if rights and self._passes(node.operator, lefts[0], rights[0]):
                    yield item

    def _passes(self, sign: str, left: Any, right: Any) -> bool:
        compares = _OPERATORS.get(sign)
        if compares is None:
            raise JsonPathError(f"unrecognized filter operator {sign}")
        kinds = [type_of(value) for value in (left, right)]
        if any(kind == "<nil>" or "interface" in kind for kind in kinds):
            raise JsonPathError("invalid type for comparison")
        if kinds[0] != kinds[1]:
            raise JsonPathError("incompatible types for comparison")
        if kinds[0] == "bool" and sign not in ("==", "!="):
            raise JsonPathError("invalid type for comparison")
        if isinstance(left, str):
            self._budget.take(min(len(left), len(right)) // _CHARACTERS_A_STEP)
        return compares(left, right)
