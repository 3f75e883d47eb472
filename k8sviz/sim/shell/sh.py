"""`sh -c '…'`: the commands of a script, one after another."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from k8sviz.sim import digits
from k8sviz.sim.objects.program import Program, ScriptError, Spot, Step, after, read, upcoming
from k8sviz.sim.shell.budget import Spent
from k8sviz.sim.shell.files import environment
from k8sviz.sim.shell.pipes import PipeError, piped, split
from k8sviz.sim.shell.reply import Place, Reply

_SYNTAX = _NO_NUMBER = 2
_VARIABLE = re.compile(r"\$(?:(\w+|\?)|\{(\w+)\})")
_LARGEST = 2**31 - 1  # that `exit` reads
_SHOWN = 64  # characters of what it cannot read
Runner = Callable[[Place, list[str]], Awaitable[Reply]]


async def run(place: Place, arguments: list[str], runner: Runner) -> Reply:
    """Run the commands of `-c`."""
    if len(arguments) < 2 or arguments[0] != "-c":  # noqa: PLR2004
        return Reply("", "sh: only `sh -c '<commands>'` is simulated\n", _SYNTAX)
    try:
        script, filters = split(arguments[1])
        program = read(script)
    except (ScriptError, PipeError) as problem:
        return Reply("", f"sh: {problem}\n", _SYNTAX)
    with place.budget.shell():
        return piped(await _through(place, program, runner), filters, place.budget)


async def _through(place: Place, program: Program, runner: Runner) -> Reply:
    """Raises: Spent."""
    out, err, spot = "", "", Spot()
    while True:
        command, spot = upcoming(program, spot)
        if command is None:
            return Reply(out, err, spot.code)
        try:
            reply = await step(place, command, spot.code, runner)
            out, err = out + reply.stdout, err + reply.stderr
            place.budget.fits(len(out) + len(err))
        except Spent as end:
            end.follows(out, err)
            raise
        spot = after(program, spot, reply.code)


async def step(place: Place, command: Step, last: int, runner: Runner) -> Reply:
    """One command of a script; `last` is how the one before has ended.

    Raises: Spent.
    """
    words = _expanded(place, command.words, last)
    if words[:1] == ["exit"]:
        return _exit(words[1:], last)
    return await runner(place, words)


def _exit(arguments: list[str], last: int) -> Reply:
    code = digits.whole(arguments[0]) if arguments else last
    if code is None or code > _LARGEST:
        return Reply("", f"sh: exit: Illegal number: {arguments[0][:_SHOWN]}\n", _NO_NUMBER)
    return Reply("", "", code & 0xFF)


def _expanded(place: Place, words: tuple[str, ...], last: int) -> list[str]:
    """Parameters, as far as a process has them: its environment, and $?. Raises: Spent."""
    if not any("$" in word for word in words):
        return list(words)
    namespace = place.obj["metadata"].get("namespace", "")
    known = {"POD_NAMESPACE": namespace, **dict(environment(place)), "?": str(last)}
    written = 0

    def value(match: re.Match[str]) -> str:
        nonlocal written
        found = str(known.get(match[1] or match[2], ""))
        written += len(found)
        place.budget.fits(written)
        return found

    return [_VARIABLE.sub(value, word) for word in words]
