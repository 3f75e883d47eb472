"""Server-side apply: a configuration merged into what others decided, conflicts told (KEP-555).

https://kubernetes.io/docs/reference/using-api/server-side-apply/
"""

from __future__ import annotations

from typing import Any, NamedTuple

from k8sviz.sim.admission import managers
from k8sviz.sim.admission.managers import APPLY, Manager, managed_part
from k8sviz.sim.admission.write import Manner, Written, create, update
from k8sviz.sim.apiserver import authors, status
from k8sviz.sim.calls import Response
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.manifests import fieldsets
from k8sviz.sim.manifests.fieldsets import EMPTY, FieldPath
from k8sviz.sim.manifests.schema import Field, Kind, fields
from k8sviz.sim.objects.identity import ApiObject, Key, key_of

_CONFLICT, _INTERNAL, _UNPROCESSABLE = 409, 500, 422


class Configuration(NamedTuple):
    """What is applied, by whom."""

    kind: Kind
    value: ApiObject
    manager: str
    force: bool
    part: str = ""


def apply(cluster: Cluster, config: Configuration, key: Key) -> Written | Response:
    """Create the object or merge the configuration into it."""
    wrong = _wrong(config, key)
    if wrong:
        return wrong
    root = Field(f"#{config.kind.type}")
    said = fieldsets.applied(managed_part(config.value), root)
    mine = Manager(
        config.manager, APPLY, config.kind.api_version, config.part, said,
        cluster.settings.timestamp(cluster.now),
    )  # fmt: skip
    manner = Manner(validation="Ignore", part=config.part, manager="")
    old = cluster.get(key)
    if old is None:
        written, taken = create(cluster, config.kind, config.value, manner), EMPTY
    else:
        merged, conflicts = _merged(cluster, old, config, mine)
        if conflicts and not config.force:
            return _refused(conflicts)
        taken = frozenset(path for _, path in conflicts)
        written = update(cluster, config.kind, merged, old, manner=manner)
    if written.obj is not None and not written.refusal:
        there = fieldsets.present(managed_part(written.obj), root)
        managers.note_apply(cluster, key_of(written.obj), mine, taken, there)
    return written


def _merged(
    cluster: Cluster, old: ApiObject, config: Configuration, mine: Manager
) -> tuple[ApiObject, list[tuple[Manager, FieldPath]]]:
    root = Field(f"#{config.kind.type}")
    held = authors.everyone(cluster, config.kind, old)
    others = [one for one in held if one.identity != mine.identity]
    before = next((one.fields for one in held if one.identity == mine.identity), EMPTY)
    merged = merge(old, config.value, root)
    modified = fieldsets.changed(managed_part(old), managed_part(merged), root)
    conflicts = [(one, path) for one in others for path in sorted(one.fields & modified)]
    owned = frozenset(path for one in others for path in one.fields)
    for path in sorted(before - mine.fields - owned, key=len, reverse=True):
        if not any(other[: len(path)] == path for other in owned | mine.fields):
            merged = without(merged, path, root)
    return merged, conflicts


def merge(live: Any, config: Any, field: Field) -> Any:
    """The configuration's values over the live ones, item by item where items have keys."""
    if not fieldsets.is_granular(field, config) or not fieldsets.is_granular(field, live):
        return config
    if isinstance(config, dict):
        over = {
            key: merge(live.get(key), value, fieldsets.child(field, key)) for key, value in config.items()
        }
        return {**live, **over}
    held = {name: item for name, item, _ in fieldsets.items(field, live)}
    said = {name: item for name, item, _ in fieldsets.items(field, config)}
    inner = fieldsets.item_type(field)
    kept = [merge(item, said[name], inner) if name in said else item for name, item in held.items()]
    return kept + [item for name, item in said.items() if name not in held]


def without(value: Any, path: FieldPath, field: Field) -> Any:
    """A copy without a field; what is empty after that goes too."""
    name, rest = path[0], path[1:]
    if isinstance(value, dict):
        key = name[2:]
        if key not in value:
            return value
        inner = without(value[key], rest, fieldsets.child(field, key)) if rest else None
        left = {one: held for one, held in value.items() if one != key}
        return {**value, key: inner} if inner not in (None, {}, []) else left
    if not isinstance(value, list):
        return value
    result = []
    for item in value:
        if fieldsets.element(field, item) != name:
            result.append(item)
        elif rest:
            result.append(without(item, rest, fieldsets.item_type(field)))
    return result


def _refused(conflicts: list[tuple[Manager, FieldPath]]) -> Response:
    causes = [
        {
            "reason": "FieldManagerConflict",
            "message": f"conflict with {_printed(one)}",
            "field": fieldsets.shown(path),
        }
        for one, path in conflicts
    ]
    if len(conflicts) == 1:
        one, path = conflicts[0]
        told = f"1 conflict: conflict with {_printed(one)}: {fieldsets.shown(path)}"
    else:
        lines: list[str] = []
        for printed in sorted({_printed(one) for one, _ in conflicts}):
            lines.append(f"conflicts with {printed}:")
            lines += [f"- {fieldsets.shown(path)}" for one, path in conflicts if _printed(one) == printed]
        told = f"{len(conflicts)} conflicts: " + "\n".join(lines)
    return status.failure(_CONFLICT, "Conflict", f"Apply failed with {told}", {"causes": causes})


def _printed(one: Manager) -> str:
    part = f' with subresource "{one.part}"' if one.part else ""
    return f'"{one.name}"{part}' + (f" using {one.version}" if one.operation != APPLY else "")


def _wrong(config: Configuration, key: Key) -> Response | None:
    """What cannot be applied at all."""
    if not config.manager:
        message = "Required value: is required for apply patch"
        cause = {"reason": "FieldValueRequired", "message": message, "field": "fieldManager"}
        details = {"group": "meta.k8s.io", "kind": "PatchOptions", "causes": [cause]}
        told = f'PatchOptions.meta.k8s.io "" is invalid: fieldManager: {message}'
        return status.failure(_UNPROCESSABLE, "Invalid", told, details)
    if config.value["metadata"].get("managedFields") is not None:
        return status.bad_request("metadata.managedFields must be nil")
    unknown = sorted(_unknown(config.value, Field(f"#{config.kind.type}"), ()))
    if not unknown:
        return None
    shown = unknown[0] if len(unknown) == 1 else "errors:\n" + "\n".join(f"  {one}" for one in unknown)
    version = config.kind.api_version if config.kind.group else f"/{config.kind.version}"
    about = f"{key.namespace}/{key.name}; {version}, Kind={config.kind.kind}"
    return status.failure(_INTERNAL, "", f"failed to create typed patch object ({about}): {shown}")


_SHAPES: dict[str, tuple[type, str]] = {
    "#": (dict, "map"), "{": (dict, "map"), "[": (list, "list"), "s": (str, "string"), "b": (bool, "boolean"),
}  # fmt: skip


def _unknown(value: Any, field: Field, path: FieldPath) -> set[str]:
    found: set[str] = set()
    shape = _SHAPES.get(field.type[:1])
    if value is None or field.type == "o":
        return found
    if shape and not isinstance(value, shape[0]):
        return {f"{fieldsets.shown(path)}: expected {shape[1]}, got {_named(value)}"}
    if field.type in ("i", "l") and (isinstance(value, bool) or not isinstance(value, int)):
        return {f"{fieldsets.shown(path)}: expected numeric (int or float), got {_named(value)}"}
    if isinstance(value, dict) and field.type[:1] == "#":
        for key, inner in value.items():
            here = (*path, f"f:{key}")
            type_ = fieldsets.child(field, key)
            if type_.type == "o" and key not in fields(field.type[1:]):
                found.add(f"{fieldsets.shown(here)}: field not declared in schema")
            else:
                found |= _unknown(inner, type_, here)
    elif isinstance(value, list) and field.type[:1] == "[":
        found |= _twice(value, field, path)
        for index, inner in enumerate(value):
            name = fieldsets.element(field, inner) if field.list_keys else f"i:{index}"
            found |= _unknown(inner, fieldsets.item_type(field), (*path, name))
    return found


def _twice(value: list[Any], field: Field, path: FieldPath) -> set[str]:
    """Items that a list with keys, or a set, has more than once (structured-merge-diff typed)."""
    if field.list_keys is None:
        return set()
    found = [fieldsets.element(field, inner) for inner in value]
    twice = {name for at, name in enumerate(found) if name in found[:at]}
    where = fieldsets.shown(path)
    return {f"{where}: duplicate entries for key {fieldsets.shown((name,))}" for name in twice}


def _named(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, dict):
        return "map"
    if isinstance(value, list):
        return "list"
    return "string" if isinstance(value, str) else "number"
