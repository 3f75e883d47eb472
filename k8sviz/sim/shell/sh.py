"""`sh -c '…'`: the commands of a script, one after another."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from k8sviz.sim.objects.program import Program, ScriptError, Spot, Step, after, read, upcoming
from k8sviz.sim.shell.files import environment
from k8sviz.sim.shell.pipes import PipeError, piped, split
from k8sviz.sim.shell.reply import Place, Reply

_SYNTAX, _MOST = 2, 200  # commands that one line may come to: a loop without an end has one here
_NO_NUMBER = 2
_VARIABLE = re.compile(r"\$(?:(\w+|\?)|\{(\w+)\})")
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
    return piped(await _through(place, program, runner), filters)


async def _through(place: Place, program: Program, runner: Runner) -> Reply:
    out, err, spot = "", "", Spot()
    for _ in range(_MOST):
        command, spot = upcoming(program, spot)
        if command is None:
            return Reply(out, err, spot.code)
        reply = await step(place, command, spot.code, runner)
        out, err, spot = out + reply.stdout, err + reply.stderr, after(program, spot, reply.code)
    return Reply(out, f"{err}sh: stopped after {_MOST} commands\n", 1)


async def step(place: Place, command: Step, last: int, runner: Runner) -> Reply:
    """One command of a script; `last` is how the one before has ended."""
    words = _expanded(place, command.words, last)
    if words[:1] == ["exit"]:
        said = words[1] if len(words) > 1 else str(last)
        return Reply("", "", int(said) & 0xFF if said.isdigit() else _NO_NUMBER)
    return await runner(place, words)


def _expanded(place: Place, words: tuple[str, ...], last: int) -> list[str]:
    """Parameters, as far as a process has them: its environment, and $?."""
    if not any("$" in word for word in words):
        return list(words)
    namespace = place.obj["metadata"].get("namespace", "")
    known = {"POD_NAMESPACE": namespace, **dict(environment(place)), "?": str(last)}
    return [_VARIABLE.sub(lambda match: known.get(match[1] or match[2], ""), word) for word in words]
