"""JSON patches (RFC 6902), with the words of the library that the API server uses (evanphx/json-patch v4)."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.manifests import gosyntax

_OPERATIONS = ("add", "remove", "replace", "move", "copy", "test")


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
    for operation in operations:
        target = _carried_out(target, operation)
    return target


def _carried_out(target: Any, operation: Any) -> Any:
    kind = operation.get("op") if isinstance(operation, dict) else None
    if kind not in _OPERATIONS:
        raise _refused(f"Unexpected kind: {kind or 'unknown'}")
    if not isinstance(operation.get("path"), str):
        raise _refused(f"{kind} operation does not apply: error in path: missing value")
    path = _parts(operation["path"])
    if kind in ("move", "copy"):
        source = _parts(str(operation.get("from", "")))
        value = _found(target, source, kind, operation.get("from", ""))
        target = _removed(target, source, kind, str(operation["from"])) if kind == "move" else target
        return _added(target, path, value, kind, operation["path"])
    if kind == "test":
        return _tested(target, path, operation)
    if kind == "remove":
        return _removed(target, path, kind, operation["path"])
    if kind == "replace":
        _found(target, path, kind, operation["path"])
        return _put(target, path, operation.get("value"))
    return _added(target, path, operation.get("value"), kind, operation["path"])


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
    if isinstance(target, list) and part.lstrip("-").isdigit() and -len(target) <= int(part) < len(target):
        return int(part)
    return None


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
    index = len(parent) if path[-1] == "-" else int(path[-1]) if path[-1].lstrip("-").isdigit() else None
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
    if gosyntax.marshal(now) != gosyntax.marshal(wanted):
        raise _refused(f"testing value {operation['path']} failed: test failed")
    return target
