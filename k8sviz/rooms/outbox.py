"""What waits for one viewer. A slow one is told to start again, never waited for and never buffered for."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from k8sviz.rooms.frames import said

Send = Callable[[Any], Awaitable[None]]
"""ASGI's: uvicorn's own, without a layer between."""


class Outbox:
    """A bounded queue of texts."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._texts: deque[str] = deque()
        self._waiting: asyncio.Future[None] | None = None  # lighter than an Event: it is per viewer and frame
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
        self._wake()

    def restart(self, snapshot: str) -> None:
        """Queue a snapshot: what was queued before does not matter any more."""
        self._behind = False
        self._texts.clear()
        self.put(snapshot)

    def close(self, why: str) -> None:
        """Say goodbye after what is queued."""
        self._texts.append(said(closed=why))
        self.closed = why
        self._wake()

    async def drain(self, send: Send) -> None:
        """Send until closed; `send` waits while the viewer's connection is full."""
        while True:
            while self._texts:
                await send({"type": "websocket.send", "text": self._texts.popleft()})
            if self.closed:
                return
            self._waiting = asyncio.get_running_loop().create_future()
            await self._waiting

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)
