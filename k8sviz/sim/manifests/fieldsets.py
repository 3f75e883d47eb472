"""Sets of fields, as managedFields tells who decides what (sigs.k8s.io/structured-merge-diff, fieldpath).

A field is a tuple of path elements in their written form: f:name for a struct's field or a map's key,
k:{…} for a list's item by its keys, v:… for a set's item. A container is in a set itself where it was added
as such (written as ".").
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from k8sviz.sim.manifests import gosyntax
from k8sviz.sim.manifests.schema import Field, fields

FieldPath = tuple[str, ...]
FieldSet = frozenset[FieldPath]
EMPTY: FieldSet = frozenset()
_ANY = Field("o")
_ATOMIC = ("#v1.OwnerReference", "#v1.LocalObjectReference")  # x-kubernetes-map-type of the types themselves
_DEFAULT_KEYS = {"protocol": "TCP"}
_ALWAYS_THERE = (  # Go structs without omitempty: they are not added, only what is in them
    "metadata", "spec", "status", "template", "strategy", "updateStrategy", "containers", "jobTemplate",
    "resources", "loadBalancer",
)  # fmt: skip


def child(field: Field, key: str) -> Field:
    """The type of a struct's field or of a map's value."""
    if field.type[:1] == "#":
        return fields(field.type[1:]).get(key, _ANY)
    return Field(field.type[1:]) if field.type[:1] == "{" else _ANY


def item_type(field: Field) -> Field:
    """The type of a list's items."""
    return Field(field.type[1:])


def is_granular(field: Field, value: Any) -> bool:
    """Whether the parts of a value can have different owners."""
    if isinstance(value, dict):
        return not field.atomic and field.type[:1] in "#{" and field.type not in _ATOMIC
    return isinstance(value, list) and field.list_keys is not None


def items(field: Field, value: Any) -> Iterator[tuple[str, Any, Field]]:
    """The parts of a granular value, each with its path element."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield f"f:{key}", inner, child(field, key)
    else:
        for inner in value:
            yield element(field, inner), inner, item_type(field)


def element(field: Field, item: Any) -> str:
    """How a list's item is told from the others."""
    if not field.list_keys or not isinstance(item, dict):
        return f"v:{gosyntax.marshal(item)}"
    keys = {key: item.get(key, _DEFAULT_KEYS.get(key)) for key in field.list_keys}
    return f"k:{gosyntax.marshal({key: value for key, value in keys.items() if value is not None})}"


def applied(value: Any, field: Field, path: FieldPath = ()) -> FieldSet:
    """All that a configuration says: its leaves, its lists' items, and what it leaves empty."""
    if not is_granular(field, value) or not value:
        return frozenset({path}) if path else EMPTY
    found: set[FieldPath] = set()
    for name, inner, type_ in items(field, value):
        here = (*path, name)
        if name[0] == "k":
            found.add(here)
        found |= applied(inner, type_, here)
    return frozenset(found)


def changed(before: Any, after: Any, field: Field) -> FieldSet:
    """What was added or has another value; what is gone is not in it."""
    found: set[FieldPath] = set()
    _note_changed(before, after, field, (), found)
    return frozenset(found)


def _note_changed(before: Any, after: Any, field: Field, path: FieldPath, found: set[FieldPath]) -> None:
    if before is not None and before == after and type(before) is type(after):
        return
    if not is_granular(field, after):
        found.add(path)
        return
    added = not is_granular(field, before)
    if path and (added or not after):
        name = path[-1]
        if name == "f:resources" or name[0] != "f" or name[2:] not in _ALWAYS_THERE:
            found.add(path)
    held = {} if added else {name: inner for name, inner, _ in items(field, before)}
    for name, inner, type_ in items(field, after):
        if name[0] != "v" or name not in held:
            _note_changed(held.get(name), inner, type_, (*path, name), found)


def present(value: Any, field: Field) -> FieldSet:
    """Every path that a value has, containers too."""
    found: set[FieldPath] = set()
    _note_present(value, field, (), found)
    return frozenset(found)


def _note_present(value: Any, field: Field, path: FieldPath, found: set[FieldPath]) -> None:
    found.add(path)
    if is_granular(field, value):
        for name, inner, type_ in items(field, value):
            _note_present(inner, type_, (*path, name), found)


def under(paths: Iterable[FieldPath], *heads: FieldPath) -> FieldSet:
    """Those that lie at or below one of the heads."""
    return frozenset(path for path in paths if any(path[: len(head)] == head for head in heads))


def nested(paths: FieldSet) -> dict[str, Any]:
    """FieldsV1."""
    root: dict[str, Any] = {}
    for path in sorted(paths):
        node = root
        for name in path:
            node = node.setdefault(name, {})
        node["."] = {}
    return _pruned(root)


def _pruned(node: dict[str, Any]) -> dict[str, Any]:
    """A leaf is an empty object, and needs no dot in it."""
    return {
        name: {} if name == "." or set(inner) == {"."} else _pruned(inner) for name, inner in node.items()
    }


def parsed(node: Any, path: FieldPath = ()) -> FieldSet:
    """The inverse of `nested`; what is malformed is left out."""
    if not isinstance(node, dict):
        return EMPTY
    found = {path} if path and (not node or "." in node) else set()
    for name, inner in node.items():
        if name != ".":
            found |= parsed(inner, (*path, str(name)))
    return frozenset(found)


def shown(path: FieldPath) -> str:
    """As messages write it: .spec.template.spec.containers[name="httpd"].image."""
    text = ""
    for name in path:
        if name[:2] == "f:":
            text += f".{name[2:]}"
        elif name[:2] == "k:":
            keys = json.loads(name[2:])
            text += f"[{','.join(f'{key}={gosyntax.marshal(value)}' for key, value in sorted(keys.items()))}]"
        else:
            text += f"[{name[2:]}]" if name[0] == "i" else f"[={name[2:]}]"
    return text
