"""kubectl apply's three-way strategic merge: last applied, now applied, and what the server has.

https://kubernetes.io/docs/tasks/manage-kubernetes-objects/declarative-config/#how-apply-calculates-differences-and-merges-changes
kubectl makes a patch that the server carries out; here both happen at once: every function gives the merged
value and the patch, and "unchanged" is an empty patch.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from k8sviz.sim.manifests.schema import Field, fields

Fields = dict[str, Any]
_ANY = Field("o")


class Merged(NamedTuple):
    """The object after the merge, and the strategic merge patch that leads to it."""

    value: Fields
    patch: Fields


def three_way(
    original: Fields, modified: Fields, current: Fields, type_: str, retain: bool = False
) -> Merged:
    """Merge two objects or maps of a type, field by field."""
    result, patch = dict(current), dict.fromkeys(key for key in original if key not in modified)
    for key in patch:
        result.pop(key, None)
    for key, value in modified.items():
        if value is None:  # an explicit null is sent each time
            result.pop(key, None)
            patch[key] = None
        else:
            _field(Merged(result, patch), key, value, original.get(key), _child(type_, key))
    if retain and (patch or any(key not in modified for key in current)):
        kept = [key for key, value in sorted(modified.items()) if value is not None]
        result, patch = {key: result[key] for key in result if key in kept}, {"$retainKeys": kept, **patch}
    return Merged(result, patch)


def _field(merged: Merged, key: str, value: Any, original: Any, field: Field) -> None:
    result, patch = merged
    now = result.get(key)
    if field.replaced and isinstance(value, dict) and isinstance(now, dict):
        result[key] = patch[key] = value  # sent each time, equal or not
    elif isinstance(value, dict) and isinstance(now, dict):
        base = original if isinstance(original, dict) else {}
        result[key], change = three_way(base, value, now, field.type, field.retain_keys)
        if change:
            patch[key] = change
    elif isinstance(value, list) and isinstance(now, list) and _by_key(field, value, now):
        base_list = original if isinstance(original, list) else []
        result[key], change = _list(key, field, base_list, value, now)
        patch.update(change)
    elif now != value or type(now) is not type(value):
        result[key] = patch[key] = value


def _by_key(field: Field, *lists: list[Any]) -> bool:
    """Whether items can be told apart by their merge key; what is malformed is left to the server."""
    if field.merge_key:
        return all(isinstance(item, dict) for items in lists for item in items)
    return field.merge_key is not None


def _list(
    key: str, field: Field, original: list[Any], modified: list[Any], current: list[Any]
) -> tuple[list[Any], Fields]:
    """Items are the same when their merge key is; of equal keys the n-th meets the n-th."""
    merge_key = field.merge_key or ""
    old, new, now = (_keyed(items, merge_key) for items in (original, modified, current))
    gone = [name for name in old if name not in new]
    merged: dict[Any, Any] = {}
    changes: list[Any] = []
    for name, item in new.items():
        merged[name], change = _item(old.get(name), item, now.get(name), field)
        if change:
            changes.append({merge_key: name[0], **change} if merge_key else item)
    kept = {name: item for name, item in now.items() if name not in gone}
    moved = list(now) != list(new)  # what the server has added counts, too
    patch = _said(key, merge_key, changes, gone)
    if now and (patch or moved):
        patch[f"$setElementOrder/{key}"] = [{merge_key: name[0]} if merge_key else name[0] for name in new]
    return _ordered(kept, merged), patch


def _item(original: Any, modified: Any, current: Any, field: Field) -> tuple[Any, Any]:
    if isinstance(modified, dict) and isinstance(current, dict):
        base = original if isinstance(original, dict) else {}
        return three_way(base, modified, current, field.type[1:])
    return modified, None if current == modified else modified


def _said(key: str, merge_key: str, changes: list[Any], gone: list[Any]) -> Fields:
    patch: Fields = {}
    if merge_key:
        changes = changes + [{"$patch": "delete", merge_key: name[0]} for name in gone]
    elif gone:
        patch[f"$deleteFromPrimitiveList/{key}"] = [name[0] for name in gone]
    return {**patch, key: changes} if changes else patch


def _child(type_: str, key: str) -> Field:
    if type_[:1] == "#":
        return fields(type_[1:]).get(key, _ANY)
    return Field(type_[1:]) if type_[:1] == "{" else _ANY


def _keyed(items: list[Any], merge_key: str) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for item in items:
        value = item.get(merge_key) if merge_key and isinstance(item, dict) else item
        value = repr(value) if isinstance(value, dict | list) else value
        nth = 0
        while (value, nth) in found:
            nth += 1
        found[(value, nth)] = item
    return found


def _ordered(server: dict[Any, Any], merged: dict[Any, Any]) -> list[Any]:
    """The author's order; what only the server has keeps its place before what follows it there."""
    places = {key: place for place, key in enumerate(server)}
    waiting = [key for key in server if key not in merged]
    result: list[Any] = []
    for key, item in merged.items():
        while waiting and key in places and places[waiting[0]] < places[key]:
            result.append(server[waiting.pop(0)])
        result.append(item)
    return result + [server[key] for key in waiting]
