"""Bodies of requests: JSON or YAML to a value, or what the server's decoder says of them."""

from __future__ import annotations

import json
from typing import Any

from k8sviz.sim.manifests import load

_LONGEST = 30
_WANTED = (
    r'struct { APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" }'
)
_EXPECTED = {  # Python's words, and those of encoding/json
    "Expecting property name enclosed in double quotes": "looking for beginning of object key string",
    "Illegal trailing comma before end of object": "looking for beginning of object key string",
    "Expecting ':' delimiter": "after object key",
    "Expecting value": "looking for beginning of value",
    "Extra data": "after top-level value",
}


class BodyError(Exception):
    """A body that cannot be read; answered with a 400 of this message."""


def read(text: str, content_type: str) -> Any:
    """The value of a body.

    Raises: BodyError.
    """
    if "yaml" in content_type:
        return _yaml(text)
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BodyError(_told(text, error)) from error


def read_object(text: str, content_type: str, kind: str) -> dict[str, Any]:
    """The value of a body that must be an object of a kind (apiserver, transformDecodeError).

    Raises: BodyError.
    """
    before = "" if "yaml" in content_type else "couldn't get version/kind; json parse error: "
    try:
        value = read(text, content_type)
    except BodyError as error:
        raise BodyError(_unrecognized(kind, f"{before}{error}", text)) from error
    if not isinstance(value, dict):
        told = f"json: cannot unmarshal {_named(value)} into Go value of type {_WANTED}"
        raise BodyError(_unrecognized(kind, f"{before}{told}", text))
    if not isinstance(value.get("metadata", {}) or {}, dict):
        raise BodyError(f"json: cannot unmarshal {_named(value['metadata'])} into Go struct field .metadata")
    return value


def _unrecognized(kind: str, told: str, text: str) -> str:
    return f"the object provided is unrecognized (must be of type {kind}): {told} ({_summary(text)})"


def _summary(text: str) -> str:
    data = text.encode()
    if not data:
        return "<empty>"
    more = " ..." if len(data) > _LONGEST else ""
    shown = data[:_LONGEST]
    return (shown.decode(errors="replace") if data[:1] == b"{" else shown.hex()) + more


def _yaml(text: str) -> Any:
    documents = load.read(text)
    if not documents:
        return None
    if documents[0].error:
        raise BodyError(documents[0].error.rpartition("error converting YAML to JSON: ")[2])
    return documents[0].value


def _named(value: Any) -> str:
    if isinstance(value, bool):
        return "bool"
    return "array" if isinstance(value, list) else "string" if isinstance(value, str) else "number"


def _told(text: str, error: Exception) -> str:
    """encoding/json's words."""
    position = getattr(error, "pos", None)
    if position is None or position >= len(text.rstrip()):
        return "unexpected end of JSON input"
    message = str(getattr(error, "msg", ""))
    if message.startswith("Unterminated string"):
        return "unexpected end of JSON input"
    where = _EXPECTED.get(message) or _after(text[:position])
    return f"invalid character '{text[position]}' {where}"


def _after(before: str) -> str:
    """A comma was expected: in which container?"""
    depth: list[str] = []
    inside = False
    for place, character in enumerate(before):
        if character == '"' and before[place - 1 : place] != "\\":
            inside = not inside
        elif not inside and character in "{[":
            depth.append(character)
        elif not inside and character in "}]" and depth:
            depth.pop()
    return "after array element" if depth[-1:] == ["["] else "after object key:value pair"
