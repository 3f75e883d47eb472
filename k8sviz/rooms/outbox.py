"""What waits for one viewer. A slow one is told to start again, never waited for and never buffered for."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from k8sviz.rooms.frames import said


class Outbox:
    """A bounded queue of texts."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._texts: deque[str] = deque()
        self._filled = asyncio.Event()
        self._behind = False
        self.closed = ""

    def put(self, text: str) -> None:
        """Queue a frame. If the queue is full, all of it is worthless: the viewer has to resync."""
        if self._behind:
            return
        if len(self._texts) >= self._limit:
            self._behind = True
            self._texts.clear()
            text = said(resync="this viewer was too slow for the frames")
        self._texts.append(text)
        self._filled.set()

    def restart(self, snapshot: str) -> None:
        """Queue a snapshot: what was queued before does not matter any more."""
        self._behind = False
        self._texts.clear()
        self.put(snapshot)

    def close(self, why: str) -> None:
        """Say goodbye after what is queued."""
        self._texts.append(said(closed=why))
        self.closed = why
        self._filled.set()

    async def drain(self, send: Callable[[str], Awaitable[None]]) -> None:
        """Send until closed; `send` waits while the viewer's connection is full."""
        while True:
            while self._texts:
                await send(self._texts.popleft())
            if self.closed:
                return
            self._filled.clear()
            await self._filled.wait()
