"""The terms of lessons, in both languages: one line each, shown where a term is met."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import msgspec
import yaml

_FILE = Path(__file__).with_name("glossary.yaml")


class Term(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a term means."""

    en: str
    zh: str
    words: list[str] = []

    def in_language(self, language: str) -> str:
        """The line for a reader."""
        return self.zh if language.startswith("zh") else self.en


@cache
def terms() -> dict[str, Term]:
    """By their names."""
    value = yaml.load(_FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return msgspec.convert(value, dict[str, Term])


@cache
def spellings() -> dict[str, str]:
    """Every spelling, and the term it belongs to."""
    return {word: name for name, term in terms().items() for word in (name, *term.words)}


@cache
def pattern() -> re.Pattern[str]:
    """Finds any spelling; Latin ones only as whole words."""
    longest_first = sorted(spellings(), key=len, reverse=True)
    latin = "|".join(re.escape(word) for word in longest_first if word.isascii())
    others = "|".join(re.escape(word) for word in longest_first if not word.isascii())
    return re.compile(rf"(?<![A-Za-z0-9-])(?:{latin})(?![A-Za-z0-9-])|{others}")
