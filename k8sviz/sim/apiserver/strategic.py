"""Strategic merge patches: lists merged by key, directives obeyed.

https://github.com/kubernetes/community/blob/main/contributors/devel/sig-api-machinery/strategic-merge-patch.md,
apimachinery pkg/util/strategicpatch
"""

from __future__ import annotations

from collections import deque
from typing import Any

from k8sviz.sim.apiserver.jsonpatch import PatchError
from k8sviz.sim.manifests import gosyntax
from k8sviz.sim.manifests.schema import Field, fields

Fields = dict[str, Any]
_ANY = Field("o")
_ORDER, _DELETE, _KEYS, _PATCH = "$setElementOrder/", "$deleteFromPrimitiveList/", "$retainKeys", "$patch"


def merged(target: Fields, patch: Fields, type_: str) -> Fields:
    """The object or map of a type after a patch; neither is changed.

    Raises: PatchError.
    """
    directive = patch.get(_PATCH)
    if directive == "replace":
        return {key: value for key, value in patch.items() if key != _PATCH}
    if directive == "delete":
        return {}
    if directive not in (None, "merge"):
        raise _unknown(directive)
    result = _retained(target, patch)
    for key, value in patch.items():
        if key.startswith((_ORDER, _DELETE)):
            _without_list(result, patch, key, type_)
        elif key not in (_PATCH, _KEYS):
            _field(result, patch, key, value, _child(type_, key))
    return result


def _unknown(directive: Any) -> PatchError:
    return PatchError(f"Unknown patch type found: {directive}", 400, "BadRequest")


def _retained(target: Fields, patch: Fields) -> Fields:
    if _KEYS not in patch:
        return dict(target)
    kept = patch[_KEYS]
    if not isinstance(kept, list):
        raise PatchError("$retainKeys must be a list", 400, "BadRequest")
    said = {key for key in kept if isinstance(key, str)}
    for key in patch:
        if not key.startswith("$") and key not in said:
            raise PatchError(
                "The request is invalid: patch: Invalid value: $retainKeys and patch do not agree", 422
            )
    return {key: value for key, value in target.items() if key in said}


def _without_list(result: Fields, patch: Fields, key: str, type_: str) -> None:
    """A directive about a list that the patch does not name otherwise."""
    name = key.partition("/")[2]
    if name not in patch and isinstance(result.get(name), list):
        field = _child(type_, name)
        result[name] = _list(result[name], [], field, patch, name)
        if not result[name]:
            del result[name]


def _field(result: Fields, patch: Fields, key: str, value: Any, field: Field) -> None:
    now = result.get(key)
    if value is None:
        result.pop(key, None)
    elif isinstance(value, dict) and not field.replaced:
        inner = merged(now if isinstance(now, dict) else {}, value, field.type)
        if value.get(_PATCH) == "delete":
            result.pop(key, None)
        else:
            result[key] = inner
    elif isinstance(value, list) and field.merge_key is not None:
        result[key] = _list(now if isinstance(now, list) else [], value, field, patch, key)
    else:
        result[key] = (
            [item for item in value if not _is_directive(item)] if isinstance(value, list) else value
        )


def _is_directive(item: Any) -> bool:
    return isinstance(item, dict) and _PATCH in item


def _list(now: list[Any], changes: list[Any], field: Field, patch: Fields, name: str) -> list[Any]:
    key = field.merge_key or ""
    order = patch.get(_ORDER + name)
    if order is not None and not isinstance(order, list):
        raise PatchError(f"{_ORDER}{name} must be a list", 400, "BadRequest")
    if not key:
        gone = patch.get(_DELETE + name) or ()
        out = {_hashed(item) for item in (gone if isinstance(gone, list) else ())}
        kept = [item for item in now if _hashed(item) not in out]
        there = {_hashed(item) for item in kept}
        items = kept + [item for item in changes if _hashed(item) not in there]
        return items if order is None else _ordered(items, order, now, lambda item: item)
    for item in changes:
        if not isinstance(item, dict):
            raise PatchError("expected a list of objects in the patch", 400, "BadRequest")
    if any(item.get(_PATCH) == "replace" for item in changes):
        return [item for item in changes if not _is_directive(item)]
    items = _merged_items(now, changes, key, field.type[1:])
    if order is None:
        return items
    return _ordered(items, [_keyed(one, key) for one in order], now, lambda item: _keyed(item, key))


def _merged_items(now: list[Any], changes: list[Any], key: str, type_: str) -> list[Any]:
    """Of items with equal keys the first is changed, and all are deleted."""
    items: dict[int, Any] = dict(enumerate(now))
    places: dict[Any, list[int]] = {}
    for place, item in items.items():
        places.setdefault(_name(item, key), []).append(place)
    for number, change in enumerate(changes, len(now)):
        if key not in change:
            told = f"map: {gosyntax.plain(change)} does not contain declared merge key: {key}"
            raise PatchError(told, 500, "")
        found = places.setdefault(_name(change, key), [])
        if change.get(_PATCH) == "delete":
            for place in found:
                del items[place]
            found.clear()
        elif found:
            items[found[0]] = merged(items[found[0]], change, type_)
        else:
            items[number] = merged({}, change, type_)
            found.append(number)
    return list(items.values())


def _keyed(item: Any, key: str) -> Any:
    return item.get(key) if isinstance(item, dict) else None


def _name(item: Any, key: str) -> Any:
    return _hashed(_keyed(item, key))


def _ordered(items: list[Any], order: list[Any], server: list[Any], name: Any) -> list[Any]:
    """The order of the directive; what only the server has keeps its place before what follows it there."""
    places = {_hashed(name(item)): place for place, item in enumerate(server)}
    said: dict[Any, int] = {}
    for place, one in enumerate(order):
        said.setdefault(_hashed(one), place)
    mine = sorted(
        (item for item in items if _hashed(name(item)) in said), key=lambda item: said[_hashed(name(item))]
    )
    waiting = deque(item for item in items if _hashed(name(item)) not in said)
    result: list[Any] = []
    for item in mine:
        at = places.get(_hashed(name(item)))
        while waiting and at is not None and places.get(_hashed(name(waiting[0])), at) < at:
            result.append(waiting.popleft())
        result.append(item)
    return [*result, *waiting]


def _hashed(value: Any) -> Any:
    return repr(value) if isinstance(value, dict | list) else (type(value), value)


def _child(type_: str, key: str) -> Field:
    if type_[:1] == "#":
        return fields(type_[1:]).get(key, _ANY)
    return Field(type_[1:]) if type_[:1] == "{" else _ANY
