"""What a template is made of (text/template/parse/node.go); as text, a node is what an error quotes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from k8sviz.sim.manifests import gosyntax

Body = list[Any]
"""Nodes, one after another."""


class Constant(NamedTuple):
    """A literal, `nil` or the dot: `kind` says which, `text` is how it was written."""

    at: int
    kind: str  # bool, number, string, nil, dot
    text: str
    value: Any = None

    def __str__(self) -> str:
        return self.text


class Field(NamedTuple):
    """.a.b"""

    at: int
    names: tuple[str, ...]

    def __str__(self) -> str:
        return "".join(f".{name}" for name in self.names)


class Variable(NamedTuple):
    """$x.a.b"""

    at: int
    name: str
    names: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.name + "".join(f".{name}" for name in self.names)


class Function(NamedTuple):
    """The name of a function."""

    at: int
    name: str

    def __str__(self) -> str:
        return self.name


class Chain(NamedTuple):
    """Fields of what is no name: (index .a 0).b"""

    at: int
    of: Any
    names: tuple[str, ...]

    def __str__(self) -> str:
        inner = f"({self.of})" if isinstance(self.of, Pipe) else str(self.of)
        return inner + "".join(f".{name}" for name in self.names)


class Command(NamedTuple):
    """Operands between two pipes; the first may be a function."""

    at: int
    operands: Sequence[Any]

    def __str__(self) -> str:
        return " ".join(f"({one})" if isinstance(one, Pipe) else str(one) for one in self.operands)


class Pipe(NamedTuple):
    """Commands, each with the value of the one before; `assigns` those of variables that exist already."""

    at: int
    declared: Sequence[str]
    assigns: bool
    commands: Sequence[Command]

    def __str__(self) -> str:
        names = ", ".join(self.declared)
        sign = (" = " if self.assigns else " := ") if names else ""
        return names + sign + " | ".join(str(command) for command in self.commands)


class Text(NamedTuple):
    """What stands outside of actions."""

    at: int
    text: str


class Action(NamedTuple):
    """A pipeline to print."""

    at: int
    pipe: Pipe

    def __str__(self) -> str:
        return f"{{{{{self.pipe}}}}}"


class Block(NamedTuple):
    """if, with or range, with its two bodies."""

    at: int
    kind: str
    pipe: Pipe
    body: Body
    otherwise: Body


class Invocation(NamedTuple):
    """{{template "name" .}}"""

    at: int
    name: str
    pipe: Pipe | None

    def __str__(self) -> str:
        return f"{{{{template {gosyntax.quoted(self.name)}{f' {self.pipe}' if self.pipe else ''}}}}}"


class Leave(NamedTuple):
    """break or continue."""

    at: int
    kind: str
