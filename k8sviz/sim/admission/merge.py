"""kubectl apply's three-way strategic merge: last applied, now applied, and what the server has.

https://kubernetes.io/docs/tasks/manage-kubernetes-objects/declarative-config/#how-apply-calculates-differences-and-merges-changes
kubectl makes a patch that the server carries out; here both happen at once, with the same result.
"""

from __future__ import annotations

from typing import Any

from k8sviz.sim.manifests.schema import Field, fields

Fields = dict[str, Any]
_ANY = Field("o")


class ThreeWay:
    """One merge; `changed` tells whether kubectl's patch would say anything."""

    def __init__(self) -> None:
        self.changed = False

    def structs(
        self, original: Fields, modified: Fields, current: Fields, type_: str, retain: bool = False
    ) -> Fields:
        """Merge two objects or maps, field by field."""
        result = dict(current)
        before = self.changed
        self.changed = False
        for key in original:
            if modified.get(key) is None and key in result:
                del result[key]
                self.changed = True
        for key, value in modified.items():
            self._field(result, key, value, original.get(key), _child(type_, key))
        if retain and self.changed:
            result = {key: value for key, value in result.items() if modified.get(key) is not None}
        self.changed = self.changed or before
        return result

    def _field(self, result: Fields, key: str, value: Any, original: Any, field: Field) -> None:
        now = result.get(key)
        if value is None:  # an explicit null is sent each time
            result.pop(key, None)
            self.changed = True
        elif isinstance(value, dict) and isinstance(now, dict):
            base = original if isinstance(original, dict) else {}
            result[key] = self.structs(base, value, now, field.type, field.retain_keys)
        elif isinstance(value, list) and isinstance(now, list) and field.merge_key is not None:
            base_list = original if isinstance(original, list) else []
            result[key] = self._lists(base_list, value, now, field)
        elif now != value or type(now) is not type(value):
            result[key] = value
            self.changed = True

    def _lists(self, original: list[Any], modified: list[Any], current: list[Any], field: Field) -> list[Any]:
        """Items are the same when their merge key is; of equal keys the n-th meets the n-th."""
        old, new, now = (_keyed(items, field.merge_key or "") for items in (original, modified, current))
        kept = {key: item for key, item in now.items() if key in new or key not in old}
        merged: dict[Any, Any] = {}
        for key, item in new.items():
            merged[key] = self._item(old.get(key), item, kept.get(key), field) if key in kept else item
        common = [key for key in kept if key in new]
        if len(kept) != len(now) or len(common) != len(new) or common != [key for key in new if key in kept]:
            self.changed = True
        return _ordered(kept, merged)

    def _item(self, original: Any, modified: Any, current: Any, field: Field) -> Any:
        if isinstance(modified, dict) and isinstance(current, dict):
            base = original if isinstance(original, dict) else {}
            return self.structs(base, modified, current, field.type[1:])
        return modified


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
