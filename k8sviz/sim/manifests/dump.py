"""YAML that kubectl reads back to the same value, laid out as `kubectl get -o yaml` does."""

from __future__ import annotations

import re
from typing import Any

import yaml

from k8sviz.sim.manifests.scalars import resolve

_TAG = "tag:yaml.org,2002:"
_UNLIMITED = 1 << 30
_QUOTED = re.compile(  # go-yaml quotes what other readers take for a timestamp or a base 60 number
    r"\d{4}-\d\d?-\d\d?([Tt ]\d\d?:\d\d?:\d\d?(\.\d+)?(Z|[-+]\d\d:\d\d)?)?\Z"
    r"|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?\Z"
)


class _Dumper(yaml.CSafeDumper):
    """Decides what needs quotes by the very table that `load` reads with; PyYAML leaves y and 1e3 bare."""

    def resolve(self, kind: type[Any], value: Any, implicit: Any) -> str:
        """The tag that an unquoted scalar would be read with."""
        if kind is not yaml.ScalarNode:
            return str(super().resolve(kind, value, implicit))  # type: ignore[no-untyped-call]
        return _TAG + _name(value) if implicit[0] else _TAG + "str"

    def ignore_aliases(self, data: Any) -> bool:
        """Shared values are written out."""
        return True

    def represent_text(self, data: str) -> yaml.ScalarNode:
        """Quotes where another value would be read, a literal block for several lines."""
        style = '"' if data == "<<" or resolve(data) != data or _QUOTED.match(data) else None
        if _is_block(data):
            style = "|"
        return self.represent_scalar(_TAG + "str", data, style)


_Dumper.add_representer(str, _Dumper.represent_text)


def write(obj: Any) -> str:
    """The text of one document."""
    text: str = yaml.dump(
        obj, Dumper=_Dumper, default_flow_style=False, allow_unicode=True, width=_UNLIMITED, sort_keys=True
    )
    return text.removesuffix("...\n")


def _name(text: str) -> str:
    value = resolve(text)
    if text == "<<":
        return "merge"
    if isinstance(value, bool):
        return "bool"
    if value is None:
        return "null"
    if isinstance(value, str):
        return "str"
    looks_real = any(sign in text.lower() for sign in ".e") and not text.lower().startswith("0x")
    return "float" if isinstance(value, float) or looks_real else "int"


def _is_block(text: str) -> bool:
    lines = text.split("\n")
    printable = all(character.isprintable() for line in lines for character in line)
    return len(lines) > 1 and printable and not lines[0][:1].isspace() and lines[0] != ""
