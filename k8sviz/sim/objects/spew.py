"""A Pod template printed as Go's spew prints it, and the hash that is made of that.

k8s.io/apimachinery/pkg/util/dump (ForHash: `%#v`, sorted keys, no methods), pkg/controller (ComputeHash:
FNV-32a), apimachinery/pkg/util/rand (SafeEncodeString).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import msgspec

from k8sviz.sim.manifests.gotypes import STRUCTS, Field

_SAFE = "bcdfghjklmnpqrstvwxz2456789"
_OFFSET, _PRIME, _MASK = 2_166_136_261, 16_777_619, (1 << 32) - 1
_NUMBERS = ("int32", "int64")
_ZERO_TIME = "{Time:(time.Time){wall:(uint64)0 ext:(int64)0 loc:(*time.Location)<nil>}}"
_encode = msgspec.json.Encoder().encode
_QUANTITY = re.compile(r"([+-]?)0*([0-9]*)(?:\.([0-9]*))?([eE][+-]?[0-9]+|[numkMGTPE]|[KMGTPE]i)?\Z")
_DECIMAL = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_BINARY = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}


def pod_template_hash(template: dict[str, Any], collisions: int | None = None) -> str:
    """The label that a Deployment gives to what it makes of a template."""
    number = _printed_hash(_encode(template))
    if collisions is not None:
        number = fnv(collisions.to_bytes(4, "little"), number)
    return safe(number)


@lru_cache(maxsize=256)
def _printed_hash(template: bytes) -> int:
    """Once for all rooms: a class pastes the same template, and each byte of its print is one step here."""
    return fnv(printed("PodTemplateSpec", msgspec.json.decode(template)).encode(), _OFFSET)


def safe(number: int) -> str:
    """The digits of a number in letters that make no words."""
    return "".join(_SAFE[ord(digit) % len(_SAFE)] for digit in str(number))


def fnv(data: bytes, number: int = _OFFSET) -> int:
    """FNV-1a with 32 bits (RFC 9923)."""
    for byte in data:
        number = (number ^ byte) * _PRIME & _MASK
    return number


def printed(struct: str, value: dict[str, Any] | None) -> str:
    """A struct with its type, as `%#v` prints it."""
    return _typed(struct, value)


def _typed(kind: str, value: Any) -> str:
    """A value with its type in front, as a field is printed."""
    if kind.startswith("*"):
        inner = kind[1:]
        return f"(*{_name(inner)})" + ("<nil>" if value is None else _plain(inner, value))
    return f"({_name(kind)})" + _plain(kind, value)


def _name(kind: str) -> str:
    """The Go type's name with its package."""
    if kind.startswith("[]"):
        return f"[]{_name(kind[2:])}"
    if kind == "Quantity":
        return "resource.Quantity"
    if kind == "IntOrString":
        return "intstr.IntOrString"
    return f"v1.{kind}" if kind[0].isupper() else kind


def _plain(kind: str, value: Any) -> str:
    """A value without its type."""
    if kind.startswith("[]"):
        return "<nil>" if value is None else f"[{' '.join(_plain(kind[2:], one) for one in value)}]"
    if kind.startswith("map[") or kind == "v1.ResourceList":
        return _map(kind, value)
    if kind in STRUCTS:
        return _struct(STRUCTS[kind], value or {})
    if kind[0].isupper():
        return _SPECIAL.get(kind, _unknown)(value)
    if kind in _NUMBERS:
        return str(value or 0)
    return ("true" if value else "false") if kind == "bool" else str(value or "")


def _struct(fields: tuple[Field, ...], value: dict[str, Any]) -> str:
    inside = (
        f"{field.name}:{_typed(field.type, value.get(field.json) if field.json else value)}"
        for field in fields
    )
    return f"{{{' '.join(inside)}}}"


def _map(kind: str, value: dict[str, Any] | None) -> str:
    if value is None:
        return "<nil>"
    shown = _quantity if kind == "v1.ResourceList" else str
    return f"map[{' '.join(f'{key}:{shown(value[key])}' for key in sorted(value))}]"


def _unknown(value: Any) -> str:
    """A struct that is not in the table: its hash is not Kubernetes' own, but still only its content's."""
    return repr(value)


def _time(_value: str | None) -> str:
    return _ZERO_TIME  # a template has no creation time


def _int_or_string(value: int | str | None) -> str:
    text = value if isinstance(value, str) else ""
    number = 0 if isinstance(value, str) else value or 0
    return f"{{Type:(intstr.Type){int(bool(text))} IntVal:(int32){number} StrVal:(string){text}}}"


def _quantity(value: str | int | None) -> str:
    """A parsed quantity keeps its text beside the number (ParseQuantity's fast path)."""
    text = "" if value is None else str(value)
    amount, scale, form = 0, 0, "DecimalSI" if text else ""
    match = _QUANTITY.match(text)
    if text and match:
        sign, whole, rest, unit = match[1], match[2], match[3] or "", match[4] or ""
        amount = int((whole + rest) or "0") << _BINARY.get(unit, 0)
        if unit in _BINARY:
            form = "BinarySI"
        elif unit in _DECIMAL:
            scale = _DECIMAL[unit]
        else:
            scale, form = int(unit[1:]), "DecimalExponent"
        scale -= len(rest)
        amount = -amount if sign == "-" else amount
    inner = f"i:(resource.int64Amount){{value:(int64){amount} scale:(resource.Scale){scale}}}"
    kept = f"d:(resource.infDecAmount){{Dec:(*inf.Dec)<nil>}} s:(string){text}"
    return f"{{{inner} {kept} Format:(resource.Format){form}}}"


_SPECIAL: dict[str, Callable[[Any], str]] = {
    "Time": _time,
    "IntOrString": _int_or_string,
    "Quantity": _quantity,
}
