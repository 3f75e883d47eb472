"""Go's text/template as far as `-o go-template` needs it: fields, range, if, with, variables, functions.

https://pkg.go.dev/text/template
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from k8sviz.sim.manifests import gosyntax


class TemplateError(Exception):
    """A template that cannot be read or carried out."""


class Node(NamedTuple):
    """A piece of a template: text, a pipeline to print, or a block with its two bodies."""

    kind: str  # text, print, range, if, with, set
    value: str = ""
    body: Sequence[Any] = ()
    otherwise: Sequence[Any] = ()


_ACTION = re.compile(r"\{\{(- )?(.*?)( -)?\}\}", re.DOTALL)
_TOKEN = re.compile(
    r"""\s*(?:(?P<string>"(?:\\.|[^"\\])*"|`[^`]*`)|(?P<number>-?\d+(?:\.\d+)?)|(?P<open>\()|(?P<close>\))"""
    r"""|(?P<pipe>\|)|(?P<assign>:?=)|(?P<comma>,)|(?P<path>\$?[\w]*(?:\.[\w]+)+|\.|\$[\w]*)|(?P<word>[\w]+))"""
)


def parse(template: str) -> list[Node]:
    """The nodes of a template."""
    pieces: list[tuple[str, str]] = []
    place, trim = 0, False
    for found in _ACTION.finditer(template):
        text = template[place : found.start()]
        text = text.lstrip() if trim else text
        pieces.append(("text", text.rstrip() if found[1] else text))
        pieces.append(("action", found[2].strip()))
        place, trim = found.end(), bool(found[3])
    tail = template[place:]
    if "{{" in tail:
        raise TemplateError("unclosed action")
    pieces.append(("text", tail.lstrip() if trim else tail))
    nodes, _, _ = _block(pieces, 0)
    return nodes


def _block(pieces: list[tuple[str, str]], place: int) -> tuple[list[Node], int, str]:
    nodes: list[Node] = []
    while place < len(pieces):
        kind, text = pieces[place]
        place += 1
        if kind == "text":
            nodes += [Node("text", text)] if text else []
            continue
        word, _, rest = text.partition(" ")
        if word in ("end", "else"):
            return nodes, place, text
        if word in ("range", "if", "with"):
            node, place = _opened(pieces, place, word, rest.strip())
            nodes.append(node)
        elif not text.startswith("/*"):
            nodes.append(Node("print", text))
    return nodes, place, ""


def _opened(pieces: list[tuple[str, str]], place: int, word: str, rest: str) -> tuple[Node, int]:
    body, place, ended = _block(pieces, place)
    otherwise: list[Node] = []
    if ended.startswith("else if"):
        node, place = _opened(pieces, place, "if", ended.removeprefix("else if").strip())
        return Node(word, rest, body, [node]), place
    if ended.startswith("else"):
        otherwise, place, ended = _block(pieces, place)
    if ended != "end":
        raise TemplateError("unexpected EOF")
    return Node(word, rest, body, otherwise), place


class Run:
    """One execution: the variables and what has been printed."""

    def __init__(self, root: Any) -> None:
        self.variables: dict[str, Any] = {"$": root}
        self.out: list[str] = []

    def nodes(self, nodes: Sequence[Node], dot: Any) -> None:
        """Carry out the nodes one after another."""
        for node in nodes:
            if node.kind == "text":
                self.out.append(node.value)
            elif node.kind == "print":
                self._print(node.value, dot)
            elif node.kind == "range":
                self._range(node, dot)
            else:
                self._choose(node, dot)

    def _print(self, text: str, dot: Any) -> None:
        names, value = self._assigned(text, dot)
        if not names:
            self.out.append(printed(value))

    def _choose(self, node: Node, dot: Any) -> None:
        _, value = self._assigned(node.value, dot)
        if true(value):
            self.nodes(node.body, value if node.kind == "with" else dot)
        else:
            self.nodes(node.otherwise, dot)

    def _range(self, node: Node, dot: Any) -> None:
        names, values = self._assigned(node.value, dot)
        pairs = sorted(values.items()) if isinstance(values, dict) else list(enumerate(values or []))
        for key, item in pairs:
            if len(names) == 2:
                self.variables[names[0]] = key
            if names:
                self.variables[names[-1]] = item
            self.nodes(node.body, item)
        if not pairs:
            self.nodes(node.otherwise, dot)

    def _assigned(self, text: str, dot: Any) -> tuple[list[str], Any]:
        tokens = _tokens(text)
        names: list[str] = []
        marks = [place for place, (kind, _) in enumerate(tokens) if kind == "assign"]
        if marks:
            names = [token for kind, token in tokens[: marks[0]] if kind == "path"]
            tokens = tokens[marks[0] + 1 :]
        value = self._pipeline(tokens, dot)
        if len(names) == 1:
            self.variables[names[0]] = value
        return names, value

    def _pipeline(self, tokens: list[tuple[str, str]], dot: Any) -> Any:
        value, last = None, False
        for part in _split(tokens):
            value = self._command(part, dot, [value] if last else [])
            last = True
        return value

    def _command(self, tokens: list[tuple[str, str]], dot: Any, piped: list[Any]) -> Any:
        if not tokens:
            raise TemplateError("missing value for command")
        kind, text = tokens[0]
        if kind == "word" and text in FUNCTIONS:
            return FUNCTIONS[text](*self._operands(tokens[1:], dot), *piped)
        if kind == "word" and text not in ("true", "false", "nil"):
            raise TemplateError(f'function "{text}" not defined')
        return self._operands(tokens, dot)[0]

    def _operands(self, tokens: list[tuple[str, str]], dot: Any) -> list[Any]:
        values: list[Any] = []
        place = 0
        while place < len(tokens):
            kind, text = tokens[place]
            if kind == "open":
                end = _closing(tokens, place)
                values.append(self._pipeline(tokens[place + 1 : end], dot))
                place = end
            else:
                values.append(self._operand(kind, text, dot))
            place += 1
        return values

    def _operand(self, kind: str, text: str, dot: Any) -> Any:
        if kind == "string":
            return text[1:-1] if text[0] == "`" else json.loads(text)
        if kind == "number":
            return float(text) if "." in text else int(text)
        if kind == "word":
            return {"true": True, "false": False}.get(text)
        name, *fields = text.split(".")
        value = dot if not name else self.variables.get(name)
        for field in fields:
            if field:
                value = value.get(field) if isinstance(value, dict) else None
        return value


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens, place = [], 0
    while text[place:].strip():
        found = _TOKEN.match(text, place)
        if found is None or found.end() == place:
            raise TemplateError(f"unexpected {text[place:].strip()[:1]!r} in command")
        tokens.append((str(found.lastgroup), found[str(found.lastgroup)]))
        place = found.end()
    return tokens


def _split(tokens: list[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    parts: list[list[tuple[str, str]]] = [[]]
    depth = 0
    for token in tokens:
        depth += {"open": 1, "close": -1}.get(token[0], 0)
        if token[0] == "pipe" and depth == 0:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _closing(tokens: list[tuple[str, str]], place: int) -> int:
    depth = 0
    for here in range(place, len(tokens)):
        depth += {"open": 1, "close": -1}.get(tokens[here][0], 0)
        if depth == 0:
            return here
    raise TemplateError("unclosed left paren")


def true(value: Any) -> bool:
    """What `if` takes for true: not false, 0, nil, or empty."""
    return bool(value)


def printed(value: Any) -> str:
    """A value as a template prints it."""
    return "<no value>" if value is None else gosyntax.plain(value)


def _index(value: Any, *keys: Any) -> Any:
    for key in keys:
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list) and isinstance(key, int) and 0 <= key < len(value):
            value = value[key]
        else:
            raise TemplateError(f"error calling index: index out of range: {key}")
    return value


def _printf(form: str, *values: Any) -> str:
    texts = iter(values)

    def one(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%"
        value = next(texts, None)
        text = json.dumps(value) if found[0].endswith("q") else printed(value)
        width = int(found[1] or 0)
        return text.ljust(-width) if width < 0 else text.rjust(width)

    return re.sub(r"%(-?\d+)?[svdq%]", one, form)


def _chosen(want: bool) -> Callable[..., Any]:
    def choose(*values: Any) -> Any:
        return next((value for value in values if true(value) is want), values[-1])

    return choose


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "index": _index,
    "len": len,
    "eq": lambda first, *rest: any(first == one for one in rest),
    "ne": lambda first, second: first != second,
    "lt": lambda first, second: first < second,
    "le": lambda first, second: first <= second,
    "gt": lambda first, second: first > second,
    "ge": lambda first, second: first >= second,
    "and": _chosen(False),
    "or": _chosen(True),
    "not": lambda value: not true(value),
    "print": lambda *values: "".join(printed(value) for value in values),
    "println": lambda *values: " ".join(printed(value) for value in values) + "\n",
    "printf": _printf,
    "exists": lambda value, *keys: _exists(value, keys),
    "base64decode": lambda value: base64.b64decode(value).decode(),
}


def _exists(value: Any, keys: tuple[Any, ...]) -> bool:
    try:
        return _index(value, *keys) is not None
    except TemplateError:
        return False


def execute(template: str, value: Any) -> str:
    """The text that a template makes of a value."""
    run = Run(value)
    try:
        run.nodes(parse(template), value)
    except (TypeError, ValueError) as error:
        raise TemplateError(str(error)) from error
    return "".join(run.out)
