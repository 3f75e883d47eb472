"""A command line as cobra and pflag read it: the command, its flags wherever they stand, its arguments."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from k8sviz.sim import digits
from k8sviz.sim.manifests import gosyntax
from k8sviz.terminal.gotext import duration, strconv
from k8sviz.terminal.kubectl import grammar
from k8sviz.terminal.kubectl.api import KubectlError, UsageError
from k8sviz.terminal.kubectl.grammar import Command, Flag

_ALONE = {"dry-run": "unchanged", "validate": "strict", "cascade": "background"}  # NoOptDefVal
_TRUE = ("1", "t", "T", "true", "TRUE", "True")
_FALSE = ("0", "f", "F", "false", "FALSE", "False")
_DURATIONS = ("timeout", "since", "duration")
_INT32 = {
    ("autoscale",): ("cpu-percent", "max", "min"),
    ("create", "deployment"): ("port", "replicas"),
    ("create", "priorityclass"): ("value",),
}
"""Flags that hold 32 bits; the others that are numbers hold 64."""
_HELP = Flag("h", "false")


class Call:
    """What is to be done: `path` is ("rollout", "status"), `dash` how many arguments stood before --."""

    def __init__(self, path: tuple[str, ...], command: Command) -> None:
        self.path = path
        self.command = command
        self.args: list[str] = []
        self.dash = -1
        self.given: dict[str, list[str]] = {}

    def has(self, name: str) -> bool:
        """Whether the flag was given."""
        return name in self.given

    def text(self, name: str) -> str:
        """The flag's last value, or its default."""
        if name in self.given:
            return self.given[name][-1]
        flag = self.command.flags.get(name) or grammar.everywhere().get(name)
        return flag.default if flag else ""

    def on(self, name: str) -> bool:
        """Whether a yes-or-no flag is set."""
        return self.text(name) in _TRUE

    def number(self, name: str) -> int:
        """The value of a flag that is a number."""
        return strconv.parse_int(self.text(name) or "0")

    def all(self, name: str, split: bool = True) -> list[str]:
        """Every value of a flag that may be repeated; commas part values too."""
        values = self.given.get(name, [])
        return [part for value in values for part in (value.split(",") if split else [value])]

    @property
    def words(self) -> str:
        """kubectl get: how messages name the command."""
        return " ".join(("kubectl", *self.path))


def words(line: str) -> list[str]:
    """The words of a line as a shell parts them."""
    try:
        return shlex.split(line, comments=True)
    except ValueError as error:
        raise KubectlError(f"cannot read this line: {str(error).lower()}") from error


def read(argv: Sequence[str]) -> Call:
    """Find the command, then its flags and arguments."""
    path, command, rest = _find(list(argv))
    call = Call(path, command)
    _Reader(call, {**grammar.everywhere(), "help": _HELP, **command.flags}).read(rest)
    return call


def _find(argv: list[str]) -> tuple[tuple[str, ...], Command, list[str]]:
    path: tuple[str, ...] = ()
    command = Command(commands=grammar.commands())
    rest = argv
    while command.commands:
        place = _next_word(rest)
        if place is None:
            break
        name = _named(command.commands, rest[place])
        if not path and rest[place] in ("help", "options"):
            return (), command, ["--help"]
        if name is None:
            if not path:
                raise _unknown(rest[place])
            break
        path, command = (*path, name), command.commands[name]
        rest = rest[:place] + rest[place + 1 :]
    return path, command, rest


def _next_word(argv: list[str]) -> int | None:
    """Where the first argument is that is neither a flag nor a global flag's value."""
    skip = False
    for place, word in enumerate(argv):
        if skip:
            skip = False
        elif word == "--":
            return None
        elif not word.startswith("-"):
            return place
        elif "=" not in word:
            skip = _takes_value(word)
    return None


def _takes_value(word: str) -> bool:
    for name, flag in grammar.everywhere().items():
        if word == f"--{name}" or (flag.short and word == f"-{flag.short}"):
            return not flag.is_bool
    return False


def _named(commands: dict[str, Command], word: str) -> str | None:
    if word in commands:
        return word
    return next((name for name, command in commands.items() if word in command.aliases), None)


def _unknown(word: str) -> UsageError:
    message = f'Error: unknown command "{word}" for "kubectl"\n'
    near = [name for name in sorted(grammar.commands()) if _near(word, name)]
    if near:
        message += "\nDid you mean this?\n" + "".join(f"\t{name}\n" for name in near) + "\n"
    return UsageError(message)


def _near(typed: str, name: str) -> bool:
    return _distance(typed.lower(), name) <= 2 or name.startswith(typed.lower())


def _distance(one: str, other: str) -> int:
    row = list(range(len(other) + 1))
    for place, character in enumerate(one, 1):
        last, row[0] = row[0], place
        for column, wanted in enumerate(other, 1):
            last, row[column] = (
                row[column],
                min(row[column] + 1, row[column - 1] + 1, last + (character != wanted)),
            )
    return row[-1]


def _is_duration(text: str) -> bool:
    return duration.parse(text) is not None


def _quoted_bytes(text: str) -> str:
    """How package time quotes: what is not ASCII, byte for byte."""
    return '"' + "".join(chr(one) if 32 <= one < 127 else f"\\x{one:02x}" for one in text.encode()) + '"'


def _check_timeout(text: str) -> None:
    if digits.signed(text) is None and not _is_duration(text):
        raise KubectlError(
            "Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a "
            "corresponding time unit (e.g. 1s | 2m | 3h)"
        )


class _Reader:
    """Reads flags into a Call; complains in pflag's words."""

    def __init__(self, call: Call, flags: dict[str, Flag]) -> None:
        self._call = call
        self._flags = flags
        self._shorts = {flag.short: name for name, flag in flags.items() if flag.short}

    def read(self, argv: Sequence[str]) -> None:
        """Flags may stand anywhere before --."""
        words = iter(argv)
        for word in words:
            if word == "--":
                self._call.dash = len(self._call.args)
                self._call.args += words
            elif word.startswith("--"):
                self._long(word[2:], words)
            elif word.startswith("-") and word != "-":
                self._short(word, words)
            else:
                self._call.args.append(word)

    def _long(self, word: str, words: Iterator[str]) -> None:
        name, equals, value = word.partition("=")
        flag = self._flags.get(name)
        if flag is None:
            raise self._usage(f"unknown flag: --{name}")
        if not equals:
            alone = "true" if flag.is_bool else _ALONE.get(name)
            if alone is None:
                alone = next(words, None)
                if alone is None:
                    raise self._usage(f"flag needs an argument: --{name}")
            value = alone
        self._set(name, flag, value)

    def _short(self, word: str, words: Iterator[str]) -> None:
        letters = word[1:]
        while letters:
            letter, letters = letters[0], letters[1:]
            name = self._shorts.get(letter)
            if name is None:
                raise self._usage(f"unknown shorthand flag: '{letter}' in {word}")
            flag = self._flags[name]
            if letters.startswith("="):
                value, letters = letters[1:], ""
            elif flag.is_bool:
                value = "true"
            elif letters:
                value, letters = letters, ""
            else:
                following = next(words, None)
                if following is None:
                    raise self._usage(f"flag needs an argument: '{letter}' in {word}")
                value = following
            self._set(name, flag, value)

    def _set(self, name: str, flag: Flag, value: str) -> None:
        wrong = ""
        if flag.is_bool and value not in (*_TRUE, *_FALSE):
            wrong = "strconv.ParseBool"
        elif name in _DURATIONS and not _is_duration(value):
            raise self._wrong(name, flag, value, f"time: invalid duration {_quoted_bytes(value)}")
        elif name == "request-timeout":
            _check_timeout(value)
        elif flag.is_int:
            self._check_number(name, flag, value)
        if wrong:
            raise self._wrong(name, flag, value, f"{wrong}: parsing {gosyntax.quoted(value)}: invalid syntax")
        self._call.given.setdefault(name, []).append(value)

    def _check_number(self, name: str, flag: Flag, value: str) -> None:
        try:
            strconv.parse_int(value, 32 if name in _INT32.get(self._call.path, ()) else 64)
        except strconv.NumError as error:
            raise self._wrong(name, flag, value, str(error)) from error

    def _wrong(self, name: str, flag: Flag, value: str, why: str) -> UsageError:
        shown = f"-{flag.short}, --{name}" if flag.short else f"--{name}"
        return self._usage(f'invalid argument "{value}" for "{shown}" flag: {why}')

    def _usage(self, message: str) -> UsageError:
        return UsageError(f"Error: {message}\nSee '{self._call.words} --help' for usage.")
