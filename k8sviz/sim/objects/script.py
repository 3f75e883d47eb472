"""Reading a script (POSIX.1-2024, XCU 2.9 and 2.10): lists, pipelines, if, for, while, until and { }."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from k8sviz.sim.objects.scriptwords import HERE, LITERAL, MOST, TOO_LONG, WRITTEN, ScriptError, Token, tokens
from k8sviz.sim.objects.steps import (
    CLOSE,
    ERR,
    FAILED,
    NOWHERE,
    OPEN,
    OUT,
    SUCCEEDED,
    Call,
    Program,
    Step,
)

FILTERS = (  # that k8sviz/sim/shell has
    "grep", "head", "tail", "wc", "sort", "uniq", "cut", "tr", "awk", "base64", "cat", "less", "more",
)  # fmt: skip
_LONGEST = 16_384  # characters of a script
_DEEPEST = 16  # compound commands inside one another
_LOOPS = ("while", "until", "for")
_BEFORE_COMMANDS = ("while", "until", "do", "if", "then", "elif", "else", "{", "!")
_UNEXPECTED = ("do", "done", "then", "elif", "else", "fi", "}", "in", "esac")
_UNKNOWN = ("case", "function", "select", "[[", "time")
_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=")
_STREAM = re.compile(r"([0-9]?)(>>|>&|<&|&>|>|<)")
_STREAMS = {"/dev/null": NOWHERE, "/dev/stdout": "1", "/dev/stderr": "2"}


@lru_cache(maxsize=256)
def read(script: str) -> Program:
    """The commands of a script.

    Raises: ScriptError.
    """
    if len(script) > _LONGEST:
        raise ScriptError(f"a script of more than {_LONGEST} characters {HERE}")
    reading = _Reading(tokens(script))
    reading.whole()
    return tuple(reading.steps)


class _Loop(NamedTuple):
    """The jumps out of a loop, and to its next turn, that do not know yet where to."""

    breaks: list[int]
    continues: list[int]


class _Reading:
    """Tokens, from left to right, into steps."""

    def __init__(self, found: list[Token]) -> None:
        self.steps: list[Step] = []
        self._left = found[::-1]
        self._loops: list[_Loop] = []
        self._depth = self._written = 0

    def whole(self) -> None:
        """The script."""
        self._newlines()
        if self._left:
            self._list(())
        if self._left:
            raise ScriptError(self._unexpected())

    # -- Tokens ------------------------------------------------------------------------------------

    def _operator(self) -> str:
        return self._left[-1].text if self._left and self._left[-1].operator else ""

    def _keyword(self) -> str:
        """The next word, if it may be a keyword."""
        token = self._left[-1] if self._left else Token("", operator=True)
        return "" if token.operator or token.quoted else token.text

    def _newlines(self) -> None:
        while self._operator() == "\n":
            self._left.pop()

    def _unexpected(self) -> str:
        token = self._left[-1] if self._left else Token("the end", operator=True)
        if token.operator and token.text in ("&", "(", ")", ";;", "<<"):
            return f"`{token.text}` is not simulated; `;`, `&&`, `||` and `|` are"
        shown = token.text.replace("\n", "newline")
        return f"syntax error: unexpected `{shown[:_DEEPEST]}`"

    def _expect(self, word: str) -> None:
        if self._keyword() != word:
            raise ScriptError(f"syntax error: `{word}` is missing")
        self._left.pop()

    # -- Steps -------------------------------------------------------------------------------------

    def _emit(self, step: Step) -> int:
        if len(self.steps) >= MOST:
            raise ScriptError(f"more than {MOST} commands {HERE}")
        self.steps.append(step)
        return len(self.steps) - 1

    def _hole(self, when: str = "", clears: bool = False) -> int:
        """A jump that does not know yet where to."""
        return self._emit(Step(jump=0, when=when, clears=clears))

    def _land(self, *holes: int) -> None:
        """They lead here."""
        for hole in holes:
            self.steps[hole] = self.steps[hole]._replace(jump=len(self.steps))

    # -- Grammar -----------------------------------------------------------------------------------

    def _list(self, ends: tuple[str, ...]) -> None:
        """Commands up to a keyword that ends them, one at least."""
        self._newlines()
        while True:
            self._and_or()
            if self._operator() not in (";", "\n"):
                break
            self._left.pop()
            self._newlines()
            if not self._left or self._keyword() in ends:
                break

    def _and_or(self) -> None:
        self._pipeline()
        while (sign := self._operator()) in ("&&", "||"):
            self._left.pop()
            self._newlines()
            hole = self._hole(FAILED if sign == "&&" else SUCCEEDED)
            self._pipeline()
            self._land(hole)

    def _pipeline(self) -> None:
        negated = self._keyword() == "!"
        if negated:
            self._left.pop()
        if self._keyword() not in _COMPOUND:
            self._simple(negated)
            return
        begin = self._hole()
        self._land(begin)
        self._compound(_COMPOUND[self._left.pop().text])
        if self._operator() == "|":
            self.steps[begin] = Step(mark=OPEN)
            self._emit(Step(mark=CLOSE, filters=tuple(self._filters())))
        if negated:
            raise ScriptError("`!` before a compound command is not simulated")
        if _STREAM.fullmatch(self._operator()):
            raise ScriptError("a redirection of a compound command is not simulated")

    def _compound(self, reads: Callable[[_Reading], None]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ScriptError(f"more than {_DEEPEST} compound commands inside one another {HERE}")
        reads(self)
        self._depth -= 1

    def _simple(self, negated: bool) -> None:
        word = self._keyword()
        if word in _UNEXPECTED:
            raise ScriptError(self._unexpected())
        if word in _UNKNOWN or _ASSIGNMENT.match(word):
            raise ScriptError(f"`{word.partition('=')[0]}{'=' * ('=' in word)}` is not simulated")
        if word in ("break", "continue"):
            self._leap(word)
            return
        call = self._call()
        self._emit(Step(call, tuple(self._filters()), negated))

    def _call(self) -> Call:
        words: list[str] = []
        streams: list[tuple[int, str]] = []
        while self._left and (not self._operator() or _STREAM.fullmatch(self._operator())):
            if self._operator():
                streams += self._redirected()
            else:
                words.append(self._left.pop().text)
        if not words:
            raise ScriptError(self._unexpected())
        return Call(tuple(words), tuple(streams))

    def _redirected(self) -> list[tuple[int, str]]:
        sign = self._left.pop().text
        match = _STREAM.fullmatch(sign)
        assert match is not None
        if not self._left or self._operator():
            raise ScriptError(self._unexpected())
        target = self._left.pop().text
        if match[2] == "<" and target == NOWHERE:
            return []  # nothing here reads
        stream = int(match[1] or OUT)
        if match[2] == ">&" and target in ("1", "2") and stream in (OUT, ERR):
            return [(stream, target)]
        if match[2] in (">", ">>") and target in _STREAMS and stream in (OUT, ERR):
            return [(stream, _STREAMS[target])]
        if match[2] in ("&>", ">&") and not match[1] and target == NOWHERE:
            return [(OUT, NOWHERE), (ERR, NOWHERE)]
        raise ScriptError(f"`{sign}{target[:40]}` is not simulated; `>/dev/null` and `2>&1` are")

    def _filters(self) -> list[Call]:
        found = []
        while self._operator() == "|":
            self._left.pop()
            self._newlines()
            call = self._call()
            if call.words[0] not in FILTERS:
                there = ", ".join(FILTERS)
                raise ScriptError(f"`| {call.words[0][:40]}` is not simulated; behind `|` there are: {there}")
            found.append(call)
        return found

    def _leap(self, word: str) -> None:
        """break, continue"""
        self._left.pop()
        if not self._loops:
            raise ScriptError(f"syntax error: `{word}` outside a loop")
        if self._left and not self._operator():
            raise ScriptError(f"`{word} {self._left[-1].text[:40]}` is not simulated")
        loop = self._loops[-1]
        (loop.breaks if word == "break" else loop.continues).append(self._emit(Step(jump=0, clears=True)))

    # -- Compound commands -------------------------------------------------------------------------

    def group(self) -> None:
        """{ LIST; }"""
        self._list(("}",))
        self._expect("}")

    def choice(self) -> None:
        """if LIST; then LIST; elif LIST; then LIST; else LIST; fi"""
        ways: list[int] = []
        while True:
            self._list(("then",))
            self._expect("then")
            past = self._hole(FAILED, clears=True)
            self._list(("elif", "else", "fi"))
            ways.append(self._hole())
            self._land(past)
            if self._keyword() != "elif":
                break
            self._left.pop()
        if self._keyword() == "else":
            self._left.pop()
            self._list(("fi",))
        self._expect("fi")
        self._land(*ways)

    def loop(self, until: bool) -> None:
        """while LIST; do LIST; done"""
        top = len(self.steps)
        self._list(("do",))
        self._expect("do")
        past = self._hole(SUCCEEDED if until else FAILED, clears=True)
        self._loops.append(_Loop([past], []))
        self._list(("done",))
        self._expect("done")
        self._land(*self._loops[-1].continues)
        self._emit(Step(jump=top))
        self._land(*self._loops.pop().breaks)

    def each(self) -> None:
        """for NAME in WORDS; do LIST; done, written out."""
        name, values = self._heading()
        body, rest = self._body()
        self._loops.append(_Loop([], []))
        for value in values:
            self._left = [self._put_in(token, name, value) for token in body]
            self._list(("done",))
            self._expect("done")
            self._land(*self._loops[-1].continues)
            self._loops[-1].continues.clear()
        if not values:
            self._emit(Step(Call((":",))))  # so that no loop around it turns without a command
        self._land(*self._loops.pop().breaks)
        self._left = rest

    def _heading(self) -> tuple[str, list[str]]:
        name = self._left.pop().text if self._keyword() else ""
        if not re.fullmatch("[A-Za-z_][A-Za-z0-9_]*", name) or self._keyword() != "in":
            raise ScriptError("syntax error: for NAME in WORDS")
        self._left.pop()
        values = []
        while self._left and not self._operator():
            values.append(self._left.pop().text)
        if self._operator() == ";":
            self._left.pop()
        self._newlines()
        self._expect("do")
        return name, values

    def _body(self) -> tuple[list[Token], list[Token]]:
        """The tokens up to the `done` of this loop, and those behind it, both with the next one last."""
        depth, begins = 1, True
        for number, token in enumerate(reversed(self._left), 1):
            keyword = token.text if begins and not token.quoted and not token.operator else ""
            depth += (keyword in _LOOPS) - (keyword == "done")
            begins = token.operator or keyword in _BEFORE_COMMANDS
            if not depth:
                return self._left[-number:], self._left[:-number]
        raise ScriptError("syntax error: `done` is missing")

    def _put_in(self, token: Token, name: str, value: str) -> Token:
        def written(_: object) -> str:
            self._write(len(value))
            return value

        self._write(len(token.text) + 1)
        text = re.sub(rf"(?<!{LITERAL})\$(?:{name}\b|\{{{name}\}})", written, token.text)
        return token._replace(text=text)

    def _write(self, characters: int) -> None:
        self._written += characters
        if self._written > WRITTEN:
            raise ScriptError(TOO_LONG)


_COMPOUND: dict[str, Callable[[_Reading], None]] = {
    "{": _Reading.group,
    "if": _Reading.choice,
    "while": lambda reading: reading.loop(False),
    "until": lambda reading: reading.loop(True),
    "for": _Reading.each,
}
