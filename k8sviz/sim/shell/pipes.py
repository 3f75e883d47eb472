"""What stands behind a `|`: the output of a command, sent through filters."""

from __future__ import annotations

import shlex

from k8sviz.sim.shell.filters import FILTERS, USAGE
from k8sviz.sim.shell.options import OptionError
from k8sviz.sim.shell.pattern import PatternError
from k8sviz.sim.shell.reply import Reply

_LONGEST = 1 << 18  # characters that a filter reads


class PipeError(Exception):
    """A pipe that cannot be built; the text says why."""


def split(line: str) -> tuple[str, list[list[str]]]:
    """The command before the first `|` that is no part of a word or of `||`, and the filters behind it.

    Raises: PipeError.
    """
    pieces = _pieces(line)
    filters = [_words(piece) for piece in pieces[1:]]
    for words in filters:
        if not words:
            raise PipeError("syntax error: nothing behind `|`")
        if words[0] not in FILTERS:
            raise PipeError(f"`| {words[0]}` is not simulated; behind `|` there are: {', '.join(FILTERS)}")
    return pieces[0], filters


def piped(reply: Reply, filters: list[list[str]]) -> Reply:
    """The output sent through the filters, one after another; the last one's exit code counts."""
    for words in filters:
        lines = reply.stdout[:_LONGEST].split("\n")
        if lines[-1] == "":
            lines.pop()
        try:
            done = FILTERS[words[0]](lines, words[1:])
        except (OptionError, PatternError, ValueError) as problem:
            done = Reply("", f"{words[0]}: {problem}\n", USAGE)
        reply = Reply(done.stdout, reply.stderr + done.stderr, done.code)
    return reply


def _pieces(line: str) -> list[str]:
    pieces, begun, quote, at = [""], 0, "", 0
    while at < len(line):
        char = line[at]
        if char == "\\" and quote != "'":
            at += 1
        elif quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char == "|":
            if line[at + 1 : at + 2] == "|":
                at += 1
            else:
                pieces[-1] = line[begun:at]
                begun = at + 1
                pieces.append("")
        at += 1
    pieces[-1] = line[begun:]
    return pieces


def _words(piece: str) -> list[str]:
    try:
        return shlex.split(piece)
    except ValueError as problem:
        raise PipeError(f"syntax error: {problem}") from problem
