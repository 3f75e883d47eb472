"""The WebSocket handshake, with names of subprotocols that RFC 6455 does not allow.

kubectl forwards ports by `SPDY/3.1+portforward.k8s.io`; a slash is no letter of a token (RFC 9110, 5.6.2), so
that a strict server refuses the header before the application sees it.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.config import Config
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.datastructures import Headers
from websockets.server import ServerProtocol
from websockets.typing import Subprotocol


class _Handshake(ServerProtocol):
    def process_subprotocol(self, headers: Headers) -> Subprotocol | None:
        """The application chooses one."""
        return None


class WebSocketProtocol(WebSocketsSansIOProtocol):
    """uvicorn's own, with that handshake."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.conn = _Handshake(max_size=config.ws_max_size, logger=self.logger)
