"""What an answer to "why?" is made of: links from the effect to its cause, and fixes to choose from."""

from __future__ import annotations

from typing import NamedTuple

from k8sviz.sim.commands import AnyCommand

Values = dict[str, str]


class Line(NamedTuple):
    """A line of YAML beside a link; `sign` is "" as it stands, "-" as it was, "+" as it would be."""

    number: int
    sign: str
    text: str


class Link(NamedTuple):
    """One step towards the cause: a message id with its values, and where to see it with one's own eyes."""

    message: str
    values: Values
    evidence: tuple[str, ...] = ()  # as a tool would print it: a rule, a row of a table
    element: str = ""  # what to select on the stage
    command: str = ""  # shows the same on a real cluster
    lines: tuple[Line, ...] = ()
    cause: bool = False  # nothing lies behind it


class Fix(NamedTuple):
    """Something that would change the outcome, tried before anybody is asked to apply it."""

    message: str
    values: Values
    commands: tuple[AnyCommand, ...]
    diff: tuple[Line, ...] = ()  # of the editor's text
    typed: str = ""  # the same on a command line
    text: str = ""  # the editor's text afterwards; "" where it stays as it is


class Diagnosis(NamedTuple):
    """The whole answer."""

    links: tuple[Link, ...]
    fixes: tuple[Fix, ...] = ()
