"""`sh -c '…'`: the commands of a script, one after another, and where their output goes."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from k8sviz.sim import digits
from k8sviz.sim.objects.script import read
from k8sviz.sim.objects.scriptwords import LITERAL, ScriptError
from k8sviz.sim.objects.steps import CLOSE, ERR, NOWHERE, OPEN, OUT, Program, Spot, Step, after, upcoming
from k8sviz.sim.shell.budget import Spent
from k8sviz.sim.shell.files import environment
from k8sviz.sim.shell.pipes import piped
from k8sviz.sim.shell.reply import Place, Reply

_SYNTAX = _NO_NUMBER = 2
_VARIABLE = re.compile(rf"{LITERAL}\$|\$(?:(\w+|\?)|\{{(\w+)\}})")
_LARGEST = 2**31 - 1  # that `exit` reads
_SHOWN = 64  # characters of what it cannot read
Runner = Callable[[Place, list[str]], Awaitable[Reply]]


async def run(place: Place, arguments: list[str], runner: Runner) -> Reply:
    """Run the commands of `-c`."""
    if len(arguments) < 2 or arguments[0] != "-c":  # noqa: PLR2004
        return Reply("", "sh: only `sh -c '<commands>'` is simulated\n", _SYNTAX)
    try:
        program = read(arguments[1])
    except ScriptError as problem:
        return Reply("", f"sh: {problem}\n", _SYNTAX)
    with place.budget.shell():
        return await _through(place, program, runner)


async def _through(place: Place, program: Program, runner: Runner) -> Reply:
    """Raises: Spent."""
    out, err, spot = "", "", Spot()
    opened: list[int] = []  # how much had been written before each group whose output is filtered
    while True:
        command, spot = upcoming(program, spot)
        if command is None:
            return Reply(out, err, spot.code)
        if command.mark == OPEN:
            opened.append(len(out))
            spot = Spot(spot.at + 1, spot.code)
            continue
        try:
            if command.mark == CLOSE:
                reply = _filtered(place, Reply(out[opened[-1] :], "", spot.code), command, spot.code)
                out = out[: opened.pop()]
            else:
                reply = await step(place, command, spot.code, runner)
            out, err = out + reply.stdout, err + reply.stderr
            place.budget.fits(len(out) + len(err))
        except Spent as end:
            end.follows(out, err)
            raise
        leaves = opened and command.words[:1] == ("exit",)  # only the group, which is a process of its own
        spot = Spot(_closing(program, spot.at), reply.code) if leaves else after(program, spot, reply.code)


def _closing(program: Program, at: int) -> int:
    """Where the group ends that is around this step."""
    depth = 1
    while depth:
        at += 1
        depth += (program[at].mark == OPEN) - (program[at].mark == CLOSE)
    return at


async def step(place: Place, command: Step, last: int, runner: Runner) -> Reply:
    """One command of a script and what stands behind its pipes; `last` is how the one before has ended.

    Raises: Spent.
    """
    words = _expanded(place, command.words, last)
    if words[:1] == ["exit"]:
        return _exit(words[1:], last)
    reply = _directed(await runner(place, words), command.call.streams)
    return _filtered(place, reply, command, last)


def _filtered(place: Place, reply: Reply, command: Step, last: int) -> Reply:
    for call in command.filters:
        done = piped(Reply(reply.stdout), [_expanded(place, call.words, last)], place.budget)
        done = _directed(done, call.streams)
        reply = Reply(done.stdout, reply.stderr + done.stderr, done.code)
    return reply


def _directed(reply: Reply, streams: tuple[tuple[int, str], ...]) -> Reply:
    """Its streams led elsewhere; complaints come before what they are about."""
    leads = {OUT: str(OUT), ERR: str(ERR)}
    for stream, target in streams:
        leads[stream] = NOWHERE if target == NOWHERE else leads[int(target)]
    written = ((leads[ERR], reply.stderr), (leads[OUT], reply.stdout))
    out, err = ("".join(text for lead, text in written if lead == str(end)) for end in (OUT, ERR))
    return Reply(out, err, reply.code)


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
        if match[0].startswith(LITERAL):
            return "$"
        found = str(known.get(match[1] or match[2], ""))
        written += len(found)
        place.budget.fits(written)
        return found

    return [_VARIABLE.sub(value, word) for word in words]
