"""How uvicorn is started, whichever command does it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

import uvicorn
from django.conf import settings
from django.db import connections
from uvicorn.supervisors import Multiprocess

WEBSOCKET_BYTES = 256 * 1024  # uvicorn's own default is 16 MiB
_NOT_STARTED = 3  # the exit code, as uvicorn has it
_DATE = 1.0  # seconds between two looks at the time of day
_GRACEFUL = 2  # seconds; without it one open socket keeps the server from ever stopping


def serve(host: str, port: int) -> None:
    """Serve until told to stop."""
    with _database_in_use():
        config = uvicorn.Config(
            "k8sviz.asgi:application",
            host=host,
            port=port,
            workers=settings.WORKERS,
            http="k8sviz.rooms.connections:HttpProtocol",
            ws="k8sviz.rooms.websockets:WebSocketProtocol",
            ws_max_size=WEBSOCKET_BYTES,
            timeout_graceful_shutdown=_GRACEFUL,
            ws_per_message_deflate=False,  # would double a frame's cost: it is done again for each viewer
            lifespan="off",
            access_log=settings.DEBUG,
            log_level="warning",
        )
        if config.workers > 1:
            Multiprocess(config, [config.bind_socket()]).run()
            return
        server = _Server(config)
        with suppress(KeyboardInterrupt):  # it has stopped by then
            server.run()
        if not server.started:
            sys.exit(_NOT_STARTED)


class _Server(uvicorn.Server):
    """Sleeps until it is to stop, but for the Date header; uvicorn's looks ten times a second.

    That was all that a server did whose rooms nobody watches.
    """

    async def main_loop(self) -> None:
        """Until a signal."""
        self._loop, self._stopped = asyncio.get_running_loop(), asyncio.Event()
        while not await self.on_tick(0):
            with suppress(TimeoutError):
                async with asyncio.timeout(_DATE):
                    await self._stopped.wait()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """A signal; it may come before there is a loop to wake."""
        super().handle_exit(sig, frame)
        if hasattr(self, "_loop"):
            self._loop.call_soon_threadsafe(self._stopped.set)


@contextmanager
def _database_in_use() -> Iterator[None]:
    """One connection stays open for as long as is served.

    Requests close theirs, and whoever is the last to close an SQLite database writes its whole log back and
    removes it (sqlite.org/wal.html, 2.2): each entry would be waited for on the disk several times.
    """
    held = connections.create_connection("default")
    if held.vendor == "sqlite":
        held.introspection.table_names()  # only one that has read counts
    try:
        yield
    finally:
        held.close()
