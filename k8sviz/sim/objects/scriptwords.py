"""A script's words and operators (POSIX.1-2024, XCU 2.2 and 2.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from k8sviz.sim import digits

LITERAL = "\0"
"""Stands before a `$` that means itself. No process can be given this character in its arguments."""
HERE = "(limit of this classroom)"
WRITTEN, MOST = 65_536, 1_000  # characters and commands of a script whose loops are written out
TOO_LONG = f"more than {WRITTEN} characters once its loops are written out {HERE}"
NAMESPACE = "/var/run/secrets/kubernetes.io/serviceaccount/namespace"
_OPERATORS = ("&&", "||", ";;", ">>", "<<", ">&", "<&", "&>", ";", "|", "&", "(", ")", "<", ">", "\n")
_SHOWN = 40  # characters of what is not simulated
_BLANKS, _ENDS = " \t\r", " \t\r\n;&|()<>"
_SUBSTITUTIONS = {  # commands whose output is known, as the parameters that they come to
    f"cat {NAMESPACE}": "${POD_NAMESPACE}", "hostname": "${HOSTNAME}",
}  # fmt: skip
_SUBSTITUTED = re.compile(r"\$\(([^()]*)\)|`([^`]*)`")
_SEQUENCE = re.compile(r"seq\s+(?:([0-9]+)\s+)?([0-9]+)")
_BRACES = re.compile(r"\{([0-9]+)\.\.([0-9]+)\}(?=[\s;&|()<>]|\Z)")


class ScriptError(Exception):
    """Something that is not simulated; the text names it."""


class Token(NamedTuple):
    """A word, or an operator. What was quoted is no keyword."""

    text: str
    operator: bool = False
    quoted: bool = False


def tokens(script: str) -> list[Token]:
    """From left to right.

    Raises: ScriptError.
    """
    return list(_Lexer(script.replace(LITERAL, "")).tokens())


class _Lexer:
    def __init__(self, script: str) -> None:
        self._script, self._at = script, 0
        self._word: list[str] | None = None
        self._quoted = False
        self._written = len(script)

    def tokens(self) -> Iterator[Token]:
        while self._at < len(self._script):
            char = self._script[self._at]
            if char in _ENDS:
                yield from self._operator()
            elif char == "#" and self._word is None:
                self._at = self._until("\n", self._at, len(self._script))
            elif self._word is None and (match := _BRACES.match(self._script, self._at)):
                yield from self._numbers(match[1], match[2], match.end())
            elif char in "$`":
                yield from self._substituted()
            else:
                self._plain(char)
        yield from self._ended()

    def _add(self, text: str, end: int, quoted: bool = False) -> None:
        """More of the word, which the script has written up to `end`."""
        self._word = self._word or []
        self._word.append(text)
        self._quoted |= quoted
        self._at = end

    def _ended(self) -> Iterator[Token]:
        if self._word is not None:
            yield Token("".join(self._word), quoted=self._quoted)
        self._word, self._quoted = None, False

    def _operator(self) -> Iterator[Token]:
        """What ends a word. A number before `>` says which stream is meant."""
        char, stream = self._script[self._at], ""
        if char in "<>" and self._word and not self._quoted and re.fullmatch("[0-9]", "".join(self._word)):
            stream, self._word = self._word[0], None
        yield from self._ended()
        if char in _BLANKS:
            self._at += 1
            return
        text = next(one for one in _OPERATORS if self._script.startswith(one, self._at))
        self._at += len(text)
        yield Token(stream + text, operator=True)

    def _plain(self, char: str) -> None:
        at, script = self._at, self._script
        if char == "\\":
            if script.startswith("\n", at + 1):
                self._at += 2
            else:
                self._add(_literal(script[at + 1 : at + 2]), at + 2, quoted=True)
        elif char == "'":
            end = self._until("'", at + 1)
            self._add(_literal(script[at + 1 : end]), end + 1, quoted=True)
        elif char == '"':
            self._add("", at + 1, quoted=True)
            self._in_quotes()
        else:
            self._add(char, at + 1)

    def _in_quotes(self) -> None:
        """Up to the next `"`: there only $, `, " and the backslash mean something."""
        while (char := self._script[self._at : self._at + 1]) != '"':
            after = self._script[self._at + 1 : self._at + 2]
            if not char:
                raise ScriptError("syntax error: no closing quotation")
            if char == "\\" and after == "\n":
                self._at += 2
            elif char == "\\" and after and after in '$`"\\':
                self._add(_literal(after), self._at + 2)
            elif char in "$`" and list(self._substituted()):
                raise ScriptError("a sequence in quotes is not simulated")
            elif char not in "$`":
                self._add(char, self._at + 1)
        self._at += 1

    def _until(self, char: str, start: int, end: int = -1) -> int:
        found = self._script.find(char, start)
        if found < 0 and end < 0:
            raise ScriptError("syntax error: no closing quotation")
        return found if found >= 0 else end

    def _substituted(self) -> Iterator[Token]:
        """A parameter, or a command whose output is known."""
        match = _SUBSTITUTED.match(self._script, self._at)
        if match is None:
            if not self._script.startswith("$", self._at) or self._script.startswith("$(", self._at):
                raise ScriptError(f"`{self._script[self._at : self._at + 3]}` is not simulated")
            self._add("$", self._at + 1)
            return
        command = (match[1] or match[2] or "").strip()
        sequence = _SEQUENCE.fullmatch(command)
        if sequence is not None:
            yield from self._numbers(sequence[1] or "1", sequence[2], match.end())
        elif command in _SUBSTITUTIONS:
            self._add(_SUBSTITUTIONS[command], match.end())
        else:
            raise ScriptError(f"`{match[0][:_SHOWN]}` is not simulated")

    def _numbers(self, first: str, last: str, end: int) -> Iterator[Token]:
        low, high = digits.whole(first) or 0, digits.whole(last) or 0
        if high - low >= MOST:
            raise ScriptError(f"a sequence of more than {MOST} numbers {HERE}")
        self._at = end
        for number in range(low, high + 1):
            if number > low:
                yield from self._ended()
            self._written += len(str(number))
            if self._written > WRITTEN:
                raise ScriptError(TOO_LONG)
            self._add(str(number), end)


def _literal(text: str) -> str:
    return text.replace("$", f"{LITERAL}$")
