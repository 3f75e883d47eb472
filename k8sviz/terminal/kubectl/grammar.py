"""Which commands and flags kubectl has: commands.json, made by tools/make_commands.py from its help."""

from __future__ import annotations

from functools import cache
from importlib import resources

import msgspec


class Flag(msgspec.Struct, frozen=True, array_like=True):
    """One flag: its one-letter form ("" for none) and its default, by which its kind is known."""

    short: str
    default: str

    @property
    def is_bool(self) -> bool:
        """Whether it stands alone."""
        return self.default in ("true", "false")

    @property
    def is_int(self) -> bool:
        """Whether its value must be a number."""
        return self.default.lstrip("-").isdigit()


class Command(msgspec.Struct, frozen=True):
    """One command, its flags and what stands below it."""

    aliases: list[str] = []
    flags: dict[str, Flag] = {}
    commands: dict[str, Command] = {}


class _File(msgspec.Struct, frozen=True):
    recorded: str
    everywhere: dict[str, Flag] = msgspec.field(name="global")
    commands: dict[str, Command] = {}


@cache
def _file() -> _File:
    text = resources.files("k8sviz.terminal.kubectl").joinpath("commands.json").read_bytes()
    return msgspec.json.decode(text, type=_File)


def commands() -> dict[str, Command]:
    """The commands that may follow `kubectl`."""
    return _file().commands


def everywhere() -> dict[str, Flag]:
    """The flags that every command has."""
    return _file().everywhere
