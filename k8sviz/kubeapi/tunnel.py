"""SPDY streams inside a WebSocket: how kubectl forwards ports (KEP-4006, `SPDY/3.1+portforward.k8s.io`)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from k8sviz.kubeapi.exchange import Exchange
from k8sviz.kubeapi.spdy.frames import Data, Frame, Headers, Ping, ProtocolError, Reset, SynReply, SynStream
from k8sviz.kubeapi.spdy.reader import Reader
from k8sviz.kubeapi.spdy.writer import Writer

_CHUNK = 32 * 1024
_AHEAD = 128 * 1024  # bytes of all streams that may wait to be read; then their sender waits, too
_REFUSED = 3  # REFUSED_STREAM


class Stream:
    """One of them, in both directions."""

    def __init__(self, tunnel: Tunnel, number: int, headers: Headers) -> None:
        self._tunnel, self.number, self.headers = tunnel, number, headers
        self._came: asyncio.Queue[bytes] = asyncio.Queue()
        self.waiting = 0  # bytes that have come and have not been read
        self._ended = False  # all has been read
        self.closed = False  # nothing more is sent
        self._deaf = False  # nothing more is read

    async def read(self) -> bytes:
        """What comes next; b"" at the end."""
        if not self._ended and not self._deaf:
            data = await self._came.get()
            self._taken(len(data))
            self._ended = not data
            return data
        return b""

    async def write(self, data: bytes) -> None:
        """Send; nothing, once the other end has thrown the stream away."""
        for at in range(0, len(data), _CHUNK):
            if not self.closed:
                await self._tunnel.send(Data(self.number, data[at : at + _CHUNK]))

    async def close(self) -> None:
        """Nothing more is sent or read."""
        self.ignore()
        self._tunnel.forget(self.number)
        if not self.closed:
            self.closed = True
            await self._tunnel.send(Data(self.number, b"", last=True))

    def ignore(self) -> None:
        """Nothing that comes is read."""
        self._deaf = True
        while not self._came.empty():
            self._taken(len(self._came.get_nowait()))

    def _taken(self, size: int) -> None:
        self.waiting -= size
        self._tunnel.taken(size)

    def take(self, data: bytes, last: bool) -> int:
        """Bytes have come; how many of them are kept."""
        kept = b"" if self._deaf else data
        self.waiting += len(kept)
        if kept:
            self._came.put_nowait(kept)
        if last:
            self._came.put_nowait(b"")
        return len(kept)

    async def refuse(self) -> None:
        """Throw it away."""
        self.ignore()
        self.drop()
        await self._tunnel.send(Reset(self.number, _REFUSED))

    def drop(self) -> None:
        """The other end has thrown it away."""
        self.closed = True
        self._tunnel.forget(self.number)
        self.take(b"", last=True)


Opened = Callable[[Stream], Awaitable[None]]


class Tunnel:
    """A connection: it takes streams that the other end opens, and brings each what is sent on it."""

    def __init__(self, exchange: Exchange, most: int) -> None:
        self._exchange, self._most = exchange, most
        self._reader, self._writer = Reader(), Writer()
        self._streams: dict[int, Stream] = {}
        self._last = 0  # the highest number that was opened
        self._waiting = 0  # bytes that came and have not been read
        self._read = asyncio.Event()
        self._sending = asyncio.Lock()

    async def run(self, opened: Opened) -> None:
        """Until the other end hangs up. Raises: ProtocolError."""
        while (message := await self._exchange.receive())["type"] == "websocket.receive":
            for frame in self._reader.feed(message.get("bytes") or b""):
                await self._take(frame, opened)
                await asyncio.sleep(0)  # there may be thousands in one message

    async def _take(self, frame: Frame, opened: Opened) -> None:
        match frame:
            case SynStream(number, headers, last):
                await self._open(Stream(self, number, headers), last, opened)
            case Data(number, data, last) if number in self._streams:
                self._waiting += self._streams[number].take(data, last)
                await self._room()
            case Reset(number) if number in self._streams:
                self._streams[number].drop()
            case Ping():
                await self.send(frame)

    async def _room(self) -> None:
        while self._waiting > _AHEAD:
            self._read.clear()
            await self._read.wait()

    def taken(self, size: int) -> None:
        """So many bytes wait no longer."""
        self._waiting -= size
        self._read.set()

    async def _open(self, stream: Stream, last: bool, opened: Opened) -> None:
        """The numbers that a client gives are odd and rise (draft 3.1, 2.3.2)."""
        if stream.number <= self._last or not stream.number % 2:
            raise ProtocolError(f"stream {stream.number} after stream {self._last}")
        self._last = stream.number
        if len(self._streams) >= self._most:
            await self.send(Reset(stream.number, _REFUSED))
            return
        self._streams[stream.number] = stream
        await self.send(SynReply(stream.number, {}))
        stream.take(b"", last)
        await opened(stream)

    async def send(self, frame: Frame) -> None:
        """One frame, as one message; header blocks are packed in the order in which they are sent."""
        async with self._sending:
            await self._exchange.send({"type": "websocket.send", "bytes": self._writer.write(frame)})

    def forget(self, number: int) -> None:
        """A stream is closed."""
        self._streams.pop(number, None)
