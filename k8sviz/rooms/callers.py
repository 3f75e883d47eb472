"""Those who come to a room by single requests instead of a socket: kubectl, and whoever follows with it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager

from k8sviz.rooms.limits import limits

LINGER = 60.0  # seconds that a room lives after the last request

_everybody: set[asyncio.Event] = set()  # who follows any room of this process


class Callers:
    """True while a room is to live for their sake."""

    def __init__(self) -> None:
        self._until = 0.0  # of the monotonic clock
        self._followers: set[asyncio.Event] = set()

    def __bool__(self) -> bool:
        return bool(self._followers) or time.monotonic() < self._until

    @property
    def full(self) -> str:
        """Why no more may follow; "" while they may."""
        if len(self._followers) >= limits().watches:
            return f"this room's limit is {limits().watches} watches at a time"
        if len(_everybody) >= limits().streams:
            return f"this server's limit is {limits().streams} watches of all rooms at a time"
        return ""

    def came(self) -> None:
        """A request was made just now."""
        self._until = time.monotonic() + LINGER

    @contextmanager
    def following(self) -> Iterator[asyncio.Event]:
        """An event that is set whenever something has happened; whoever waits for it clears it."""
        happened = asyncio.Event()
        self._followers.add(happened)
        _everybody.add(happened)
        try:
            yield happened
        finally:
            self._followers.discard(happened)
            _everybody.discard(happened)
            self.came()

    def tell(self) -> None:
        """Something has happened."""
        for happened in self._followers:
            happened.set()
