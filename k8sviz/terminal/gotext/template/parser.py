"""Tokens to nodes (text/template/parse/parse.go), with the errors that it tells."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, NoReturn

from k8sviz.terminal.gotext.budget import check_depth
from k8sviz.terminal.gotext.template import literals
from k8sviz.terminal.gotext.template.errors import TemplateError
from k8sviz.terminal.gotext.template.lexer import Token, fault, tokens
from k8sviz.terminal.gotext.template.nodes import (
    Action,
    Block,
    Body,
    Chain,
    Command,
    Constant,
    Field,
    Function,
    Invocation,
    Leave,
    Pipe,
    Text,
    Variable,
)

_OPERANDS = ("bool", "character", "dot", "field", "word", "number", "nil", "string", "variable", "open")
_VALUES = ("bool", "dot", "nil", "number", "string")


class Parser:
    """Reads one template; `templates` are those that it defines by name."""

    def __init__(self, text: str, functions: Collection[str]) -> None:
        self.templates: dict[str, Body] = {}
        self._text = text
        self._functions = functions
        self._problem: TemplateError | None = None
        self._tokens = list(self._read())
        self._place = 0
        self._variables = ["$"]
        self._depth = 0
        self._ranges = 0

    def _read(self) -> Iterator[Token]:
        """The tokens; what cannot be read is told when the parser comes to it."""
        try:
            yield from tokens(self._text)
        except TemplateError as problem:
            self._problem = problem
            yield Token("unreadable", "", len(self._text))

    def parse(self) -> Body:
        """The whole."""
        nodes: Body = []
        while self._peek().kind != "eof":
            if self._peek().kind == "left" and self._following(1).kind == "define":
                self._definition()
                continue
            node = self._node()
            if isinstance(node, Token):
                self._fail(f"unexpected {{{{{node.text}}}}}")
            nodes += [node] if node is not None else []
        return nodes

    def _definition(self) -> None:
        self._place += 1
        while self._peek().kind != "define":
            self._next()
        self._next()
        name = self._quoted("define clause")
        self._expect("right", "define clause")
        variables, self._variables = self._variables, ["$"]
        self.templates[name], ended = self._body()
        self._variables = variables
        if ended.kind != "end":
            self._fail(f"unexpected {{{{{ended.text}}}}} in define clause")

    def _body(self) -> tuple[Body, Token]:
        """Nodes up to an `end` or `else`, which is returned, too."""
        self._depth += 1
        check_depth(self._depth)
        nodes: Body = []
        node: Any = None
        while not isinstance(node, Token):
            nodes += [node] if node is not None else []
            if self._peek().kind == "eof":
                self._fail("unexpected EOF")
            node = self._node()
        self._depth -= 1
        return nodes, node

    def _node(self) -> Any:  # noqa: PLR0911  # one for each kind of node
        token = self._next()
        if token.kind == "text":
            return Text(token.at, token.text)
        word = self._after_space()
        if word.kind in ("if", "with", "range"):
            return self._block(word)
        if word.kind in ("end", "else"):
            if word.kind == "end":
                self._expect("right", "end")
            return word
        if word.kind in ("break", "continue"):
            return self._leave(word)
        if word.kind == "template":
            return self._invocation(word)
        if word.kind == "block":
            return self._inline(word)
        if word.kind == "define":
            self._fail(f"unexpected {word} in command")
        self._place -= 1
        return Action(word.at, self._pipe("command", "right"))

    def _block(self, word: Token) -> Block:
        mark = len(self._variables)
        pipe = self._pipe(word.text, "right")
        self._ranges += word.text == "range"
        body, ended = self._body()
        self._ranges -= word.text == "range"
        otherwise = self._otherwise(word.text) if ended.kind == "else" else []
        del self._variables[mark:]
        return Block(word.at, word.text, pipe, body, otherwise)

    def _otherwise(self, kind: str) -> Body:
        chained = self._peek_word()
        if chained.kind == kind and kind != "range":
            self._after_space()
            self._depth += 1
            check_depth(self._depth)
            block = self._block(chained)
            self._depth -= 1
            return [block]
        self._expect("right", "else")
        body, ended = self._body()
        if ended.kind != "end":
            self._fail(f"expected end; found {{{{{ended.text}}}}}")
        return body

    def _leave(self, word: Token) -> Leave:
        self._expect("right", f"{{{{{word.text}}}}}")
        if not self._ranges:
            self._fail(f"{{{{{word.text}}}}} outside {{{{range}}}}")
        return Leave(word.at, word.text)

    def _invocation(self, word: Token) -> Invocation:
        at = self._peek_word().at
        name = self._quoted("template clause")
        pipe = None
        if self._peek_word().kind == "right":
            self._after_space()
        else:
            pipe = self._pipe("template clause", "right")
        return Invocation(at, name, pipe)

    def _inline(self, word: Token) -> Invocation:
        """{{block "name" .}} … {{end}}: defined and carried out at once."""
        name = self._quoted("block clause")
        pipe = self._pipe("block clause", "right")
        variables, self._variables = self._variables, ["$"]
        self.templates[name], ended = self._body()
        self._variables = variables
        if ended.kind != "end":
            self._fail(f"unexpected {{{{{ended.text}}}}} in block clause")
        return Invocation(word.at, name, pipe)

    def _quoted(self, context: str) -> str:
        token = self._after_space()
        if token.kind != "string":
            self._fail(f"unexpected {token} in {context}")
        return literals.string(self._text, token)

    def _pipe(self, context: str, end: str) -> Pipe:
        at = self._peek_word().at
        declared, assigns = self._declared(context)
        commands: list[Command] = []
        while True:
            token = self._after_space()
            if token.kind == end:
                self._check(commands, context)
                return Pipe(at, declared, assigns, commands)
            if token.kind not in _OPERANDS:
                self._fail(f"unexpected {token} in {context}")
            self._place -= 1
            commands.append(self._command())

    def _declared(self, context: str) -> tuple[Sequence[str], bool]:
        found: list[str] = []
        start = self._place
        while self._peek_word().kind == "variable":
            name = self._after_space()
            sign = self._peek_word()
            if sign.kind in ("declare", "assign"):
                self._after_space()
                found.append(name.text)
                self._variables.append(name.text)
                return found, sign.kind == "assign"
            if sign.text != ",":
                break
            if context != "range" or len(found) == 2:
                self._fail(f"too many declarations in {context}")
            self._after_space()
            found.append(name.text)
            self._variables.append(name.text)
        if found:
            self._fail("range can only initialize variables")
        self._place = start
        return (), False

    def _check(self, commands: list[Command], context: str) -> None:
        if not commands:
            self._fail(f"missing value for {context}")
        for stage, command in enumerate(commands[1:], 2):
            first = command.operands[0]
            if isinstance(first, Constant) and first.kind in _VALUES:
                self._fail(f"non executable command in pipeline stage {stage}")

    def _command(self) -> Command:
        operands: list[Any] = []
        at = self._peek_word().at
        while True:
            operand = self._operand()
            if operand is not None:
                operands.append(operand)
            token = self._next()
            if token.kind == "space":
                continue
            if token.kind in ("right", "close"):
                self._place -= 1
            elif token.kind != "pipe":
                self._fail(f"unexpected {token} in operand")
            break
        if not operands:
            self._fail("empty command")
        return Command(at, operands)

    def _operand(self) -> Any:
        term = self._term()
        if term is None or self._peek().kind != "field":
            return term
        names: list[str] = []
        at = self._peek().at
        while self._peek().kind == "field":
            names.append(self._next().text[1:])
        if isinstance(term, Field | Variable):
            return term._replace(at=at, names=(*term.names, *names))
        if isinstance(term, Constant):
            self._fail(f"unexpected . after term {_quote(str(term))}")
        return Chain(at, term, tuple(names))

    def _term(self) -> Any:
        token = self._after_space()
        match token.kind:
            case "word":
                if token.text not in self._functions:
                    self._fail(f"function {_quote(token.text)} not defined")
                return Function(token.at, token.text)
            case "variable":
                if token.text not in self._variables:
                    self._fail(f"undefined variable {_quote(token.text)}")
                return Variable(token.at, token.text)
            case "field":
                return Field(token.at, (token.text[1:],))
            case "open":
                return self._parenthesized()
            case "dot" | "nil" | "bool" | "number" | "character" | "string":
                return literals.constant(self._text, token)
        self._place -= 1
        return None

    def _parenthesized(self) -> Pipe:
        self._depth += 1
        check_depth(self._depth)
        pipe = self._pipe("parenthesized pipeline", "close")
        self._depth -= 1
        return pipe

    def _following(self, ahead: int) -> Token:
        """The token after next, spaces left out."""
        place = self._place + ahead
        while self._tokens[place].kind == "space":
            place += 1
        return self._token(place)

    def _token(self, place: int) -> Token:
        if self._problem and self._tokens[place].kind == "unreadable":
            raise self._problem
        return self._tokens[place]

    def _peek(self) -> Token:
        return self._token(self._place)

    def _peek_word(self) -> Token:
        return self._following(0)

    def _next(self) -> Token:
        token = self._peek()
        self._place += token.kind != "eof"
        return token

    def _after_space(self) -> Token:
        while self._peek().kind == "space":
            self._place += 1
        return self._next()

    def _expect(self, kind: str, context: str) -> None:
        token = self._after_space()
        if token.kind != kind:
            self._fail(f"unexpected {token} in {context}")

    def _fail(self, message: str) -> NoReturn:
        place = min(max(self._place - 1, 0), len(self._tokens) - 1)
        raise fault(self._text, self._tokens[place].at, message)


def _quote(text: str) -> str:
    return f'"{text}"'
