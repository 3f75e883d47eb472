"""Reads rules back from the texts that kube-proxy writes, so that rules we did not compile can be walked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")
Word = tuple[re.Pattern[str], Callable[[re.Match[str]], T]]
"""How some words look, and what they mean."""


def words(table: Iterable[tuple[str, Callable[[re.Match[str]], T]]]) -> tuple[Word[T], ...]:
    return tuple((re.compile(pattern + r"(?= |$)"), made) for pattern, made in table)


def take(table: Iterable[Word[T]], text: str) -> tuple[T | None, str]:
    """What the text begins with, and the rest of it."""
    for pattern, made in table:
        found = pattern.match(text)
        if found:
            return made(found), text[found.end() :].lstrip()
    return None, text


def take_all(table: Iterable[Word[T]], text: str) -> tuple[tuple[T, ...], str]:
    """All that it begins with."""
    found: list[T] = []
    one, text = take(table, text)
    while one is not None:
        found.append(one)
        one, text = take(table, text)
    return tuple(found), text


def end(text: str) -> tuple[str, int]:
    """An address and a port."""
    address, _, port = text.rpartition(":")
    return address.strip("[]"), int(port)
