"""What stands behind a `|`: the output of a command, sent through filters."""

from __future__ import annotations

import shlex

from k8sviz.sim.shell.budget import Budget, Spent
from k8sviz.sim.shell.filters import FILTERS
from k8sviz.sim.shell.options import OptionError, UsageError
from k8sviz.sim.shell.pattern import PatternError
from k8sviz.sim.shell.reply import Reply

_LONGEST = 1 << 15  # characters of a line
_FAILED, _USAGE = 1, 2
_STAGE, _LINE = 100, 8  # steps that a filter takes for nothing, and for each line


class PipeError(Exception):
    """A pipe that cannot be built; the text says why."""


def split(line: str) -> tuple[str, list[list[str]]]:
    """The command before the first `|` that is no part of a word or of `||`, and the filters behind it.

    Raises: PipeError.
    """
    if len(line) > _LONGEST:
        raise PipeError(f"a line of more than {_LONGEST} characters (limit of this classroom)")
    pieces = _pieces(line)
    filters = [_words(piece) for piece in pieces[1:]]
    for words in filters:
        if not words:
            raise PipeError("syntax error: nothing behind `|`")
        if words[0] not in FILTERS:
            raise PipeError(f"`| {words[0]}` is not simulated; behind `|` there are: {', '.join(FILTERS)}")
    return pieces[0], filters


def piped(reply: Reply, filters: list[list[str]], budget: Budget) -> Reply:
    """The output sent through the filters, one after another; the last one's exit code counts."""
    for words in filters:
        try:
            done = _filtered(reply.stdout, words, budget)
        except Spent as end:
            return Reply("", f"{reply.stderr}sh: {words[0]}: {end}\n", _FAILED)
        reply = Reply(done.stdout, reply.stderr + done.stderr, done.code)
    return reply


def _filtered(text: str, words: list[str], budget: Budget) -> Reply:
    """Raises: Spent."""
    lines = text.split("\n")
    budget.work(len(text) + _LINE * len(lines) + _STAGE)
    if lines[-1] == "":
        lines.pop()
    try:
        done = FILTERS[words[0]](lines, words[1:], budget)
    except (OptionError, PatternError) as problem:
        return Reply("", f"{words[0]}: {problem}\n", _USAGE)
    except UsageError as problem:
        return Reply("", f"{words[0]}: {problem}\n", problem.code)
    budget.write(len(done.stdout))
    return done


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
