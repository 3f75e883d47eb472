"""OpenAPI v3: the documents that `kubectl explain` reads and that tell `kubectl apply` what it may ask for.

Made from the recorded v2 definitions; of the paths only what kubectl looks at: the kinds, and which
query parameters their requests take (https://kubernetes.io/docs/concepts/overview/kubernetes-api/#openapi-v3).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from k8sviz.sim.apiserver.discovery import group_version, versions
from k8sviz.sim.apiserver.published import Json, published

_SCHEMAS = "#/components/schemas/"
_ACTIONS = {  # the verbs of discovery: where, which method, x-kubernetes-action
    "list": ("all", "get", "list"),
    "create": ("all", "post", "post"),
    "deletecollection": ("all", "delete", "deletecollection"),
    "get": ("one", "get", "get"),
    "update": ("one", "put", "put"),
    "patch": ("one", "patch", "patch"),
    "delete": ("one", "delete", "delete"),
}
_WRITING = ("dryRun", "fieldManager", "fieldValidation")
_PARAMETERS = {"post": _WRITING, "put": _WRITING, "patch": (*_WRITING, "force"), "delete": ("dryRun",)}
_ANY_NUMBER = {"x": [{"type": "integer"}, {"type": "string"}], "q": [{"type": "string"}, {"type": "number"}]}


def locations() -> list[str]:
    """Where there are documents: api/v1, apis/apps/v1, …"""
    return [_location(group, version) for group, version, _ in versions()]


@cache
def document(location: str, schemas: bool = True) -> Json | None:
    """The document of one group and version, with its kinds' schemas or without; None if there is none."""
    for group, version, resources in versions():
        if _location(group, version) == location:
            return {
                "openapi": "3.0.0",
                "info": {"title": "Kubernetes", "version": "1.36"},
                "paths": _paths(location, group, version, resources),
                "components": {"schemas": _schemas(group, version) if schemas else {}},
            }
    return None


def _location(group: str, version: str) -> str:
    return f"apis/{group_version(group, version)}" if group else f"api/{version}"


def _paths(location: str, group: str, version: str, resources: list[Json]) -> dict[str, Json]:
    paths: dict[str, Json] = {}
    for resource in resources:
        place = "namespaces/{namespace}/" if resource["scope"] == "Namespaced" else ""
        base = f"/{location}/{place}{resource['resource']}"
        for part in (resource, *resource.get("subresources", ())):
            kind = {"group": group, "version": version, **_told(part["responseKind"])}
            tail = f"/{part['subresource']}" if "subresource" in part else ""
            for verb in part["verbs"]:
                if verb in _ACTIONS:
                    where, method, action = _ACTIONS[verb]
                    path = f"{base}/{{name}}{tail}" if where == "one" or tail else base
                    paths.setdefault(path, {})[method] = _operation(method, action, kind)
        if place and "list" in resource["verbs"]:
            kind = {"group": group, "version": version, **_told(resource["responseKind"])}
            paths[f"/{location}/{resource['resource']}"] = {"get": _operation("get", "list", kind)}
    return paths


def _told(kind: Json) -> Json:
    return {key: value for key, value in kind.items() if value}


def _operation(method: str, action: str, kind: Json) -> Json:
    parameters = [
        {"name": name, "in": "query", "schema": {"type": "string", "uniqueItems": True}}
        for name in _PARAMETERS.get(method, ())
    ]
    return {
        **({"parameters": parameters} if parameters else {}),
        "responses": {"200": {"description": "OK"}},
        "x-kubernetes-action": action,
        "x-kubernetes-group-version-kind": kind,
    }


def _schemas(group: str, version: str) -> dict[str, Json]:
    """The schemas of a group's kinds, and what they refer to."""
    definitions = published().definitions
    wanted = [name for name, schema in definitions.items() if _is_of(schema, group, version)]
    schemas: dict[str, Json] = {}
    while wanted:
        name = wanted.pop()
        if name not in schemas and name in definitions:
            schemas[name] = _converted(definitions[name])
            wanted += _references(definitions[name])
    return dict(sorted(schemas.items()))


def _is_of(schema: Json, group: str, version: str) -> bool:
    kinds = schema.get("x-kubernetes-group-version-kind", ())
    return any((kind["group"], kind["version"]) == (group, version) for kind in kinds)


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"].rpartition("/")[2]
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)


def _converted(node: Any) -> Any:
    """A v2 schema as v3 writes it: a reference stands alone, and what is two types says so."""
    if isinstance(node, list):
        return [_converted(value) for value in node]
    if not isinstance(node, dict):
        return node
    if isinstance(node.get("$ref"), str):
        reference = {"$ref": _SCHEMAS + node["$ref"].rpartition("/")[2]}
        rest = {key: _converted(value) for key, value in node.items() if key != "$ref"}
        return {**rest, "allOf": [reference]} if rest else reference
    two = _two_types(node)
    if two is not None:
        return {**{key: value for key, value in node.items() if key != "type"}, "oneOf": two}
    return {key: _converted(value) for key, value in node.items()}


def _two_types(node: Json) -> list[Json] | None:
    if node.get("format") == "int-or-string":
        return _ANY_NUMBER["x"]
    is_quantity = node.get("type") == "string" and str(node.get("description", "")).startswith("Quantity is ")
    return _ANY_NUMBER["q"] if is_quantity else None
