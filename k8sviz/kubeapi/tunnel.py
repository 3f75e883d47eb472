"""SPDY streams inside a WebSocket: how kubectl forwards ports (KEP-4006, `SPDY/3.1+portforward.k8s.io`)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from k8sviz.kubeapi.exchange import Exchange
from k8sviz.kubeapi.spdy.frames import Data, Frame, Headers, Ping, Reset, SynReply, SynStream
from k8sviz.kubeapi.spdy.reader import Reader
from k8sviz.kubeapi.spdy.writer import Writer

_CHUNK = 32 * 1024
_AHEAD = 8  # pieces of a stream that may wait to be read; then its sender waits, too
_REFUSED = 3  # REFUSED_STREAM


class Stream:
    """One of them, in both directions."""

    def __init__(self, tunnel: Tunnel, number: int, headers: Headers) -> None:
        self._tunnel, self.number, self.headers = tunnel, number, headers
        self._came: asyncio.Queue[bytes] = asyncio.Queue(_AHEAD)
        self._ended = False  # all has been read
        self._closed = False  # nothing more is sent
        self._deaf = False  # nothing more is read

    async def read(self) -> bytes:
        """What comes next; b"" at the end."""
        if not self._ended and not self._deaf:
            data = await self._came.get()
            self._ended = not data
            return data
        return b""

    async def write(self, data: bytes) -> None:
        """Send; nothing, once the other end has thrown the stream away."""
        for at in range(0, len(data), _CHUNK):
            if not self._closed:
                await self._tunnel.send(Data(self.number, data[at : at + _CHUNK]))

    async def close(self) -> None:
        """Nothing more is sent or read."""
        self._deaf = True
        while not self._came.empty():
            self._came.get_nowait()
        self._tunnel.forget(self.number)
        if not self._closed:
            self._closed = True
            await self._tunnel.send(Data(self.number, b"", last=True))

    async def take(self, data: bytes, last: bool) -> None:
        """Bytes have come; whoever sends faster than is read waits here."""
        for piece in ([data] if data else []) + ([b""] if last else []):
            if not self._deaf:
                await self._came.put(piece)

    async def drop(self) -> None:
        """The other end has thrown it away."""
        self._closed = True
        await self.take(b"", last=True)


class Tunnel:
    """A connection: it takes streams that the other end opens, and brings each what is sent on it."""

    def __init__(self, exchange: Exchange, most: int) -> None:
        self._exchange, self._most = exchange, most
        self._reader, self._writer = Reader(), Writer()
        self._streams: dict[int, Stream] = {}
        self._sending = asyncio.Lock()

    async def run(self, opened: Callable[[Stream], None]) -> None:
        """Until the other end hangs up. Raises: ProtocolError."""
        while (message := await self._exchange.receive())["type"] == "websocket.receive":
            for frame in self._reader.feed(message.get("bytes") or b""):
                await self._take(frame, opened)

    async def _take(self, frame: Frame, opened: Callable[[Stream], None]) -> None:
        match frame:
            case SynStream(number, headers, last):
                await self._open(Stream(self, number, headers), last, opened)
            case Data(number, data, last) if number in self._streams:
                await self._streams[number].take(data, last)
            case Reset(number) if number in self._streams:
                await self._streams[number].drop()
            case Ping():
                await self.send(frame)

    async def _open(self, stream: Stream, last: bool, opened: Callable[[Stream], None]) -> None:
        if len(self._streams) >= self._most:
            await self.send(Reset(stream.number, _REFUSED))
            return
        self._streams[stream.number] = stream
        await self.send(SynReply(stream.number, {}))
        if last:
            await stream.take(b"", last)
        opened(stream)

    async def send(self, frame: Frame) -> None:
        """One frame, as one message; header blocks are packed in the order in which they are sent."""
        async with self._sending:
            await self._exchange.send({"type": "websocket.send", "bytes": self._writer.write(frame)})

    def forget(self, number: int) -> None:
        """A stream is closed."""
        self._streams.pop(number, None)
