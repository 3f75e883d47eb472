"""What a container's process does, where that is a script of commands that are simulated."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from k8sviz.sim.objects.script import read
from k8sviz.sim.objects.scriptwords import LITERAL, ScriptError
from k8sviz.sim.objects.steps import Call, Program, Step

SHELLS = ("sh", "bash", "ash")
COMMANDS = (  # that k8sviz/sim/shell has
    "cat", "chroot", "curl", "date", "dig", "echo", "env", "exit", "false", "getent", "host", "hostname",
    "ls", "nslookup", "ping", "printenv", "printf", "sleep", "test", "true", "wget", ":", "[",
)  # fmt: skip


def of_container(container: dict[str, Any]) -> Program | None:
    """None where its process does something else, or where only its image knows what it does."""
    words = (*(container.get("command") or ()), *(container.get("args") or ()))
    return _of_words(words) if all(isinstance(word, str) for word in words) else None


@lru_cache(maxsize=256)
def _of_words(words: tuple[str, ...]) -> Program | None:
    try:
        program = _read_words(words)
    except ScriptError:
        return None
    return program if program and all(map(_is_known, program)) else None


def _is_known(step: Step) -> bool:
    """The output of a group cannot be kept back while time passes."""
    return not step.mark and (step.jump >= 0 or step.words[0].rpartition("/")[2] in COMMANDS)


def _read_words(words: tuple[str, ...]) -> Program:
    """Only a shell knows what a `$` means."""
    name = words[0].rpartition("/")[2] if words else ""
    if name not in SHELLS:
        return (Step(Call(tuple(word.replace("$", f"{LITERAL}$") for word in words))),) if words else ()
    options, rest = words[1:2], words[2:3]
    if not rest or not re.fullmatch(r"-[lux]*c", options[0]):
        raise ScriptError("no script")
    return read(rest[0])
