"""A template's text as tokens (text/template/parse/lex.go)."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from typing import NamedTuple

from k8sviz.sim.manifests import gosyntax
from k8sviz.terminal.gotext.template.errors import TemplateError

KEYWORDS = ("block", "break", "continue", "define", "else", "end", "if", "range", "nil", "template", "with")
_TRIMMED = " \t\r\n"
_SPACES = tuple(_TRIMMED)
_COMMENT = re.compile(r"(?:-[ \t\r\n]+)?/\*")
_PLAIN = (
    ("space", re.compile(r"[ \t\r\n]+")),
    ("declare", re.compile(r":=")),
    ("assign", re.compile(r"=")),
    ("pipe", re.compile(r"\|")),
    ("open", re.compile(r"\(")),
    ("close", re.compile(r"\)")),
    ("number", re.compile(r"[+-]?(?:[0-9]|\.[0-9])[\w.]*(?:(?<=[eEpP])[+-][0-9_]+)?")),
    ("field", re.compile(r"\.\w+")),
    ("dot", re.compile(r"\.")),
    ("variable", re.compile(r"\$\w*")),
    ("word", re.compile(r"\w+")),
    ("char", re.compile(r"[!-~]")),
)
_QUOTED = (
    ('"', re.compile(r'"(?:\\[^\n]|[^"\\\n])*"'), "string", "unterminated quoted string"),
    ("`", re.compile(r"`[^`]*`"), "string", "unterminated raw quoted string"),
    ("'", re.compile(r"'(?:\\[^\n]|[^'\\\n])+'"), "character", "unterminated character constant"),
)
_TERMINATED = ("field", "variable", "word")
_TERMINATORS = ".,|:)( \t\r\n"


class Token(NamedTuple):
    """A piece of a template and where it begins."""

    kind: str  # text, left, right, end-of-file, or one of those above; a keyword is its own kind
    text: str
    at: int

    def __str__(self) -> str:
        """As an error names it."""
        if self.kind == "eof":
            return "EOF"
        if self.kind in KEYWORDS:
            return f"<{self.text}>"
        short = gosyntax.quoted(self.text[:10])
        return f"{short}..." if len(self.text) > 10 else short


def fault(text: str, at: int, message: str) -> TemplateError:
    """An error with the line that it is in."""
    line = text.count("\n", 0, at) + 1
    return TemplateError(f"template: output:{line}: {message}")


def tokens(text: str) -> Iterator[Token]:
    """Text, then the tokens of an action between `left` and `right`, and so on to the end."""
    place, trim = 0, False
    while True:
        begin = text.find("{{", place)
        plain = text[place : begin if begin >= 0 else None]
        kept = plain.lstrip(_TRIMMED) if trim else plain
        opened = begin + 2
        trims = begin >= 0 and text[opened : opened + 1] == "-" and text[opened + 1 : opened + 2] in _SPACES
        if trims:
            kept = kept.rstrip(_TRIMMED)
        if kept:
            yield Token("text", kept, place)
        if begin < 0:
            yield Token("eof", "", len(text))
            return
        if _COMMENT.match(text, opened):
            place, trim = _after_comment(text, opened)
            continue
        yield Token("left", "{{", begin)
        place, trim = yield from _action(text, opened + 2 if trims else opened)


def _after_comment(text: str, opened: int) -> tuple[int, bool]:
    end = text.find("*/", opened)
    if end < 0:
        raise fault(text, opened, "unclosed comment")
    closing = _closing(text, end + 2)
    if closing is None:
        raise fault(text, opened, "comment ends before closing delimiter")
    return closing


def _closing(text: str, place: int) -> tuple[int, bool] | None:
    """Where the text goes on behind }}, and whether its spaces go."""
    if text.startswith("}}", place):
        return place + 2, False
    if text[place : place + 1] in _SPACES and text.startswith("-}}", place + 1):
        return place + 4, True
    return None


def _action(text: str, place: int) -> Generator[Token, None, tuple[int, bool]]:
    """The tokens of an action; returns where the text goes on."""
    open_parens = 0
    while True:
        closing = _closing(text, place)
        if closing is not None:
            if open_parens:
                raise fault(text, place, "unclosed left paren")
            yield Token("right", "}}", place)
            return closing
        if place >= len(text):
            raise fault(text, place, "unclosed action")
        token = _token(text, place)
        open_parens += {"open": 1, "close": -1}.get(token.kind, 0)
        if open_parens < 0:
            raise fault(text, place, "unexpected right paren")
        yield token
        place += len(token.text)


def _token(text: str, place: int) -> Token:
    for quote, pattern, kind, wrong in _QUOTED:
        if text[place] == quote:
            found = pattern.match(text, place)
            if found is None:
                raise fault(text, place, wrong)
            return Token(kind, found[0], place)
    for kind, pattern in _PLAIN:
        found = pattern.match(text, place)
        if found is not None:
            _check_end(text, kind, found.end())
            named = found[0] if kind == "word" and found[0] in KEYWORDS else kind
            return Token("bool" if found[0] in ("true", "false") else named, found[0], place)
    if text[place] == ":":
        raise fault(text, place, "expected :=")
    raise fault(text, place, f"unrecognized character in action: {_shown(text[place])}")


def _check_end(text: str, kind: str, end: int) -> None:
    following = text[end : end + 1]
    ended = not following or following in _TERMINATORS or text.startswith("}}", end)
    if kind in _TERMINATED and not ended:
        raise fault(text, end, f"bad character {_shown(following)}")


def _shown(character: str) -> str:
    return f"U+{ord(character):04X} '{character}'"
