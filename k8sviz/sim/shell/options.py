"""Reading a command's options, as getopt does: -sm2, -m 2, --max-time 2, --max-time=2."""

from __future__ import annotations

from typing import NamedTuple


class OptionError(Exception):
    """An option that the command does not have, or that lacks its value."""


class UsageError(Exception):
    """What a command says of an argument that it cannot use, without its name, and the exit code."""

    def __init__(self, words: str, code: int = 1) -> None:
        super().__init__(words)
        self.code = code


class Options(NamedTuple):
    """The options by their long names, and the rest of the words."""

    given: dict[str, str]  # a flag's value is ""
    words: list[str]

    def has(self, name: str) -> bool:
        """Whether it was given."""
        return name in self.given


class Known(NamedTuple):
    """The options that a command has: short letter (or "") and long name."""

    flags: dict[str, str]
    valued: dict[str, str]

    def read(self, arguments: list[str]) -> Options:
        """Take a line apart.

        Raises: OptionError.
        """
        given: dict[str, str] = {}
        words: list[str] = []
        left = list(arguments)
        while left:
            word = left.pop(0)
            if word.startswith("--") and len(word) > 2:  # noqa: PLR2004
                self._long(word[2:], left, given)
            elif word.startswith("-") and len(word) > 1:
                self._short(word, left, given)
            else:
                words.append(word)
        return Options(given, words)

    def _long(self, word: str, left: list[str], given: dict[str, str]) -> None:
        name, equals, value = word.partition("=")
        if name in self.flags.values():
            given[name] = ""
        elif name in self.valued.values():
            given[name] = value if equals else self._value(f"--{name}", left)
        else:
            raise OptionError(f"option --{name}: is unknown")

    def _short(self, word: str, left: list[str], given: dict[str, str]) -> None:
        letters = word[1:]
        while letters:
            letter, letters = letters[0], letters[1:]
            if letter in self.flags:
                given[self.flags[letter]] = ""
            elif letter in self.valued:
                given[self.valued[letter]] = letters or self._value(f"-{letter}", left)
                letters = ""
            else:
                raise OptionError(f"option -{letter}: is unknown")

    @staticmethod
    def _value(option: str, left: list[str]) -> str:
        if not left:
            raise OptionError(f"option {option}: requires parameter")
        return left.pop(0)
