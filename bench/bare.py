"""The yardstick of frames: a bare `websockets` server that broadcasts the same bytes. Run as a process."""

from __future__ import annotations

import asyncio
import sys

from websockets.asyncio.server import ServerConnection, broadcast, serve


async def main(port: int, path: str) -> None:
    """Broadcast the lines of a file again and again, one every 100 ms as the server does."""
    with open(path, encoding="utf-8") as file:  # noqa: ASYNC230, PTH123
        lines = file.read().splitlines()
    viewers: set[ServerConnection] = set()

    async def viewer(connection: ServerConnection) -> None:
        viewers.add(connection)
        await connection.wait_closed()
        viewers.discard(connection)

    async with serve(viewer, "127.0.0.1", port, compression=None):
        while True:
            for line in lines:
                await asyncio.sleep(0.1)
                broadcast(viewers, line)


asyncio.run(main(int(sys.argv[1]), sys.argv[2]))
