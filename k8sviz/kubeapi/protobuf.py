"""Kubernetes' protobuf bodies as JSON objects: the envelope, and messages read by tables of their fields.

https://kubernetes.io/docs/reference/using-api/api-concepts/#protobuf-encoding; the wire format is
https://protobuf.dev/programming-guides/encoding/. messages.json is made by tools/make_messages.py.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import Any

import msgspec

MAGIC = b"k8s\x00"
_DEPTH = 32  # messages inside each other
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_SIGN, _WORD = 1 << 63, 1 << 64
# What Go embeds, JSON has no name for (`json:",inline"`).
_INLINE = (
    "volumeSource", "persistentVolumeSource", "handler", "localObjectReference", "ephemeralContainerCommon",
    "ingressRuleValue",
)  # fmt: skip
# Pointers in Go: a zero that was sent is meant. All other zeros are the field's absence (omitempty).
_MEANT = (
    "replicas", "minReplicas", "revisionHistoryLimit", "progressDeadlineSeconds",
    "terminationGracePeriodSeconds",
    "automountServiceAccountToken", "enableServiceLinks", "immutable", "parallelism", "completions",
    "backoffLimit",
    "activeDeadlineSeconds", "ttlSecondsAfterFinished", "startingDeadlineSeconds",
    "successfulJobsHistoryLimit", "failedJobsHistoryLimit", "suspend", "defaultMode", "optional",
    "runAsNonRoot", "runAsUser", "runAsGroup",
    "privileged", "allowPrivilegeEscalation", "allocateLoadBalancerNodePorts", "value", "ordinal",
)  # fmt: skip


class ProtobufError(Exception):
    """Bytes that are no message of the kind that they say they are."""


class _Tables(msgspec.Struct):
    kinds: dict[str, str]  # "apps/v1 Deployment" → its message
    messages: dict[str, dict[str, tuple[str, str, str]]]  # number → name, one/many/map, type


@cache
def _tables() -> _Tables:
    text = resources.files("k8sviz.kubeapi").joinpath("messages.json").read_bytes()
    return msgspec.json.decode(text, type=_Tables)


def decoded(body: bytes) -> dict[str, Any]:
    """The object in a body: the envelope is runtime.Unknown{1: TypeMeta{1: apiVersion, 2: kind}, 2: raw}.

    Raises: ProtobufError.
    """
    if not body.startswith(MAGIC):
        raise ProtobufError(
            "provided data does not appear to be a protobuf message, expected prefix k8s\\x00"
        )
    parts = dict(_fields(body[len(MAGIC) :]))
    head = dict(_fields(_message(parts.get(1, b""))))
    version, kind = _text(head.get(1, b"")), _text(head.get(2, b""))
    message = _tables().kinds.get(f"{version} {kind}")
    if message is None:
        raise ProtobufError(
            f"{version} {kind} is not taken as protobuf; send it as JSON (kubectl create -f does)"
        )
    return {"apiVersion": version, "kind": kind, **_object(_message(parts.get(2, b"")), message, 0)}


def _fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    at = 0
    while at < len(data):
        tag, at = _varint(data, at)
        number, form = tag >> 3, tag & 7
        if form == _VARINT:
            value, at = _varint(data, at)
            yield number, value
            continue
        if form == _BYTES:
            size, at = _varint(data, at)
        elif form in (_FIXED32, _FIXED64):
            size = 4 if form == _FIXED32 else 8
        else:
            raise ProtobufError(f"wire type {form} is not known")
        if at + size > len(data):
            raise ProtobufError("unexpected EOF")
        yield number, data[at : at + size]
        at += size


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(data) and shift < 64:  # noqa: PLR2004
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:  # noqa: PLR2004
            return value, at
    raise ProtobufError("unexpected EOF")


def _object(data: bytes, message: str, depth: int) -> dict[str, Any]:
    if depth > _DEPTH:
        raise ProtobufError(f"messages lie more than {_DEPTH} deep in each other")
    table = _tables().messages[message]
    made: dict[str, Any] = {}
    for number, value in _fields(data):
        name, shape, kind = table.get(str(number), ("", "", ""))
        if not name:
            continue  # a field of a newer version
        if shape == "map":
            made.setdefault(name, {}).update([_entry(_message(value), kind, depth)])
        elif shape == "many":
            made.setdefault(name, []).append(_value(value, kind, depth))
        elif name in _INLINE and "/" in kind:
            made |= _object(_message(value), kind, depth + 1)
        else:
            found = _value(value, kind, depth)
            if found is not None and (found or isinstance(found, dict) or name in _MEANT):
                made[name] = found
    return made


def _entry(data: bytes, kind: str, depth: int) -> tuple[str, Any]:
    parts = dict(_fields(data))
    empty: int | bytes = b"" if "/" in kind or kind in ("string", "bytes") else 0
    return _text(parts.get(1, b"")), _value(parts.get(2, empty), kind, depth)


def _value(value: int | bytes, kind: str, depth: int) -> Any:
    special = _SPECIAL.get(kind)
    if special is not None:
        return special(value)
    if "/" in kind:
        return _object(_message(value), kind, depth + 1)
    raise ProtobufError(f"fields of type {kind} are not known")


def _message(value: int | bytes) -> bytes:
    if isinstance(value, int):
        raise ProtobufError("a message was expected")
    return value


def _text(value: int | bytes) -> str:
    try:
        return _message(value).decode()
    except UnicodeDecodeError as problem:
        raise ProtobufError("a text is not UTF-8") from problem


def _number(value: int | bytes) -> int:
    if not isinstance(value, int):
        raise ProtobufError("a number was expected")
    return value - _WORD if value >= _SIGN else value


def _time(value: int | bytes) -> str | None:
    seconds = _number(dict(_fields(_message(value))).get(1, 0))
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if seconds else None
    except (ValueError, OverflowError, OSError) as problem:
        raise ProtobufError("a time is out of range") from problem


def _int_or_string(value: int | bytes) -> int | str:
    parts = dict(_fields(_message(value)))
    return _text(parts.get(3, b"")) if parts.get(1, 0) else _number(parts.get(2, 0))


def _quantity(value: int | bytes) -> str:
    return _text(dict(_fields(_message(value))).get(1, b""))


def _fields_v1(value: int | bytes) -> Any:
    raw = _message(dict(_fields(_message(value))).get(1, b"{}"))
    try:
        return msgspec.json.decode(raw)
    except msgspec.DecodeError as problem:
        raise ProtobufError("managed fields are not JSON") from problem


_SPECIAL: dict[str, Callable[[int | bytes], Any]] = {
    "string": _text,
    "bytes": lambda value: base64.b64encode(_message(value)).decode(),
    "int32": _number,
    "int64": _number,
    "bool": lambda value: bool(_number(value)),
    "meta/Time": _time,
    "meta/MicroTime": _time,
    "meta/FieldsV1": _fields_v1,
    "resource/Quantity": _quantity,
    "intstr/IntOrString": _int_or_string,
}
