"""Parser events → plain values, with the position of every field and a remark for every repeated key."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import yaml

from k8sviz.sim.manifests import gosyntax
from k8sviz.sim.manifests.diagnostic import Diagnostic, at
from k8sviz.sim.manifests.fieldpath import Path
from k8sviz.sim.manifests.guard import RefusedError, place
from k8sviz.sim.manifests.scalars import resolve, tagged


class Builder:
    """Builds one document; the guard around `events` bounds depth and size."""

    def __init__(self, events: Iterator[yaml.Event], first_line: int) -> None:
        self._events = events
        self._shift = first_line
        self._anchors: dict[str, Any] = {}
        self.line = first_line
        self.positions: dict[Path, tuple[int, int]] = {}
        self.problems: list[Diagnostic] = []

    def document(self) -> Any:
        """The value of the first document of the stream; None if there is none."""
        for event in self._events:
            if isinstance(event, yaml.NodeEvent):
                self.line = self._place(event)[0]
                value = self._value(event, ())
                next(self._events, None)  # what stands right behind it must be readable too
                return value
        return None

    def _place(self, event: yaml.Event) -> tuple[int, int]:
        return place(event, self._shift)

    def _value(self, event: yaml.Event, path: Path) -> Any:
        if isinstance(event, yaml.AliasEvent):
            return self._anchors[event.anchor or ""]
        if isinstance(event, yaml.ScalarEvent):
            value = self._scalar(event)
        elif isinstance(event, yaml.MappingStartEvent):
            value = self._mapping(path)
        else:
            value = self._sequence(path)
        if event.anchor is not None:  # type: ignore[attr-defined]  # every NodeEvent has one
            self._anchors[event.anchor] = value  # type: ignore[attr-defined]
        return value

    def _scalar(self, event: yaml.ScalarEvent) -> Any:
        if event.tag is None:
            value = resolve(event.value) if event.implicit[0] else event.value
        else:
            value = tagged(event.value, event.tag)
        if isinstance(value, float) and not math.isfinite(value):
            word = "NaN" if math.isnan(value) else "+Inf" if value > 0 else "-Inf"
            raise RefusedError(f"json: unsupported value: {word}", *self._place(event))
        return value

    def _sequence(self, path: Path) -> list[Any]:
        items: list[Any] = []
        for event in self._events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            inner = (*path, len(items))
            self.positions[inner] = self._place(event)
            items.append(self._value(event, inner))
        return items

    def _mapping(self, path: Path) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        for event in self._events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            place = self._place(event)
            if _is_merge(event):
                self._merge(fields, self._value(next(self._events), (*path, "<<")), path, place)
                continue
            key = self._key(self._value(event, (*path, "?")), place)
            inner = (*path, key)
            if key in fields and self.positions.get(inner, place) != place:
                self._repeated(key, inner, place)
            self.positions[inner] = place
            fields[key] = self._value(next(self._events), inner)
        return fields

    def _merge(self, fields: dict[str, Any], source: Any, path: Path, place: tuple[int, int]) -> None:
        """Merge keys (yaml.org/type/merge): of several maps the earlier wins."""
        sources = source[::-1] if isinstance(source, list) else [source]
        for one in sources:
            if not isinstance(one, dict):
                raise RefusedError("yaml: map merge requires map or sequence of maps as the value", *place)
            for key, value in one.items():
                fields[key] = value
                self.positions[(*path, key)] = place

    def _key(self, key: Any, place: tuple[int, int]) -> str:
        """sigs.k8s.io/yaml makes strings of numbers and booleans; nothing else can be a key."""
        if isinstance(key, str):
            return key
        if isinstance(key, bool):
            return "true" if key else "false"
        if isinstance(key, int | float):
            return gosyntax.number(key)
        if key is None:
            raise RefusedError("unsupported map key of type: %!s(<nil>), key: <nil>", *place)
        raise RefusedError(f"yaml: invalid map key: {gosyntax.value(key)}", *place)

    def _repeated(self, key: str, path: Path, place: tuple[int, int]) -> None:
        line = self.positions[path][0]
        words = f'the key "{key}" is set a second time (first on line {line}); the last one wins'
        self.problems.append(at(*place, words, "warning", len(key)))


def _is_merge(event: yaml.Event) -> bool:
    return isinstance(event, yaml.ScalarEvent) and event.value == "<<" and bool(event.implicit[0])
