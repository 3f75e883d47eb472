"""How uvicorn is started, whichever command does it."""

from __future__ import annotations

import uvicorn
from django.conf import settings

WEBSOCKET_BYTES = 256 * 1024  # uvicorn's own default is 16 MiB
_GRACEFUL = 2  # seconds; without it one open socket keeps the server from ever stopping


def serve(host: str, port: int) -> None:
    """Serve until told to stop."""
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
