"""Viewers who take what they are sent, and parse nothing: a process of their own, whose cost is its own."""

from __future__ import annotations

import asyncio
import sys


class Sink(asyncio.Protocol):
    """Opens a WebSocket and takes what comes."""

    def __init__(self, host: str, path: str) -> None:
        self._request = (
            f"GET {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            "Sec-WebSocket-Version: 13\r\n\r\n"
        )

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        transport.write(self._request.encode())


async def main(port: int, path: str, viewers: int) -> None:
    """Open the sockets, say so, and take what comes until killed."""
    loop = asyncio.get_running_loop()
    for _ in range(viewers):
        await loop.create_connection(lambda: Sink(f"127.0.0.1:{port}", path), "127.0.0.1", port)
        await asyncio.sleep(0.002)
    await asyncio.sleep(1)
    print("here", flush=True)
    await asyncio.Event().wait()


asyncio.run(main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
