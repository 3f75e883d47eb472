"""HTTP connections that cost the server nothing for long, whatever the other end leaves undone.

uvicorn waits without end for the rest of a request, and for a client to read its answer.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

REQUEST_SECONDS = 75.0  # for a request; longer than an application waits for its body
STALLED_SECONDS = 30.0  # that a client may leave its answer unread
_SILENT = (("TCP_KEEPIDLE", 60), ("TCP_KEEPINTVL", 15), ("TCP_KEEPCNT", 4))  # seconds, seconds, probes


class _Deadline:
    """Something that happens unless it is called off in time."""

    _timer: asyncio.TimerHandle | None = None

    def start(self, seconds: float, then: Callable[[], None]) -> None:
        """From now, unless it runs already."""
        self._timer = self._timer or asyncio.get_running_loop().call_later(seconds, then)

    def stop(self) -> None:
        """It is kept."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class HttpProtocol(H11Protocol):
    """uvicorn's own, with these bounds; who passes one is cut off."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first request, and look now and then whether the other end still lives."""
        super().connection_made(transport)
        self._asking, self._reading = _Deadline(), _Deadline()
        _keep_alive(transport.get_extra_info("socket"))
        self._asking.start(REQUEST_SECONDS, transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        """The end."""
        self._asking.stop()
        self._reading.stop()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Some of a request, or all of it."""
        super().data_received(data)
        self._look()

    def on_response_complete(self) -> None:
        """An answer is sent; uvicorn looks after a connection that is idle now."""
        super().on_response_complete()
        self._look()

    def _look(self) -> None:
        begun = self.conn.their_state is h11.IDLE and self.conn.trailing_data[0]
        if begun or self.conn.their_state is h11.SEND_BODY:
            self._asking.start(REQUEST_SECONDS, self.transport.abort)
        else:
            self._asking.stop()

    def pause_writing(self) -> None:
        """The client does not read."""
        super().pause_writing()
        self._reading.start(STALLED_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """The client has read."""
        super().resume_writing()
        self._reading.stop()


def _keep_alive(connection: Any) -> None:
    """A machine that was switched off ends its watches, too (tcp(7))."""
    if connection is None or connection.family not in (socket.AF_INET, socket.AF_INET6):
        return
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _SILENT:
        if hasattr(socket, name):
            connection.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
