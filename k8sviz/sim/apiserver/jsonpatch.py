"""JSON patches (RFC 6902), with the words of the library that the API server uses (evanphx/json-patch v4)."""

from __future__ import annotations

from typing import Any

from k8sviz.sim import digits
from k8sviz.sim.manifests import jsontext
from k8sviz.sim.manifests.guard import MAX_DEPTH

_OPERATIONS = ("add", "remove", "replace", "move", "copy", "test")
_TOO_LARGE = 413
_MOST_OPERATIONS = 10_000  # apiserver/pkg/endpoints/handlers/patch.go maxJSONPatchOperations
_MOST_COPIED = 100_000  # values; the API server counts 3 MiB of text
_MOST_WORK = 50_000_000  # operations times values: each may copy what it changes


class PatchError(Exception):
    """A patch that cannot be carried out: `code` and `reason` of the Status, and its message."""

    def __init__(self, message: str, code: int = 422, reason: str = "Invalid") -> None:
        super().__init__(message)
        self.code, self.reason = code, reason


def patched(target: Any, operations: Any) -> Any:
    """The value after all operations; `target` stays as it is.

    Raises: PatchError.
    """
    if not isinstance(operations, list):
        told = "error decoding patch: json: cannot unmarshal object into Go value of type jsonpatch.Patch"
        raise PatchError(told, 400, "BadRequest")
    if len(operations) > _MOST_OPERATIONS:
        told = f"The allowed maximum operations in a JSON patch is {_MOST_OPERATIONS}, got {len(operations)}"
        raise PatchError(told, _TOO_LARGE, "RequestEntityTooLarge")
    size, copied = values(target) + values(operations), 0
    for operation in operations:
        if len(operations) * (size + copied) > _MOST_WORK:
            told = f"the patch takes too much work, the limit is {_MOST_WORK} values in all operations"
            raise PatchError(told, _TOO_LARGE, "RequestEntityTooLarge")
        target, more = _carried_out(target, operation)
        copied += more
        if copied > _MOST_COPIED:
            words = f"the accumulated size increase of copy is {copied}, exceeding the limit {_MOST_COPIED}"
            raise _refused(f"Unable to complete the copy, {words}")
    return target


def values(value: Any) -> int:
    """How many values are in a value, itself included."""
    if isinstance(value, dict):
        return 1 + sum(map(values, value.values()))
    return 1 + sum(map(values, value)) if isinstance(value, list) else 1


def _carried_out(target: Any, operation: Any) -> tuple[Any, int]:
    """The value after one operation, and how many values it has copied."""
    kind = operation.get("op") if isinstance(operation, dict) else None
    if kind not in _OPERATIONS:
        raise _refused(f"Unexpected kind: {kind or 'unknown'}")
    if not isinstance(operation.get("path"), str):
        raise _refused(f"{kind} operation does not apply: error in path: missing value")
    path = _parts(operation["path"])
    if kind in ("move", "copy"):
        source = _parts(str(operation.get("from", "")))
        value = _found(target, source, kind, str(operation.get("from", "")))
        _bounded(path, value)
        target = _removed(target, source, kind, str(operation["from"])) if kind == "move" else target
        return _added(target, path, value, kind, operation["path"]), values(value)
    if kind == "test":
        return _tested(target, path, operation), 0
    if kind == "remove":
        return _removed(target, path, kind, operation["path"]), 0
    value = operation.get("value")
    _bounded(path, value)
    if kind == "replace":
        _found(target, path, kind, operation["path"])
        return _put(target, path, value), 0
    return _added(target, path, value, kind, operation["path"]), 0


def _bounded(path: list[str], value: Any) -> None:
    """Nothing is put together that could not have been sent."""
    if len(path) + jsontext.depth(value) > MAX_DEPTH:
        raise PatchError(str(jsontext.DepthError()), 400, "BadRequest")


def _refused(message: str) -> PatchError:
    return PatchError(message)


def _parts(pointer: str) -> list[str]:
    """A JSON pointer (RFC 6901)."""
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]


def _found(target: Any, path: list[str], kind: str, pointer: str) -> Any:
    for part in path:
        step = _step(target, part)
        if step is None:
            raise _missing(kind, pointer)
        target = target[step]
    return target


def _missing(kind: str, pointer: str) -> PatchError:
    if kind in ("replace", "remove", "add"):
        return _refused(f"{kind} operation does not apply: doc is missing path: {pointer}: missing value")
    return _refused(f"{kind} operation does not apply: doc is missing from path: {pointer}: missing value")


def _step(target: Any, part: str) -> Any:
    """The key or index that a part of the pointer means; None if there is no such thing."""
    if isinstance(target, dict):
        return part if part in target else None
    index = _index(part) if isinstance(target, list) else None
    return index if index is not None and -len(target) <= index < len(target) else None


def _index(part: str) -> int | None:
    """strconv.Atoi."""
    return digits.signed(part)


def _put(target: Any, path: list[str], value: Any) -> Any:
    """A copy of the target with another value at a path that is there."""
    if not path:
        return value
    step = _step(target, path[0])
    copy = dict(target) if isinstance(target, dict) else list(target)
    copy[step] = _put(target[step], path[1:], value)
    return copy


def _removed(target: Any, path: list[str], kind: str, pointer: str) -> Any:
    if not path:
        raise _missing(kind, pointer)
    parent = _parent(target, path, kind, pointer)
    step = _step(parent, path[-1])
    if step is None:
        if isinstance(parent, dict):
            told = f"Unable to remove nonexistent key: {path[-1]}: missing value"
        else:
            told = f"Unable to access invalid index: {path[-1]}: invalid index referenced"
        raise _refused(f"remove operation does not apply: {told}" if kind == "remove" else told)
    copy = dict(parent) if isinstance(parent, dict) else list(parent)
    del copy[step]
    return _put(target, path[:-1], copy)


def _added(target: Any, path: list[str], value: Any, kind: str, pointer: str) -> Any:
    if not path:
        return value
    parent = _parent(target, path, kind, pointer)
    if isinstance(parent, dict):
        return _put(target, path[:-1], {**parent, path[-1]: value})
    index = len(parent) if path[-1] == "-" else _index(path[-1])
    if index is None:
        told = f'strconv.Atoi: parsing "{path[-1]}": invalid syntax'
        raise _refused(
            f"{kind} operation does not apply: value was not a proper array index: '{path[-1]}': {told}"
        )
    if not -len(parent) <= index <= len(parent):
        told = f"Unable to access invalid index: {index}: invalid index referenced"
        raise _refused(f"{kind} operation does not apply: error in {kind} for path: '{pointer}': {told}")
    copy = list(parent)
    copy.insert(index, value)
    return _put(target, path[:-1], copy)


def _parent(target: Any, path: list[str], kind: str, pointer: str) -> Any:
    parent = target
    for part in path[:-1]:
        step = _step(parent, part)
        if step is None:
            raise _missing(kind, pointer)
        parent = parent[step]
    if not isinstance(parent, dict | list):
        raise _missing(kind, pointer)
    return parent


def _tested(target: Any, path: list[str], operation: Any) -> Any:
    wanted, now = operation.get("value"), target
    for part in path:
        step = _step(now, part)
        now = None if step is None else now[step]
    if not _equal(now, wanted):
        raise _refused(f"testing value {operation['path']} failed: test failed")
    return target


def _equal(one: Any, other: Any) -> bool:
    """As JSON: true is no 1, and 1.0 is none either."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(_equal(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(_equal, one, other))
    return bool(one == other)
