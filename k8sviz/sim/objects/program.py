"""What a container's process does, where that is a script of commands that are simulated.

POSIX.1-2024, XCU 2 (Shell Command Language): lists, for, while and until, and no more of it.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

SHELLS = ("sh", "bash", "ash")
COMMANDS = (  # that k8sviz/sim/shell has
    "cat", "chroot", "curl", "date", "dig", "echo", "env", "exit", "false", "getent", "host", "hostname",
    "ls", "nslookup", "ping", "printenv", "printf", "sleep", "true", "wget", ":",
)  # fmt: skip
_PUNCTUATION = ";&|()<>\n"
_SEPARATORS = {";": "", "\n": "", "&&": "&&", "||": "||"}
_LONGEST, _MOST = 16_384, 1_000  # characters of a script, commands of it once its `for` loops are written out
_COMMENT = re.compile(r"(^|\s)#.*$", re.MULTILINE)
NAMESPACE = "/var/run/secrets/kubernetes.io/serviceaccount/namespace"
_SUBSTITUTIONS = {  # commands whose output is known, as the parameters that they come to
    f"$(cat {NAMESPACE})": "${POD_NAMESPACE}", f"`cat {NAMESPACE}`": "${POD_NAMESPACE}",
    "$(hostname)": "${HOSTNAME}", "`hostname`": "${HOSTNAME}",
}  # fmt: skip
_SEQUENCE = re.compile(r"(?:\$\(|`)\s*seq\s+(?:([0-9]+)\s+)?([0-9]+)\s*(?:\)|`)|\{([0-9]+)\.\.([0-9]+)\}")


class ScriptError(Exception):
    """Something that is not simulated; the text names it."""


class Step(NamedTuple):
    """One command, or a jump."""

    words: tuple[str, ...] = ()
    when: str = ""  # "&&": if the one before has succeeded; "||": if it has failed
    out: int = -1  # the condition of a loop: where to go on after it
    until: bool = False  # that condition ends the loop when it succeeds
    jump: int = -1


Program = tuple[Step, ...]


class Spot(NamedTuple):
    """Where a process is in its program, and how its last command ended."""

    at: int = 0
    code: int = 0


def upcoming(program: Program, spot: Spot) -> tuple[Step | None, Spot]:
    """The next command to be run; None at the end."""
    at, code = spot
    while at < len(program):
        step = program[at]
        if step.jump >= 0:
            at = step.jump
        elif step.when == ("&&" if code else "||"):
            at += 1
        else:
            return step, Spot(at, code)
    return None, Spot(at, code)


def after(program: Program, spot: Spot, code: int) -> Spot:
    """Where the process is when that command has ended."""
    step = program[spot.at]
    if step.words[0] == "exit":
        return Spot(len(program), code)
    if step.out >= 0 and bool(code) != step.until:
        return Spot(step.out, 0)
    return Spot(spot.at + 1, code)


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
    known = all(step.jump >= 0 or step.words[0].rpartition("/")[2] in COMMANDS for step in program)
    return program if known and program else None


def _read_words(words: tuple[str, ...]) -> Program:
    name = words[0].rpartition("/")[2] if words else ""
    if name not in SHELLS:
        return (Step(words),) if words else ()
    options, rest = words[1:2], words[2:3]
    if not rest or not re.fullmatch(r"-[lux]*c", options[0]):
        raise ScriptError("no script")
    return read(rest[0])


@lru_cache(maxsize=256)
def read(script: str) -> Program:
    """The commands of a script.

    Raises: ScriptError.
    """
    if len(script) > _LONGEST:
        raise ScriptError(f"a script of more than {_LONGEST} characters")
    return tuple(_Reading(_words(script)).block(0, ()))


def _words(script: str) -> list[str]:
    for written, variable in _SUBSTITUTIONS.items():
        script = script.replace(written, variable)
    script = _SEQUENCE.sub(_counted, _COMMENT.sub(r"\1", script.replace("\\\n", " ")))
    lexer = shlex.shlex(script, posix=True, punctuation_chars=_PUNCTUATION)
    lexer.whitespace, lexer.whitespace_split, lexer.commenters = " \t\r", True, ""
    try:
        return list(lexer)
    except ValueError as problem:
        raise ScriptError(f"syntax error: {problem}") from problem


def _counted(match: re.Match[str]) -> str:
    first, last = (int(text) for text in (match[1] or match[3] or "1", match[2] or match[4]))
    return " ".join(str(number) for number in range(first, min(last, first + _MOST) + 1))


class _Reading:
    """Words, from left to right."""

    def __init__(self, words: list[str]) -> None:
        self._left = words[::-1]

    def block(self, start: int, ends: tuple[str, ...]) -> list[Step]:
        """Commands up to a word that ends them; their first is number `start` of the program."""
        steps: list[Step] = []
        when = ""
        while self._left and self._left[-1] not in ends:
            word = self._left[-1]
            if not word.strip(_PUNCTUATION):
                when = self._separator(self._left.pop())
            elif word in _LOOPS:
                self._left.pop()
                steps += _LOOPS[word](self, start + len(steps))
            else:
                steps.append(Step(tuple(self._command()), when))
                when = ""
            if len(steps) > _MOST:
                raise ScriptError(f"more than {_MOST} commands")
        if ends:
            self._expect(*ends)
        return steps

    @staticmethod
    def _separator(word: str) -> str:
        told = word.strip("\n") or "\n"
        if told not in _SEPARATORS:
            raise ScriptError(f"`{told}` is not simulated; `;`, `&&` and `||` are")
        return _SEPARATORS[told]

    def _command(self) -> list[str]:
        words = []
        while self._left and self._left[-1].strip(_PUNCTUATION):
            words.append(self._left.pop())
        return words

    def _expect(self, *words: str) -> None:
        while self._left and not self._left[-1].strip(";\n"):
            self._left.pop()
        if not self._left or self._left.pop() not in words:
            raise ScriptError(f"syntax error: `{words[0]}` is missing")

    def loop(self, start: int, until: bool) -> list[Step]:
        """while CONDITION; do BODY; done"""
        condition = self.block(start, ("do",))
        body = self.block(start + len(condition), ("done",))
        if not condition or not body:
            raise ScriptError("syntax error: an empty loop")
        end = start + len(condition) + len(body) + 1
        condition[-1] = condition[-1]._replace(out=end, until=until)
        return [*condition, *body, Step(jump=start)]

    def each(self, start: int) -> list[Step]:
        """for NAME in WORDS; do BODY; done, written out."""
        name, *values = self._command()
        if values[:1] != ["in"] or not name.isidentifier():
            raise ScriptError("syntax error: for NAME in WORDS")
        self._expect("do")
        mark = len(self._left)
        steps: list[Step] = []
        again = self._left.copy()
        for value in values[1:]:
            self._left = [_put_in(word, name, value) for word in again]
            steps += self.block(start + len(steps), ("done",))
            if len(steps) > _MOST:
                raise ScriptError(f"more than {_MOST} commands")
        if len(self._left) == mark:
            self.block(start, ("done",))
        else:
            self._left = again[: len(self._left)]
        return steps


def _put_in(word: str, name: str, value: str) -> str:
    return re.sub(rf"\$(?:{name}\b|\{{{name}\}})", lambda _: value, word)


_LOOPS: dict[str, Callable[[_Reading, int], list[Step]]] = {
    "while": lambda reading, start: reading.loop(start, False),
    "until": lambda reading, start: reading.loop(start, True),
    "for": lambda reading, start: reading.each(start),
}
