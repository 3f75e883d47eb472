"""Connections whose other end does not do its part."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from uvicorn.config import Config
from uvicorn.server import ServerState

from k8sviz.rooms import connections

_PIECE = 64 * 1024
_MUCH = 16 * 1024 * 1024  # more than the sockets on both sides hold


class _Site:
    """An application that reads a request whole and then answers with `size` bytes in pieces."""

    def __init__(self) -> None:
        self.size, self.left = 2, asyncio.Event()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        while (message := await receive())["type"] == "http.request" and message["more_body"]:
            pass
        if message["type"] == "http.disconnect":
            self.left.set()
            return
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(0, self.size, _PIECE):
            piece = b"x" * min(self.size, _PIECE)
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        if self.size == _MUCH and (await receive())["type"] == "http.disconnect":
            self.left.set()
        await send({"type": "http.response.body", "body": b"", "more_body": False})


@pytest.fixture
def site() -> _Site:
    return _Site()


@pytest.fixture
async def port(site: _Site, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[int]:
    monkeypatch.setattr(connections, "REQUEST_SECONDS", 0.2)
    monkeypatch.setattr(connections, "STALLED_SECONDS", 0.2)
    config = Config(site, lifespan="off", log_level="critical")
    config.load()
    state = ServerState()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: connections.HttpProtocol(config, state, {}), "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()


async def _rest(reader: asyncio.StreamReader) -> bytes:
    """What comes until the other end closes; a test that waits for ever has failed."""
    async with asyncio.timeout(20):
        try:
            return await reader.read()
        except ConnectionError:
            return b""


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: x\r\n", id="half a head"),
        pytest.param(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc", id="half a body"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HT", id="half a second head"),
    ],
)
async def test_who_does_not_finish_a_request_is_cut_off(port: int, said: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(said)
    assert (await _rest(reader)).count(b"HTTP/1.1 200 OK") == said.count(b"\r\n\r\nGET")
    writer.close()


async def test_who_does_not_read_its_answer_is_cut_off_and_the_application_told(
    port: int, site: _Site
) -> None:
    site.size = _MUCH
    _, writer = await asyncio.open_connection("127.0.0.1", port, limit=1024)  # read no further than that
    writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    async with asyncio.timeout(20):
        await site.left.wait()
    writer.close()


async def test_who_does_both_is_served(port: int, site: _Site) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert b"xx" in await _rest(reader)
    writer.close()
