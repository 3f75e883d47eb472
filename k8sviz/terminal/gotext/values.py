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
