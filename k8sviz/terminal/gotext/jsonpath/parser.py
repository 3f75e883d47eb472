"""kubectl's JSONPath templates read, with the errors that it tells (client-go's util/jsonpath/parser.go).

https://kubernetes.io/docs/reference/kubectl/jsonpath/
"""

from __future__ import annotations

import re

from k8sviz.sim import digits
from k8sviz.terminal.gotext.budget import check_length
from k8sviz.terminal.gotext.jsonpath.errors import JsonPathError
from k8sviz.terminal.gotext.jsonpath.nodes import (
    Field,
    Filter,
    Identifier,
    Node,
    Path,
    Recursive,
    Slice,
    Text,
    Union,
    Wildcard,
)

_TERMINATORS = " \t\r\n.,[]$@{}"
_NAME = re.compile(r"(?:\\.|[^\\ \t\r\n.,\[\]$@{}])*", re.DOTALL)
_WORD = re.compile(r"[^ \t\r\n.,\[\]$@{}]+")
_NUMBER = re.compile(r"[+-]?[\w.]*")
_COMPARISON = re.compile(r"([^!<>=]+)([!<>=]+)(.+)", re.DOTALL)
_KEY = re.compile(r"'([^']*)'")
_SLICE = re.compile(r"(-?[0-9]*)(:-?[0-9]*)?(:-?[0-9]*)?")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_CHARACTERS = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_LINE_END = ("", "\n", "\r")


def parse(template: str) -> list[Path]:
    """Each text outside braces, and what stands between two of them, as a path."""
    check_length(template)
    paths: list[Path] = []
    place = 0
    while place < len(template):
        brace = template.find("{", place)
        text = template[place : brace if brace >= 0 else None]
        if text:
            paths.append([Text(text)])
        if brace < 0:
            break
        reader = _Reader(template, brace + 1)
        paths.append(reader.read())
        place = reader.place
    return paths


def steps(text: str) -> Path:
    """The path that stands between two braces."""
    return _Reader(text + "}", 0).read()


class _Reader:
    """Reads one action, from behind its brace; `place` is behind the other one in the end."""

    def __init__(self, text: str, place: int) -> None:
        self.place = place
        self._text = text
        self._nodes: list[Node] = []

    def read(self) -> Path:
        """The nodes up to the closing brace."""
        while not self._ahead("}"):
            self._node()
        self.place += 1
        return self._nodes

    def _ahead(self, text: str) -> bool:
        return self._text.startswith(text, self.place)

    def _node(self) -> None:  # one branch for each thing that may begin here
        if self._ahead("[?("):
            self._filter()
            return
        if self._ahead(".."):
            self._recursive()
            return
        character = self._text[self.place : self.place + 1]
        if character in _LINE_END:
            raise JsonPathError("unclosed action")
        if character in " @$":
            self.place += 1
        elif character == "[":
            self._array()
        elif character in "\"'":
            self._quote(character)
        elif character == ".":
            self._field()
        elif character in "+-" or "0" <= character <= "9":
            self._number()
        elif character.isalnum() or character == "_":
            self._identifier()
        else:
            raise JsonPathError(f"unrecognized character in action: U+{ord(character):04X} '{character}'")

    def _matched(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._text, self.place)
        assert found is not None
        self.place = found.end()
        return found[0]

    def _identifier(self) -> None:
        word = self._matched(_WORD)
        self._nodes.append(Text(word == "true") if word in ("true", "false") else Identifier(word))

    def _number(self) -> None:
        self._nodes.append(Text(_number(self._matched(_NUMBER))))

    def _recursive(self) -> None:
        if self._nodes and isinstance(self._nodes[-1], Recursive):
            raise JsonPathError("invalid multiple recursive descent")
        self._nodes.append(Recursive())
        self.place += 2
        following = self._text[self.place : self.place + 1]
        if following.isalnum() or following == "_":
            self._nodes.append(_named(self._matched(_NAME)))

    def _field(self) -> None:
        self.place += 1
        self._nodes.append(_named(self._matched(_NAME)))

    def _quote(self, quote: str) -> None:
        begin = self.place
        end = self._closing(begin + 1, quote)
        self.place = end + 1
        inner = self._text[begin + 1 : end]
        self._nodes.append(Text(_ESCAPED.sub(lambda found: _CHARACTERS.get(found[1], found[1]), inner)))

    def _closing(self, place: int, quote: str) -> int:
        while True:
            character = self._text[place : place + 1]
            if character in ("", "\n"):
                raise JsonPathError("unterminated quoted string")
            if character == quote and self._text[place - 1] != "\\":
                return place
            place += 1

    def _array(self) -> None:
        end = self._text.find("]", self.place)
        inner = self._text[self.place + 1 : end]
        if end < 0 or "\n" in inner:
            raise JsonPathError("unterminated array")
        self.place = end + 1
        if "," in inner:
            paths = [steps(f"[{part.strip(' ')}]") for part in inner.split(",")]
            self._nodes.append(Union(paths))
        else:
            self._nodes += _subscript(inner)

    def _filter(self) -> None:
        end = self._end_of_filter()
        inner = self._text[self.place + 3 : end]
        if self._text[end + 1 : end + 2] != "]":
            raise JsonPathError("unclosed array expect ]")
        self.place = end + 2
        compared = _COMPARISON.fullmatch(inner)
        if compared is None:
            self._nodes.append(Filter(steps(inner), "exists", ()))
        else:
            self._nodes.append(Filter(steps(compared[1]), compared[2], steps(compared[3])))

    def _end_of_filter(self) -> int:
        """Where the parenthesis closes: not within the one quoted text that may stand there."""
        quote, ended = "", False
        for place in range(self.place + 3, len(self._text)):
            character = self._text[place]
            if character == "\n":
                break
            if character in "\"'" and not quote:
                quote = character
            elif character == quote and self._text[place - 1] != "\\":
                ended = True
            elif character == ")" and bool(quote) is ended:
                return place
        raise JsonPathError("unterminated filter")


def _named(name: str) -> Node:
    return Wildcard() if name == "*" else Field(name.replace("\\", ""))


def _number(text: str) -> float:
    whole = digits.signed(text)
    if whole is not None:
        return whole
    try:
        return float(text)
    except ValueError as error:
        raise JsonPathError(f"cannot parse number {text}") from error


def _subscript(inner: str) -> Path:
    key = _KEY.fullmatch(inner)
    if key is not None:
        return steps(f".{key[1]}")
    found = _SLICE.fullmatch(":" if inner == "*" else inner)
    if found is None:
        raise JsonPathError(f"invalid array index {inner}")
    begin, end, step = (_index(part.removeprefix(":")) if part else None for part in found.groups())
    return [Slice(begin, end, step, single=found[2] is None)]


def _index(text: str) -> int | None:
    if not text:
        return None
    number = digits.signed(text)
    if number is None or abs(number) >= digits.BEYOND:
        raise JsonPathError(f"array index {text} is not a number")
    return number
