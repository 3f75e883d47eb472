"""How long a container's process runs before it ends by itself, as far as its image and command tell."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from k8sviz.sim import digits

_SHELLS = (
    "busybox",
    "alpine",
    "bash",
    "debian",
    "ubuntu",
    "fedora",
    "centos",
    "netshoot",
)  # nothing to do without a command
_GREETERS = ("hello-world",)
_INTERPRETERS = ("sh", "bash", "ash", "/bin/sh", "/bin/bash", "/bin/ash")
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86_400}
_SLEEP = re.compile(r"\bsleep\s+([0-9]+(?:\.[0-9]*)?|\.[0-9]+)([smhd]?)\b")
_EXIT = re.compile(r"\bexit\s+([0-9]+)\b|(?:^|[;&|]\s*)(false)\s*$")
_STEPS = re.compile(r"[;&|\n]+|\b(?:do|then|else)\b")
_SHORT = (
    "echo",
    "true",
    "false",
    "date",
    "env",
    "printenv",
    "ls",
    "cat",
    "hostname",
    "printf",
    "nslookup",
    "wget",
    "curl",
)
_WORDS = (  # what else a script that comes to an end is made of
    "sleep", "exit", "mkdir", "cp", "mv", "rm", "touch", "chmod", "set", "export", "cd", "test", "[",
    "for", "done", "if", "fi",
)  # fmt: skip
_FOREVER = 1e9  # seconds
_COMPUTING = ("perl", "expr", "bc")
_COMPUTES = 2_000  # ms: what a job that computes something takes


class Ending(NamedTuple):
    """A process ends `after` ms with an exit code."""

    after: int
    code: int


def ending(container: dict[str, Any]) -> Ending | None:
    """When and how the container ends by itself; None if it serves until it is stopped."""
    words = [*(container.get("command") or ()), *(container.get("args") or ())]
    if is_shell(container):
        return None if container.get("stdin") or container.get("tty") else Ending(0, 0)  # nothing to read
    if not words:
        return Ending(0, 0) if _name(container.get("image", "")) in _GREETERS else None
    if words[0] in _INTERPRETERS and len(words) > 1:
        return _script(words[-1])
    return _command(words)


def is_shell(container: dict[str, Any]) -> bool:
    """Whether its process is a shell that reads its commands from its standard input."""
    words = [*(container.get("command") or ()), *(container.get("args") or ())]
    if not words:
        return _name(container.get("image", "")) in _SHELLS
    return words[0] in _INTERPRETERS and all(word.startswith("-") and "c" not in word for word in words[1:])


def _command(words: list[str]) -> Ending | None:
    name = words[0].rpartition("/")[2]
    if name == "sleep":
        return _slept(" ".join(words)) if _SLEEP.search(" ".join(words)) else None
    if name in _SHORT:
        return Ending(0, int(name == "false"))
    return Ending(_COMPUTES, 0) if name in _COMPUTING else None


def _script(text: str) -> Ending | None:
    """A script of nothing but short commands sleeps as long as it says, and ends as it says."""
    firsts = [step.split()[0] for step in _STEPS.split(text) if step.strip()]
    plain = all("=" in first or first in (*_SHORT, *_WORDS) for first in firsts)
    return _slept(text) if plain and "sleep inf" not in text else None


def _slept(text: str) -> Ending:
    seconds = sum(float(number) * _UNITS[unit] for number, unit in _SLEEP.findall(text))
    said = _EXIT.search(text)
    code = (digits.whole(said[1]) if said[1] else 1) if said else 0
    return Ending(int(min(seconds, _FOREVER) * 1000), (code or 0) & 0xFF)


def _name(image: str) -> str:
    repository = image.partition("@")[0].rpartition("/")[2]
    return repository.partition(":")[0]
