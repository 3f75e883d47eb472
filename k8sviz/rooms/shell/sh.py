"""`sh -c 'one; two && three'`: a shell's sequences, and nothing else of it."""

from __future__ import annotations

import shlex
from collections.abc import Awaitable, Callable

from k8sviz.rooms.shell.reply import Place, Reply

SHELLS = ("sh", "bash", "ash")
_UNKNOWN = ("|", "||", "&", ">", ">>", "<", "(", ")")
_SYNTAX, _LINES = 2, 50
Runner = Callable[[Place, list[str]], Awaitable[Reply]]


async def run(place: Place, arguments: list[str], runner: Runner) -> Reply:
    """Run the commands of `-c`, one after another."""
    if len(arguments) < 2 or arguments[0] != "-c":  # noqa: PLR2004
        return Reply("", "sh: only `sh -c '<commands>'` is simulated\n", _SYNTAX)
    try:
        words = list(shlex.shlex(arguments[1], posix=True, punctuation_chars=True))
    except ValueError as problem:
        return Reply("", f"sh: syntax error: {problem}\n", _SYNTAX)
    unknown = next((word for word in words if word in _UNKNOWN), "")
    if unknown:
        return Reply("", f"sh: `{unknown}` is not simulated; `;` and `&&` are\n", _SYNTAX)
    return await _sequence(place, words, runner)


async def _sequence(place: Place, words: list[str], runner: Runner) -> Reply:
    out, err, code = "", "", 0
    line: list[str] = []
    needs_success = False
    for word in [*words[: _LINES * 20], ";"]:
        if word not in (";", "&&", ";;"):
            line.append(word)
            continue
        if line and not (needs_success and code):
            reply = await runner(place, line)
            out, err, code = out + reply.stdout, err + reply.stderr, reply.code
        line, needs_success = [], word == "&&"
    return Reply(out, err, code)
