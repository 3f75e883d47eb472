"""Values as Go prints and marshals them."""

from __future__ import annotations

import json
from typing import Any

from k8sviz.sim.manifests import gosyntax

_ESCAPES = (("&", "\\u0026"), ("<", "\\u003c"), (">", "\\u003e"))


def indented(value: Any, indent: int = 4) -> str:
    """encoding/json's MarshalIndent, as `-o json` prints."""
    text = json.dumps(value, sort_keys=True, indent=indent, ensure_ascii=False)
    for character, escape in _ESCAPES:
        text = text.replace(character, escape)
    return text


def shown(value: Any) -> str:
    """fmt.Sprint of an unstructured value; maps and lists as JSON where JSONPath prints them."""
    if isinstance(value, dict | list):
        return gosyntax.marshal(value)
    return gosyntax.plain(value) if value is not None else ""


def quoted(text: str) -> str:
    """%q."""
    return gosyntax.quoted(text)


def type_of(value: Any) -> str:
    """%T of what a JSON document holds."""
    return _TYPES[type(value)]


_TYPES = {
    type(None): "<nil>", bool: "bool", int: "int64", float: "float64", str: "string",
    dict: "map[string]interface {}", list: "[]interface {}",
}  # fmt: skip


def literal(value: Any) -> str:
    """%#v of what a JSON document holds."""
    if isinstance(value, dict):
        inner = ", ".join(f"{quoted(key)}:{literal(value[key])}" for key in sorted(value))
        return f"map[string]interface {{}}{{{inner}}}"
    if isinstance(value, list):
        return f"[]interface {{}}{{{', '.join(literal(one) for one in value)}}}"
    if value is None:
        return "interface {}(nil)"
    return quoted(value) if isinstance(value, str) else gosyntax.plain(value)
