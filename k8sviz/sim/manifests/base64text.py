"""Base64 as Go's encoding/base64 reads it (StdEncoding): where a text stops being any."""

from __future__ import annotations

import string

_LETTERS = frozenset(string.ascii_letters + string.digits + "+/")
_GROUP = 4


def first_wrong(text: str) -> int | None:
    """The byte at which Go gives up (CorruptInputError); None if all of it can be read.

    Line ends are passed over; padding is needed, and nothing may follow it.
    """
    data = text.encode()
    digits, at = 0, 0
    while at < len(data):
        char = chr(data[at])
        at += 1
        if char in "\r\n":
            continue
        if char in _LETTERS:
            digits = (digits + 1) % _GROUP
            continue
        return _after_padding(data, at, digits) if char == "=" else at - 1
    return len(data) - digits if digits else None


def _after_padding(data: bytes, at: int, digits: int) -> int | None:
    """`at` is behind the first "="; `digits` of a group stand before it."""
    if digits < _GROUP - 2:
        return at - 1
    if digits == _GROUP - 2:
        at = _past_line_ends(data, at)
        if at == len(data):
            return len(data)
        if data[at] != ord("="):
            return at - 1
        at += 1
    at = _past_line_ends(data, at)
    return None if at == len(data) else at


def _past_line_ends(data: bytes, at: int) -> int:
    while at < len(data) and data[at] in b"\r\n":
        at += 1
    return at
