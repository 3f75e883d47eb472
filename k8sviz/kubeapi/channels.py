"""The channels of exec and attach over WebSocket (KEP-4006): each message begins with its channel's number.

The command's end goes over the error channel, as a Status.
"""

from __future__ import annotations

import contextlib
from typing import Any

import msgspec

from k8sviz.kubeapi.exchange import Exchange

STDIN, STDOUT, STDERR, ERROR = 0, 1, 2, 3
PROTOCOLS = ("v5.channel.k8s.io", "v4.channel.k8s.io")
_CLOSED = 255  # v5: the client has closed the channel that follows
_CHUNK = 32 * 1024


class Channels:
    """Those of one connection."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    async def write(self, channel: int, text: str) -> None:
        """Write to one of them."""
        data = text.encode()
        for at in range(0, len(data), _CHUNK):
            message = bytes([channel]) + data[at : at + _CHUNK]
            await self._exchange.send({"type": "websocket.send", "bytes": message})

    async def read(self) -> bytes | None:
        """What comes in on standard input; None at its end."""
        while True:
            message = await self._exchange.receive()
            if message["type"] != "websocket.receive":
                return None
            data: bytes = message.get("bytes") or b""
            if data[:1] == bytes([STDIN]):
                return data[1:]
            if data[:2] == bytes([_CLOSED, STDIN]):
                return None

    async def hung_up(self) -> None:
        """Until the client has left; what it sends is not read by anybody."""
        while (await self._exchange.receive())["type"] == "websocket.receive":
            pass

    async def end(self, code: int) -> None:
        """Say how it ended, and hang up; nobody may be there any more."""
        with contextlib.suppress(OSError, RuntimeError):
            await self.write(ERROR, msgspec.json.encode(_status(code)).decode())
            await self._exchange.send({"type": "websocket.close", "code": 1000})


def _status(code: int) -> dict[str, Any]:
    """apimachinery pkg/util/remotecommand NonZeroExitCodeReason."""
    if code == 0:
        return {"metadata": {}, "status": "Success"}
    return {
        "metadata": {},
        "status": "Failure",
        "reason": "NonZeroExitCode",
        "message": f"command terminated with non-zero exit code: exit status {code}",
        "details": {"causes": [{"reason": "ExitCode", "message": str(code)}]},
    }
