"""The API's own documentation of a field, and what may stand there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from k8sviz.sim.apiserver.published import Json, published
from k8sviz.sim.authoring.cursor import ITEM

_VALUE = re.compile(r'^ - `"(?P<value>[^"]*)"`(?: (?P<meaning>.*))?$', re.MULTILINE)
_ENUMERATION = "\n\nPossible enum values:"


class Field(NamedTuple):
    """One field of the API."""

    path: str  # Service.spec.ports.targetPort
    type: str  # as kubectl explain writes it: <[]ServicePort>
    description: str
    values: dict[str, str]  # what an enumeration may say, and what that means
    required: bool
    holds: str  # "map", "list" or "" for a scalar

    @property
    def command(self) -> str:
        """How kubectl is asked for the same: only the kind is written small."""
        kind, dot, rest = self.path.partition(".")
        return f"kubectl explain {kind.lower()}{dot}{rest}"


def field(api_version: str, kind: str, path: tuple[str, ...]) -> Field | None:
    """The field at a path; None if the kind has none there. An empty path is the kind itself."""
    schema = _kind(api_version, kind)
    required = False
    for step in path:
        if schema is None:
            return None
        required = step in _resolved(schema).get("required", ())
        schema = _step(schema, step)
    if schema is None:
        return None
    shown = ".".join([kind, *(step for step in path if step != ITEM)])
    return _told(shown, schema, required)


def inside(api_version: str, kind: str, path: tuple[str, ...]) -> dict[str, Field]:
    """The fields that the mapping at a path may have."""
    schema = _kind(api_version, kind)
    for step in path:
        schema = _step(schema, step) if schema else None
    if schema is None:
        return {}
    required = _resolved(schema).get("required", ())
    properties: Mapping[str, Json] = _resolved(schema).get("properties", {})
    return {name: _told(name, inner, name in required) for name, inner in properties.items()}


def _kind(api_version: str, kind: str) -> Json | None:
    return _kinds().get((api_version, kind))


@cache
def _kinds() -> dict[tuple[str, str], Json]:
    found: dict[tuple[str, str], Json] = {}
    for schema in published().definitions.values():
        for one in schema.get("x-kubernetes-group-version-kind", ()):
            version = f"{one['group']}/{one['version']}" if one["group"] else one["version"]
            found.setdefault((version, one["kind"]), schema)
    return found


def _step(schema: Json, step: str) -> Json | None:
    here = _resolved(schema)
    if step == ITEM:
        items: Json | None = here.get("items")
        return items
    inner: Json | None = here.get("properties", {}).get(step) or here.get("additionalProperties")
    return inner if isinstance(inner, dict) else None


def _resolved(schema: Json) -> Json:
    name = schema.get("$ref")
    if not name:
        return schema
    return published().definitions.get(name.rpartition("/")[2], {})


def _told(path: str, schema: Json, required: bool) -> Field:
    described = str(schema.get("description") or _resolved(schema).get("description", ""))
    told, _, listed = described.partition(_ENUMERATION)
    meanings = {match["value"]: match["meaning"] or "" for match in _VALUE.finditer(listed)}
    values = {value: meanings.get(value, "") for value in schema.get("enum", ())}
    kind = _type(schema)
    if kind == "boolean":
        values = {"true": "", "false": ""}
    return Field(path, f"<{kind}>", told.strip(), values, required, _holds(schema))


def _type(schema: Json) -> str:
    name = schema.get("$ref", "").rpartition(".")[2]
    if name:
        return str(name)
    if schema.get("type") == "array":
        return f"[]{_type(schema.get('items', {}))}"
    inner = schema.get("additionalProperties")
    if isinstance(inner, dict):
        return f"map[string]{_type(inner)}"
    return str(schema.get("type", "Object"))


def _holds(schema: Json) -> str:
    if schema.get("type") == "array":
        return "list"
    here = _resolved(schema)
    return "map" if "properties" in here or here.get("type") == "object" else ""
