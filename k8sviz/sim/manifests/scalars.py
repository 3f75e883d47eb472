"""Which value a plain scalar has for kubectl: the rules of go.yaml.in/yaml/v2, neither YAML 1.1 nor 1.2.

y and n are booleans, 0644 and 0o644 the same number, 22:22 and dates are strings, 1e3 is a number.
"""

from __future__ import annotations

import math
import re

Scalar = str | int | float | bool | None

_SPELLINGS: tuple[tuple[Scalar, str], ...] = (
    (True, "y Y yes Yes YES true True TRUE on On ON"),
    (False, "n N no No NO false False FALSE off Off OFF"),
    (None, "~ null Null NULL"),
    (math.nan, ".nan .NaN .NAN"),
    (math.inf, ".inf .Inf .INF +.inf +.Inf +.INF"),
    (-math.inf, "-.inf -.Inf -.INF"),
)
_WORDS: dict[str, Scalar] = {word: value for value, words in _SPELLINGS for word in words.split()}
_FIRST = frozenset("yYnNtTfFoO~<.+-0123456789")
_INTEGER = re.compile(r"[-+]?(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]*|[1-9][0-9]*)\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_UINT64 = (1 << 64) - 1
_INT64 = -(1 << 63)
_LONGEST = 1_000  # digits of an integer: Python reads no more than 4,300
_EXACT = 1e21  # from here on Go writes a float with an exponent, which no integer field accepts
_TAG = "tag:yaml.org,2002:"


def resolve(text: str) -> Scalar:
    """The value of a plain, untagged scalar."""
    if not text:
        return None
    if text[0] not in _FIRST:
        return text
    if text in _WORDS:
        return _WORDS[text]
    return _number(text) if text[0] in "+-.0123456789" else text


def tagged(text: str, tag: str) -> Scalar:
    """The value of a scalar with an explicit tag; unknown tags leave a string."""
    return resolve(text) if tag in (_TAG + "int", _TAG + "float", _TAG + "bool", _TAG + "null") else text


def is_plain(text: str) -> bool:
    """Whether kubectl reads the unquoted text as this very string."""
    return text != "<<" and resolve(text) == text


def _number(text: str) -> Scalar:
    if text[0] == ".":
        return _float(text) if _FLOAT.match(text) else text
    digits = text.replace("_", "")
    if len(digits) <= _LONGEST and _INTEGER.match(digits):
        number = _integer(digits)
        if _INT64 <= number <= _UINT64:
            return number
    return _float(digits) if _FLOAT.match(digits) else text


def _integer(digits: str) -> int:
    sign = -1 if digits[0] == "-" else 1
    bare = digits.lstrip("+-")
    if len(bare) > 1 and bare[0] == "0" and bare[1] in "01234567":
        return sign * int(bare, 8)
    return sign * int(bare, 0)


def _float(text: str) -> int | float:
    number = float(text)
    return int(number) if number.is_integer() and abs(number) < _EXACT else number
