"""Sprint, Sprintln and Sprintf of the values that a template has (package fmt)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from k8sviz.sim.manifests import gosyntax
from k8sviz.terminal.gotext import values
from k8sviz.terminal.gotext.template.literals import Int

MOST_WIDTH = 1_000_000
"""No width or precision is larger (fmt's tooLarge)."""
_VERB = re.compile(r"%([-+# 0]*)(\d*)(?:\.(\d*))?(.?)", re.DOTALL)


def type_of(value: Any) -> str:
    """%T."""
    return "int" if isinstance(value, Int) else values.type_of(value)


def plain(value: Any) -> str:
    """%v."""
    if type(value) is str:
        return value
    if isinstance(value, dict):
        return f"map[{' '.join([f'{key}:{plain(value[key])}' for key in sorted(value)])}]"
    if isinstance(value, list):
        return f"[{' '.join([plain(one) for one in value])}]"
    return str(value) if type(value) is int else _scalar("v", "", -1, value) or ""


def sprint(operands: Sequence[Any]) -> str:
    """Spaces stand between two that are no strings."""
    text = ""
    for place, value in enumerate(operands):
        apart = place and not isinstance(value, str) and not isinstance(operands[place - 1], str)
        text += (" " if apart else "") + plain(value)
    return text


def width_of(form: str) -> int:
    """The most characters that the widths and precisions of a format ask for."""
    return sum(_size(found[2]) + _size(found[3] or "") for found in _VERB.finditer(form))


def _size(digits: str) -> int:
    return int(digits) if digits and len(digits) <= 7 and int(digits) <= MOST_WIDTH else 0


def sprintf(form: str, operands: Sequence[Any]) -> str:
    """A format with its operands."""
    left = list(reversed(operands))

    def one(found: re.Match[str]) -> str:
        flags, digits, precision, verb = found.groups()
        if verb == "%":
            return "%"
        if not verb or _too_large(digits) or _too_large(precision or ""):
            return "%!(NOVERB)"
        if not left:
            return f"%!{verb}(MISSING)"
        text = _formatted(verb, flags, int(precision or 0) if precision is not None else -1, left.pop())
        return _padded(text, flags, int(digits or 0), verb)

    text = _VERB.sub(one, form)
    if left:
        extra = ", ".join(_typed(value) for value in reversed(left))
        text += f"%!(EXTRA {extra})"
    return text


def _too_large(digits: str) -> bool:
    return bool(digits) and (len(digits) > 7 or int(digits) > MOST_WIDTH)


def _typed(value: Any) -> str:
    return "<nil>" if value is None else f"{type_of(value)}={plain(value)}"


def _padded(text: str, flags: str, width: int, verb: str) -> str:
    if "-" in flags:
        return text.ljust(width)
    if "0" in flags and verb not in "sqvT":
        sign = text[:1] if text[:1] in ("-", "+") else ""
        return sign + text[len(sign) :].rjust(width - len(sign), "0")
    return text.rjust(width, "0" if "0" in flags else " ")


def _formatted(verb: str, flags: str, precision: int, value: Any) -> str:
    if verb == "T":
        return type_of(value)
    if isinstance(value, dict):
        pairs = (
            f"{_formatted(verb, flags, precision, key)}:{_formatted(verb, flags, precision, value[key])}"
            for key in sorted(value)
        )
        return f"map[{' '.join(pairs)}]"
    if isinstance(value, list):
        return f"[{' '.join(_formatted(verb, flags, precision, one) for one in value)}]"
    text = _scalar(verb, flags, precision, value)
    return f"%!{verb}({_typed(value)})" if text is None else text


def _scalar(verb: str, flags: str, precision: int, value: Any) -> str | None:
    match value:
        case None:
            return "<nil>" if verb == "v" else None
        case bool():
            return str(value).lower() if verb in "tv" else None
        case str():
            return _string(verb, precision, value)
        case int():
            return _whole(verb, flags, value)
    return _float(verb, flags, precision, float(value))


def _string(verb: str, precision: int, value: str) -> str | None:
    cut = value[:precision] if precision >= 0 else value
    match verb:
        case "s" | "v":
            return cut
        case "q":
            return gosyntax.quoted(cut)
        case "x" | "X":
            text = cut.encode().hex()
            return text if verb == "x" else text.upper()
    return None


def _whole(verb: str, flags: str, value: int) -> str | None:
    sign = "+" if "+" in flags and value >= 0 else ""
    match verb:
        case "d" | "v":
            return sign + str(int(value))
        case "x" | "X" | "o" | "b":
            return sign + format(int(value), verb)
        case "c" | "q" | "U":
            return _rune(verb, value)
    return None


def _rune(verb: str, value: int) -> str:
    if verb == "U":
        return f"U+{value & 0xFFFFFFFFFFFFFFFF:04X}"
    known = 0 <= value <= 0x10FFFF and not 0xD800 <= value < 0xE000
    character = chr(value) if known else "\ufffd"
    return character if verb == "c" else f"'{character}'"


def _float(verb: str, flags: str, precision: int, value: float) -> str | None:
    sign = "+" if "+" in flags and value >= 0 else ""
    if value in (float("inf"), float("-inf")):
        return "+Inf" if value > 0 else "-Inf"
    match verb:
        case "v" | "g" | "G":
            return sign + (shortest(value) if precision < 0 else format(value, f".{precision}g"))
        case "f" | "F" | "e" | "E":
            return sign + format(value, f".{precision if precision >= 0 else 6}{verb}")
    return None


def shortest(value: float) -> str:
    """The fewest digits that mean this number, with an exponent from 1e+06 on (strconv's 'g')."""
    if value == 0:
        return "0"
    sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    assert isinstance(exponent, int)
    power = len(digits) + exponent - 1
    if -4 <= power < _EXPONENTIAL:
        return format(value, f".{max(-exponent, 0)}f")
    first, *rest = map(str, digits)
    mantissa = f"{first}.{''.join(rest)}" if rest else first
    return f"{'-' if sign else ''}{mantissa}e{power:+03d}"


_EXPONENTIAL = 6
