"""Bodies of requests: JSON or YAML to a value, or what the server's decoder says of them."""

from __future__ import annotations

import json
from typing import Any

from k8sviz.sim.manifests import jsontext, load

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
    "Invalid control character at": "in string literal",
}
_INT64 = range(-(2**63), 2**63)
NO_SECONDS = "json: cannot unmarshal into Go struct field DeleteOptions.gracePeriodSeconds of type int64"
_ESCAPED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


class BodyError(Exception):
    """A body that cannot be read; answered with a 400 of this message."""


def read(text: str, content_type: str) -> Any:
    """The value of a body.

    Raises: BodyError.
    """
    if "yaml" in content_type:
        return _yaml(text)
    try:
        return jsontext.read(text)
    except json.JSONDecodeError as error:
        raise BodyError(_told(text, error)) from error
    except (jsontext.DepthError, jsontext.NumberError) as error:
        raise BodyError(str(error)) from error


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


def member(value: Any, name: str, of: str) -> dict[str, Any]:
    """A field of a body that is a struct; empty where it is not said.

    Raises: BodyError.
    """
    found = value.get(name) if isinstance(value, dict) else value
    if found is None:
        return {}
    if not isinstance(found, dict):
        field = f"struct field {of}.{name}" if isinstance(value, dict) else f"value of type v1.{of}"
        raise BodyError(f"json: cannot unmarshal {_named(found)} into Go {field}")
    return found


def is_whole(value: Any) -> bool:
    """Whether an *int64 can hold it."""
    return value is None or (isinstance(value, int) and not isinstance(value, bool) and value in _INT64)


def _unrecognized(kind: str, told: str, text: str) -> str:
    return f"the object provided is unrecognized (must be of type {kind}): {told} ({_summary(text)})"


def _summary(text: str) -> str:
    data = text.encode(errors="replace")
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


def _told(text: str, error: json.JSONDecodeError) -> str:
    """encoding/json's words."""
    position, where = error.pos, _EXPECTED.get(error.msg)
    if error.msg.startswith("Invalid \\escape"):
        position, where = position + 1, "in string escape code"
    if error.msg.startswith("Unterminated string") or position >= len(text.rstrip()):
        return "unexpected end of JSON input"
    return f"invalid character {_quoted(text[position])} {where or _after(text[:position])}"


def _quoted(character: str) -> str:
    if character in "'\\":
        return f"'\\{character}'"
    return f"'{character}'" if character.isprintable() else f"'{_ESCAPED.get(character) or _hex(character)}'"


def _hex(character: str) -> str:
    return f"\\x{ord(character):02x}" if character < "\x80" else f"\\u{ord(character):04x}"


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
