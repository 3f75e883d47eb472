"""How Go prints values; some of kubectl's messages contain them (package fmt, verbs %#v and %v)."""

from __future__ import annotations

import json
from typing import Any


def value(item: Any) -> str:
    """%#v of what yaml.v2 decodes into an interface."""
    if isinstance(item, dict):
        inner = ", ".join(f"{quoted(key)}:{_boxed(item[key])}" for key in sorted(item))
        return f"map[interface {{}}]interface {{}}{{{inner}}}"
    if isinstance(item, list):
        return f"[]interface {{}}{{{', '.join(_boxed(one) for one in item)}}}"
    return _boxed(item)


def plain(item: Any) -> str:
    """%v: map[spec:map[ports:x]]."""
    if isinstance(item, dict):
        return f"map[{' '.join(f'{key}:{plain(item[key])}' for key in sorted(item))}]"
    if isinstance(item, list):
        return f"[{' '.join(plain(one) for one in item)}]"
    if item is None:
        return "<nil>"
    if isinstance(item, bool):
        return str(item).lower()
    return item if isinstance(item, str) else number(item)


def number(item: float) -> str:
    """A number as Go's JSON writes it."""
    return json.dumps(item)


def marshal(item: Any) -> str:
    """encoding/json: sorted keys, no spaces, <, > and & escaped."""
    return _escaped(_sorted(item))


def struct(item: dict[str, Any]) -> str:
    """The same for a struct: its fields stand in the order in which they are declared."""
    return _escaped(json.dumps(item, separators=(",", ":"), ensure_ascii=False))


def _escaped(text: str) -> str:
    for character, escape in ESCAPES:
        text = text.replace(character, escape)
    return text


_sorted = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode
ESCAPES = (
    ("&", "\\u0026"),
    ("<", "\\u003c"),
    (">", "\\u003e"),
    ("\u2028", "\\u2028"),
    ("\u2029", "\\u2029"),
)


def _boxed(item: Any) -> str:
    if item is None:
        return "interface {}(nil)"
    if isinstance(item, bool):
        return str(item).lower()
    if isinstance(item, str):
        return quoted(item)
    return value(item) if isinstance(item, dict | list) else number(item)


def quoted(text: str) -> str:
    """%q."""
    return json.dumps(text, ensure_ascii=False)
