"""Literals of a template: strings as strconv.Unquote reads them, numbers, truths, nil and the dot."""

from __future__ import annotations

import re

from k8sviz.terminal.gotext.template.lexer import Token, fault
from k8sviz.terminal.gotext.template.nodes import Constant

_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|.)", re.DOTALL)
_PLAIN = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\"}
_WHOLE = re.compile(r"[+-]?(?:0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO]?[0-7_]*|[1-9][0-9_]*)")
_FLOAT = re.compile(r"[+-]?(?:[0-9_]+\.?[0-9_]*|\.[0-9_]+)(?:[eE][+-]?[0-9_]+)?")
_MOST_DIGITS = 64
_INT64 = range(-(2**63), 2**63)


class Int(int):
    """An int of the template's own; numbers of objects are int64."""


def constant(text: str, token: Token) -> Constant:
    """The literal of a token."""
    match token.kind:
        case "dot" | "nil":
            return Constant(token.at, token.kind, token.text)
        case "bool":
            return Constant(token.at, "bool", token.text, token.text == "true")
        case "string":
            return Constant(token.at, "string", token.text, string(text, token))
        case "character":
            inner = string(text, token)
            if len(inner) != 1:
                raise fault(text, token.at, f"malformed character constant: {token.text}")
            return Constant(token.at, "number", token.text, Int(ord(inner)))
    return Constant(token.at, "number", token.text, _number(text, token))


def string(text: str, token: Token) -> str:
    """What a quoted token means."""
    inner = token.text[1:-1]
    if token.text[0] == "`":
        return inner

    def meant(found: re.Match[str]) -> str:
        escaped = found[1]
        if escaped in _PLAIN or escaped == token.text[0]:
            return _PLAIN.get(escaped, escaped)
        code = int(escaped[1:], 16) if escaped[0] in "xuU" and len(escaped) > 1 else -1
        code = int(escaped, 8) if len(escaped) == 3 and escaped.isdecimal() else code
        if not 0 <= code <= 0x10FFFF or 0xD800 <= code < 0xE000:
            raise fault(text, token.at, "invalid syntax")
        return chr(code)

    return _ESCAPE.sub(meant, inner)


def _number(text: str, token: Token) -> float:
    bare = token.text.replace("_", "")
    if len(bare) <= _MOST_DIGITS and _WHOLE.fullmatch(token.text) and bare[-1] not in "xXbBoO":
        value = _whole(bare)
        if value in _INT64:
            return Int(value)
        raise fault(text, token.at, f"integer overflow: {_quote(token.text)}")
    if len(bare) <= _MOST_DIGITS and _FLOAT.fullmatch(token.text):
        return float(bare)
    raise fault(text, token.at, f"bad number syntax: {_quote(token.text)}")


def _whole(bare: str) -> int:
    digits = bare.lstrip("+-")
    base = {"x": 16, "b": 2, "o": 8}.get(digits[1:2].lower(), 8 if digits[0] == "0" else 10)
    value = int(digits[2:] if digits[1:2].lower() in "xbo" and len(digits) > 1 else digits, base)
    return -value if bare[0] == "-" else value


def _quote(text: str) -> str:
    return f'"{text}"'
