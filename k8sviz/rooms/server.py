"""How uvicorn is started, whichever command does it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from django.conf import settings
from django.db import connections

WEBSOCKET_BYTES = 256 * 1024  # uvicorn's own default is 16 MiB
_GRACEFUL = 2  # seconds; without it one open socket keeps the server from ever stopping


def serve(host: str, port: int) -> None:
    """Serve until told to stop."""
    with _database_in_use():
        uvicorn.run(
            "k8sviz.asgi:application",
            host=host,
            port=port,
            workers=settings.WORKERS,
            ws="k8sviz.rooms.websockets:WebSocketProtocol",
            ws_max_size=WEBSOCKET_BYTES,
            timeout_graceful_shutdown=_GRACEFUL,
            ws_per_message_deflate=False,  # would double a frame's cost: it is done again for each viewer
            lifespan="off",
            access_log=settings.DEBUG,
            log_level="warning",
        )


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
