"""SPDY streams inside a WebSocket, without one."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from k8sviz.kubeapi.exchange import Exchange
from k8sviz.kubeapi.spdy.frames import Data, Frame, Ping, ProtocolError, Reset, SynReply, SynStream
from k8sviz.kubeapi.spdy.reader import Reader
from k8sviz.kubeapi.spdy.writer import Writer
from k8sviz.kubeapi.tunnel import Opened, Stream, Tunnel


class _Client:
    """The other end: what it sends lies ready, what it gets is kept."""

    def __init__(self) -> None:
        self._writer, self._reader = Writer(), Reader()
        self._sent: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.got: list[Frame] = []
        scope = {"path": "/", "query_string": b"", "headers": []}
        self.exchange = Exchange(scope, self._sent.get, self._take, "/")

    def send(self, *frames: Frame) -> None:
        for frame in frames:
            self._sent.put_nowait({"type": "websocket.receive", "bytes": self._writer.write(frame)})

    def send_bytes(self, data: bytes) -> None:
        self._sent.put_nowait({"type": "websocket.receive", "bytes": data})

    def leave(self) -> None:
        self._sent.put_nowait({"type": "websocket.disconnect"})

    async def _take(self, message: Any) -> None:
        self.got += self._reader.feed(message["bytes"])


async def _run(client: _Client, most: int = 4) -> list[Stream]:
    opened: list[Stream] = []
    client.leave()
    await Tunnel(client.exchange, most).run(_into(opened))
    return opened


def _into(opened: list[Stream]) -> Opened:
    async def take(stream: Stream) -> None:
        opened.append(stream)

    return take


async def test_streams_are_accepted_and_pings_come_back() -> None:
    client = _Client()
    client.send(SynStream(1, {"streamtype": "error"}, last=True), Ping(1), SynStream(3, {}))
    opened = await _run(client)
    assert [stream.headers for stream in opened] == [{"streamtype": "error"}, {}]
    assert client.got == [SynReply(1, {}), Ping(1), SynReply(3, {})]
    assert await opened[0].read() == b""


async def test_more_streams_than_the_bound_are_refused() -> None:
    client = _Client()
    client.send(*(SynStream(number, {}) for number in (1, 3, 5)))
    assert len(await _run(client, most=2)) == 2
    assert client.got[-1] == Reset(5, 3)


async def test_bytes_come_in_order_and_end() -> None:
    client = _Client()
    client.send(SynStream(1, {}), Data(1, b"one"), Data(1, b"two", last=True), Data(99, b"nobody's"))
    (stream,) = await _run(client)
    assert [await stream.read() for _ in range(4)] == [b"one", b"two", b"", b""]


async def test_a_stream_that_is_thrown_away_is_written_to_no_more() -> None:
    client = _Client()
    client.send(SynStream(1, {}), Reset(1, 5))
    (stream,) = await _run(client)
    client.got.clear()
    await stream.write(b"late")
    await stream.close()
    assert (await stream.read(), client.got) == (b"", [])


async def test_long_answers_go_in_pieces() -> None:
    client = _Client()
    client.send(SynStream(1, {}))
    (stream,) = await _run(client)
    await stream.write(b"x" * 100_000)
    await stream.close()
    sizes = [len(frame.data) for frame in client.got if isinstance(frame, Data)]
    assert sizes == [32_768, 32_768, 32_768, 1_696, 0]


async def test_a_sender_waits_for_who_reads_and_goes_on_when_nobody_does() -> None:
    client = _Client()
    client.send(SynStream(1, {}), *(Data(1, b"x" * 10_000) for _ in range(50)), Ping(1))
    opened: list[Stream] = []
    running = asyncio.create_task(Tunnel(client.exchange, 4).run(_into(opened)))
    await asyncio.sleep(0.05)
    assert Ping(1) not in client.got
    await opened[0].close()
    await asyncio.sleep(0.05)
    assert Ping(1) in client.got
    client.leave()
    await running


async def test_what_is_no_spdy_ends_the_tunnel() -> None:
    client = _Client()
    client.send_bytes(bytes.fromhex("8002 0006 00 000004 00000001"))
    with pytest.raises(ProtocolError):
        await _run(client)


@pytest.mark.parametrize("numbers", [(1, 1), (3, 1), (2,), (0,)])
async def test_numbers_of_streams_are_odd_and_rise(numbers: tuple[int, ...]) -> None:
    client = _Client()
    client.send(*(SynStream(number, {}) for number in numbers))
    with pytest.raises(ProtocolError):
        await _run(client)


async def test_what_waits_in_all_streams_together_has_a_bound() -> None:
    client = _Client()
    client.send(*(SynStream(number, {}) for number in range(1, 41, 2)))
    client.send(*(Data(number, b"x" * 30_000) for number in range(1, 41, 2)))
    opened: list[Stream] = []
    running = asyncio.create_task(Tunnel(client.exchange, 20).run(_into(opened)))
    await asyncio.sleep(0.05)
    running.cancel()
    assert sum(piece.waiting for piece in opened) <= (128 + 30) * 1024


async def test_a_stream_that_is_thrown_away_makes_place_for_another() -> None:
    client = _Client()
    client.send(SynStream(1, {}), Reset(1, 5), SynStream(3, {}))
    assert len(await _run(client, most=1)) == 2


async def test_a_refused_stream_is_told_so_and_makes_place() -> None:
    client = _Client()
    client.send(SynStream(1, {}), SynStream(3, {}))
    client.leave()
    refused: list[int] = []

    async def refuse(stream: Stream) -> None:
        refused.append(stream.number)
        await stream.refuse()

    await Tunnel(client.exchange, 1).run(refuse)
    assert refused == [1, 3]
    assert client.got == [SynReply(1, {}), Reset(1, 3), SynReply(3, {}), Reset(3, 3)]
