"""What a container's process does, where that is a script of commands that are simulated.

POSIX.1-2024, XCU 2 (Shell Command Language): lists, for, while and until, and no more of it.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from k8sviz.sim import digits

SHELLS = ("sh", "bash", "ash")
COMMANDS = (  # that k8sviz/sim/shell has
    "cat", "chroot", "curl", "date", "dig", "echo", "env", "exit", "false", "getent", "host", "hostname",
    "ls", "nslookup", "ping", "printenv", "printf", "sleep", "true", "wget", ":",
)  # fmt: skip
_PUNCTUATION = ";&|()<>\n"
_SEPARATORS = {";": "", "\n": "", "&&": "&&", "||": "||"}
_LONGEST = 16_384  # characters of a script
_WRITTEN, _MOST = 65_536, 1_000  # characters and commands of it once its `for` loops are written out
_DEEPEST = 16  # loops inside one another
_COMMENT = re.compile(r"(^|\s)#.*$", re.MULTILINE)
NAMESPACE = "/var/run/secrets/kubernetes.io/serviceaccount/namespace"
_SUBSTITUTIONS = {  # commands whose output is known, as the parameters that they come to
    f"$(cat {NAMESPACE})": "${POD_NAMESPACE}", f"`cat {NAMESPACE}`": "${POD_NAMESPACE}",
    "$(hostname)": "${HOSTNAME}", "`hostname`": "${HOSTNAME}",
}  # fmt: skip
_SEQUENCE = re.compile(r"(?:\$\(|`)\s*seq\s+(?:([0-9]+)\s+)?([0-9]+)\s*(?:\)|`)|\{([0-9]+)\.\.([0-9]+)\}")
_HERE = "(limit of this classroom)"
_TOO_LONG = f"more than {_WRITTEN} characters once its loops are written out {_HERE}"
_BEFORE_COMMANDS = ("while", "until", "do")


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
        raise ScriptError(f"a script of more than {_LONGEST} characters {_HERE}")
    return tuple(_Reading(_words(script)).block(0, ()))


def _words(script: str) -> list[str]:
    for written, variable in _SUBSTITUTIONS.items():
        script = script.replace(written, variable)
    script = "".join(_counted(_COMMENT.sub(r"\1", script.replace("\\\n", " "))))
    lexer = shlex.shlex(script, posix=True, punctuation_chars=_PUNCTUATION)
    lexer.whitespace, lexer.whitespace_split, lexer.commenters = " \t\r", True, ""
    try:
        return list(lexer)
    except ValueError as problem:
        raise ScriptError(f"syntax error: {problem}") from problem


def _counted(script: str) -> Iterator[str]:
    """The script with its sequences of numbers written out."""
    at, written = 0, len(script)
    for match in _SEQUENCE.finditer(script):
        numbers = _sequence(match)
        written += len(numbers)
        if written > _WRITTEN:
            raise ScriptError(_TOO_LONG)
        yield script[at : match.start()] + numbers
        at = match.end()
    yield script[at:]


def _sequence(match: re.Match[str]) -> str:
    first, last = digits.whole(match[1] or match[3] or "1"), digits.whole(match[2] or match[4])
    assert first is not None
    assert last is not None
    if last - first >= _MOST:
        raise ScriptError(f"a sequence of more than {_MOST} numbers {_HERE}")
    return " ".join(str(number) for number in range(first, last + 1))


class _Reading:
    """Words, from left to right."""

    def __init__(self, words: list[str]) -> None:
        self._left = words[::-1]
        self._depth = 0
        self._written = 0

    def block(self, start: int, ends: tuple[str, ...]) -> list[Step]:
        """Commands up to a word that ends them; their first is number `start` of the program."""
        steps: list[Step] = []
        when, parted = "", True  # nothing stands between the last command and what comes
        while self._left and self._left[-1] not in ends:
            word = self._left[-1]
            if not word.strip(_PUNCTUATION):
                when = self._separator(self._left.pop(), when, parted) or when
                parted = True
            elif word in _LOOPS:
                if when:
                    raise ScriptError(f"`{when}` before a loop is not simulated")
                self._left.pop()
                steps += self._looped(word, start + len(steps))
                parted = False
            else:
                steps.append(Step(tuple(self._command()), when))
                when, parted = "", False
            if len(steps) > _MOST:
                raise ScriptError(f"more than {_MOST} commands {_HERE}")
        if when:
            raise ScriptError(f"syntax error: nothing behind `{when}`")
        if ends:
            self._expect(*ends)
        return steps

    def _looped(self, word: str, start: int) -> list[Step]:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ScriptError(f"more than {_DEEPEST} loops inside one another {_HERE}")
        steps = _LOOPS[word](self, start)
        self._depth -= 1
        return steps

    @staticmethod
    def _separator(word: str, when: str, parted: bool) -> str:
        told = word.strip("\n") or "\n"
        if told not in _SEPARATORS:
            raise ScriptError(f"`{told}` is not simulated; `;`, `&&` and `||` are")
        if told != "\n" and (parted or when):
            raise ScriptError(f"syntax error: nothing before `{told}`")
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
        name, *values = self._command() or [""]
        if values[:1] != ["in"] or not name.isidentifier():
            raise ScriptError("syntax error: for NAME in WORDS")
        self._expect("do")
        body, rest = self._body()
        steps: list[Step] = []
        for value in values[1:]:
            self._left = [self._put_in(word, name, value) for word in body]
            steps += self.block(start + len(steps), ("done",))
            if len(steps) > _MOST:
                raise ScriptError(f"more than {_MOST} commands {_HERE}")
        self._left = body.copy()
        self.block(start, ("done",))
        self._left = rest
        return steps

    def _body(self) -> tuple[list[str], list[str]]:
        """The words up to the `done` of this loop, and those behind it, both with the next one last."""
        depth, begins = 1, True
        for number, word in enumerate(reversed(self._left), 1):
            depth += (begins and word in _LOOPS) - (begins and word == "done")
            begins = not word.strip(_PUNCTUATION) or (begins and word in _BEFORE_COMMANDS)
            if not depth:
                return self._left[-number:], self._left[:-number]
        raise ScriptError("syntax error: `done` is missing")

    def _put_in(self, word: str, name: str, value: str) -> str:
        def written(_: object) -> str:
            self._write(len(value))
            return value

        self._write(len(word) + 1)
        return re.sub(rf"\$(?:{name}\b|\{{{name}\}})", written, word)

    def _write(self, characters: int) -> None:
        self._written += characters
        if self._written > _WRITTEN:
            raise ScriptError(_TOO_LONG)


_LOOPS: dict[str, Callable[[_Reading, int], list[Step]]] = {
    "while": lambda reading, start: reading.loop(start, False),
    "until": lambda reading, start: reading.loop(start, True),
    "for": lambda reading, start: reading.each(start),
}
