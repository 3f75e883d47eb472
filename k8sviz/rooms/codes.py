"""Room codes, which people type, and tokens, which only links carry."""

from __future__ import annotations

import hashlib
import secrets

ALPHABET = "BCDFGHJKMNPQRSTVWXZ23456789"  # no vowels (no words), no look-alikes
LENGTH = 8


def new_code() -> str:
    """A code of 38 bits: guessing one is limited by `limits.misses`."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def written(code: str) -> str:
    """A code as it is stored, from what somebody typed."""
    return "".join(letter for letter in code.upper() if letter in ALPHABET)


def new_token() -> str:
    """A key of 192 bits."""
    return secrets.token_urlsafe(24)


def digest(token: str) -> str:
    """What the database keeps of a token. It is random, so that no salt or slow hash is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def matches(token: str, kept: str) -> bool:
    """Whether `token` is the one whose digest is `kept`, in constant time."""
    return secrets.compare_digest(digest(token), kept)
