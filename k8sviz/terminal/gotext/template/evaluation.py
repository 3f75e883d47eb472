"""Carrying out a template on a value (text/template/exec.go)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn

from k8sviz.terminal.gotext.budget import Budget, check_depth
from k8sviz.terminal.gotext.template import formatting
from k8sviz.terminal.gotext.template.comparing import FunctionError
from k8sviz.terminal.gotext.template.errors import ExecutionError
from k8sviz.terminal.gotext.template.functions import FUNCTIONS
from k8sviz.terminal.gotext.template.literals import Int
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

_NOTHING = object()
"""There is no value of a command before."""
_STEPS = 3
"""What a node or a command costs: as much time as so many values that a path visits."""


class _LeaveError(Exception):
    """break or continue."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class Evaluation:
    """One execution: the variables, and what has been printed."""

    def __init__(self, text: str, templates: dict[str, Body], root: Any, budget: Budget) -> None:
        self.printed: list[str] = []
        self._text = text
        self._templates = templates
        self._budget = budget
        self._variables: list[tuple[str, Any]] = [("$", root)]
        self._depth = 0
        self._at: Any = None

    def body(self, nodes: Body, dot: Any) -> None:
        """One node after another; variables declared here end here."""
        mark = len(self._variables)
        self._enter()
        for node in nodes:
            self._budget.take(_STEPS)
            self._at = node
            match node:
                case Text(_, text):
                    self.printed.append(self._budget.made(text))
                case Action(_, pipe):
                    value = self._pipe(pipe, dot)
                    if not pipe.declared:
                        self._print(value)
                case Block(_, "range"):
                    self._range(node, dot)
                case Block():
                    self._choose(node, dot)
                case Invocation():
                    self._invoke(node, dot)
                case Leave(_, kind):
                    raise _LeaveError(kind)
        self._depth -= 1
        del self._variables[mark:]

    def _enter(self) -> None:
        self._depth += 1
        check_depth(self._depth)

    def _print(self, value: Any) -> None:
        text = "<no value>" if value is None else formatting.plain(value)
        self.printed.append(self._budget.made(text))

    def _choose(self, node: Block, dot: Any) -> None:
        mark = len(self._variables)
        value = self._pipe(node.pipe, dot)
        if value:
            self.body(node.body, value if node.kind == "with" else dot)
        else:
            self.body(node.otherwise, dot)
        del self._variables[mark:]

    def _range(self, node: Block, dot: Any) -> None:
        mark, depth = len(self._variables), self._depth
        value = self._pipe(node.pipe, dot)
        pairs = self._pairs(value)
        inner = len(self._variables)
        for key, item in pairs:
            self._bind(node.pipe, key, item)
            try:
                self.body(node.body, item)
            except _LeaveError as left:
                self._depth = depth
                if left.kind == "break":
                    break
            finally:
                del self._variables[inner:]
        if not pairs:
            self.body(node.otherwise, dot)
        del self._variables[mark:]

    def _pairs(self, value: Any) -> list[tuple[Any, Any]]:
        if isinstance(value, dict | list):
            self._budget.take(len(value))
        if isinstance(value, dict):
            return sorted(value.items())
        if isinstance(value, list):
            return [(Int(place), item) for place, item in enumerate(value)]
        if value is not None:
            self._fail(f"range can't iterate over {formatting.plain(value)}")
        return []

    def _bind(self, pipe: Pipe, key: Any, item: Any) -> None:
        given = (item,) if len(pipe.declared) == 1 else (key, item)
        for name, value in zip(pipe.declared, given, strict=False):
            self._assign(name, value)

    def _invoke(self, node: Invocation, dot: Any) -> None:
        body = self._templates.get(node.name)
        if body is None:
            self._fail(f'template "{node.name}" not defined')
        value = self._pipe(node.pipe, dot) if node.pipe else None
        outer, self._variables = self._variables, [("$", value)]
        self.body(body, value)
        self._variables = outer

    def _assign(self, name: str, value: Any) -> None:
        for place in range(len(self._variables) - 1, -1, -1):
            if self._variables[place][0] == name:
                self._variables[place] = (name, value)
                return
        self._fail(f"undefined variable: {name}")

    def _pipe(self, pipe: Pipe, dot: Any) -> Any:
        self._at = pipe
        value: Any = _NOTHING
        for command in pipe.commands:
            value = self._command(command, dot, value)
        for name in pipe.declared:
            if pipe.assigns:
                self._assign(name, value)
            else:
                self._variables.append((name, value))
        return value

    def _command(self, command: Command, dot: Any, piped: Any) -> Any:
        self._budget.take(_STEPS)
        first, *rest = command.operands
        if isinstance(first, Function):
            return self._call(command, first, rest, dot, piped)
        self._at = first
        if rest or piped is not _NOTHING:
            names = first.names if isinstance(first, Field | Chain | Variable) else ()
            refusal = f"{names[-1]} is not a method but has arguments" if names else ""
            self._fail(refusal or f"can't give argument to non-function {first}")
        if isinstance(first, Constant) and first.kind == "nil":
            self._fail("nil is not a command")
        return self._operand(first, dot)

    def _call(self, command: Command, called: Function, rest: Sequence[Any], dot: Any, piped: Any) -> Any:
        self._at = called
        function = FUNCTIONS[called.name]
        refusal = function.refusal(called.name, len(rest) + (piped is not _NOTHING))
        if refusal:
            self._fail(refusal)
        if called.name in ("and", "or"):
            return self._first(called.name == "or", rest, dot, piped)
        values = [self._operand(one, dot) for one in rest]
        values += [] if piped is _NOTHING else [piped]
        try:
            return function.carry_out(self._budget, *values)
        except FunctionError as error:
            self._at = command
            self._fail(f"error calling {called.name}: {error}")

    def _first(self, wanted: bool, rest: Sequence[Any], dot: Any, piped: Any) -> Any:
        value: Any = None
        for one in rest:
            value = self._operand(one, dot)
            if bool(value) is wanted:
                return value
        return value if piped is _NOTHING else piped

    def _operand(self, node: Any, dot: Any) -> Any:  # noqa: PLR0911  # one for each kind of operand
        self._at = node
        match node:
            case Constant(_, "dot"):
                return dot
            case Constant():
                return node.value
            case Field():
                return self._fields(node.names, dot)
            case Variable():
                return self._fields(node.names, self._value(node.name))
            case Function():
                return self._call(Command(node.at, (node,)), node, (), dot, _NOTHING)
            case Pipe():
                return self._nested(node, dot)
        if isinstance(node.of, Constant) and node.of.kind == "nil":
            self._fail("indirection through explicit nil")
        return self._fields(node.names, self._operand(node.of, dot))

    def _nested(self, pipe: Pipe, dot: Any) -> Any:
        self._enter()
        value = self._pipe(pipe, dot)
        self._depth -= 1
        return value

    def _value(self, name: str) -> Any:
        found = next((held for held in reversed(self._variables) if held[0] == name), None)
        if found is None:
            self._fail(f"undefined variable: {name}")
        return found[1]

    def _fields(self, names: Sequence[str], value: Any) -> Any:
        for name in names:
            self._budget.take()
            if isinstance(value, dict):
                value = value.get(name)
            elif value is not None:
                named = "int" if isinstance(value, Int) else "interface {}"
                self._fail(f"can't evaluate field {name} in type {named}")
        return value

    def _fail(self, message: str) -> NoReturn:
        at = self._at.at
        line = self._text.count("\n", 0, at) + 1
        column = at - (self._text.rfind("\n", 0, at) + 1)
        where = f"template: output:{line}:{column}"
        raise ExecutionError(f'{where}: executing "output" at <{self._at}>: {message}')
