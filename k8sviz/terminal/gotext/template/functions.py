"""The functions of text/template and the two of kubectl; `and` and `or` look at no more than they need, which
is the evaluation's work.

https://pkg.go.dev/text/template#hdr-Functions
"""

from __future__ import annotations

import base64
import binascii
import re
import urllib.parse
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from k8sviz.terminal.gotext.budget import Budget
from k8sviz.terminal.gotext.template import comparing
from k8sviz.terminal.gotext.template.comparing import FunctionError
from k8sviz.terminal.gotext.template.formatting import sprint, sprintf, type_of, width_of
from k8sviz.terminal.gotext.template.literals import Int

_BYTES_A_STEP = 256
_HTML = {"\0": "\ufffd", '"': "&#34;", "'": "&#39;", "&": "&amp;", "<": "&lt;", ">": "&gt;"}
_JS = {"\\": "\\\\", "'": "\\'", '"': '\\"', "<": "\\u003C", ">": "\\u003E", "&": "\\u0026", "=": "\\u003D"}
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")


class Function(NamedTuple):
    """What it does with the budget and its values, and how many it takes: exactly, or at least."""

    carry_out: Callable[..., Any]
    least: int
    exact: bool = False

    def refusal(self, name: str, given: int) -> str:
        """Why so many values are wrong; "" when they are right."""
        if given == self.least or (given > self.least and not self.exact):
            return ""
        wanted = f"{'' if self.exact else 'at least '}{self.least}"
        return f"wrong number of args for {name}: want {wanted} got {given}"


def _made(budget: Budget, values: Sequence[Any]) -> str:
    return budget.made(sprint(values))


def _print(budget: Budget, *values: Any) -> str:
    return _made(budget, values)


def _println(budget: Budget, *values: Any) -> str:
    return " ".join(_made(budget, [value]) for value in values) + "\n"


def _printf(budget: Budget, form: Any, *values: Any) -> str:
    if not isinstance(form, str):
        raise FunctionError(f"wrong type for value; expected string; got {type_of(form)}")
    budget.room(width_of(form))
    return budget.made(sprintf(form, values))


def _index(budget: Budget, value: Any, *keys: Any) -> Any:
    if value is None:
        raise FunctionError("index of untyped nil")
    for key in keys:
        budget.take()
        value = _indexed(value, key)
    return value


def _indexed(value: Any, key: Any) -> Any:
    if isinstance(value, dict):
        if not isinstance(key, str):
            raise FunctionError(f"value has type {type_of(key)}; should be string")
        return value.get(key)
    if value is None:
        raise FunctionError("index of nil pointer")
    if not isinstance(value, list | str):
        raise FunctionError(f"can't index item of type {type_of(value)}")
    place = _place(key)
    if not 0 <= place <= len(value):
        raise FunctionError(f"index out of range: {place}")
    if place == len(value):
        what = "slice" if isinstance(value, list) else "string"
        raise FunctionError(f"reflect: {what} index out of range")
    return value[place] if isinstance(value, list) else ord(value[place])


def _place(key: Any) -> int:
    if key is None:
        raise FunctionError("cannot index slice/array with nil")
    if isinstance(key, bool) or not isinstance(key, int):
        raise FunctionError(f"cannot index slice/array with type {type_of(key)}")
    return key


def _slice(budget: Budget, value: Any, *places: Any) -> Any:
    if value is None:
        raise FunctionError("slice of untyped nil")
    if len(places) > 3:
        raise FunctionError(f"too many slice indexes: {len(places)}")
    if not isinstance(value, list | str):
        raise FunctionError(f"can't slice item of type {type_of(value)}")
    if isinstance(value, str) and len(places) == 3:
        raise FunctionError("cannot 3-index slice a string")
    begin, end = [*map(_place, places), len(value)][:2] if places else (0, len(value))
    for place in (begin, end):
        if not 0 <= place <= len(value):
            raise FunctionError(f"index out of range: {place}")
    if begin > end:
        raise FunctionError(f"invalid slice index: {begin} > {end}")
    budget.room(end - begin)
    return value[begin:end]


def _length(budget: Budget, value: Any) -> int:
    if value is None:
        raise FunctionError("len of nil pointer")
    if isinstance(value, str):
        budget.take(len(value) // _BYTES_A_STEP)
        return Int(len(value.encode("utf-8", "surrogatepass")))
    if isinstance(value, dict | list):
        return Int(len(value))
    raise FunctionError(f"len of type {type_of(value)}")


def _exists(budget: Budget, value: Any, *keys: Any) -> bool:
    try:
        return _index(budget, value, *keys) is not None
    except FunctionError:
        return False


def _base64decode(budget: Budget, value: Any) -> str:
    text = budget.made(sprint([value]))
    try:
        return base64.b64decode(text, validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError) as error:
        whole = _BASE64.match(text)
        place = whole.end() if whole else 0
        raise FunctionError(f"base64 decode failed: illegal base64 data at input byte {place}") from error


def _escaped(characters: dict[str, str]) -> Callable[..., str]:
    table = {ord(character): put for character, put in characters.items()}

    def escape(budget: Budget, *values: Any) -> str:
        return budget.made(_made(budget, values).translate(table))

    return escape


def _urlquery(budget: Budget, *values: Any) -> str:
    text = _made(budget, values).encode("utf-8", "replace")
    return budget.made(urllib.parse.quote_plus(text, safe="~"))


FUNCTIONS: dict[str, Function] = {
    "and": Function(lambda budget, *values: None, 1),
    "or": Function(lambda budget, *values: None, 1),
    "base64decode": Function(_base64decode, 1, exact=True),
    "eq": Function(comparing.equal, 1),
    "exists": Function(_exists, 1),
    "ge": Function(comparing.at_least, 2, exact=True),
    "gt": Function(comparing.more, 2, exact=True),
    "html": Function(_escaped(_HTML), 0),
    "index": Function(_index, 1),
    "js": Function(_escaped(_JS), 0),
    "le": Function(comparing.at_most, 2, exact=True),
    "len": Function(_length, 1, exact=True),
    "lt": Function(comparing.less, 2, exact=True),
    "ne": Function(comparing.unequal, 2, exact=True),
    "not": Function(lambda budget, value: not value, 1, exact=True),
    "print": Function(_print, 0),
    "printf": Function(_printf, 1),
    "println": Function(_println, 0),
    "slice": Function(_slice, 1),
    "urlquery": Function(_urlquery, 0),
}
