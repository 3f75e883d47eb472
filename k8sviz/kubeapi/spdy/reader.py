"""Bytes, in whatever pieces they come, to frames."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator

from k8sviz.kubeapi.spdy.dictionary import DICTIONARY
from k8sviz.kubeapi.spdy.frames import (
    Data,
    Frame,
    GoAway,
    Headers,
    MoreHeaders,
    Ping,
    ProtocolError,
    Reset,
    SynReply,
    SynStream,
)

VERSION = 3
HEAD = 8  # bytes before a frame's own
LAST = 0x01  # FLAG_FIN
ID = 0x7FFF_FFFF  # a stream's number; the highest bit has no meaning
_CONTROL = 0x8000
_FRAME_BYTES = 128 * 1024  # draft: up to 16 MiB; kubectl copies in pieces of 32 KiB
_HEADER_BYTES = 16 * 1024  # of one block, unpacked
_SYN_STREAM, _SYN_REPLY, _RST, _PING, _GOAWAY, _HEADERS = 1, 2, 3, 6, 7, 8


class Reader:
    """One direction of a connection: its header blocks are one stream of zlib."""

    def __init__(self) -> None:
        self._waiting = bytearray()
        self._inflater = zlib.decompressobj(zdict=DICTIONARY)
        self._kinds: dict[int, Callable[[bytes, bool], Frame]] = {
            _SYN_STREAM: self._syn_stream,
            _SYN_REPLY: lambda body, last: SynReply(*self._with_headers(body), last),
            _HEADERS: lambda body, last: MoreHeaders(*self._with_headers(body), last),
            _RST: lambda body, _: Reset(_number(body) & ID, _number(body, 4)),
            _PING: lambda body, _: Ping(_number(body)),
            _GOAWAY: lambda body, _: GoAway(_number(body) & ID, _number(body, 4)),
        }

    def feed(self, data: bytes) -> Iterator[Frame]:
        """The frames that are complete now; kinds that Kubernetes does not use are passed over.

        Raises: ProtocolError.
        """
        self._waiting += data
        while len(self._waiting) >= HEAD:
            length = int.from_bytes(self._waiting[5:HEAD], "big")
            if length > _FRAME_BYTES:
                raise ProtocolError(f"a frame of {length} bytes")
            if len(self._waiting) < HEAD + length:
                return
            head, body = bytes(self._waiting[:HEAD]), bytes(self._waiting[HEAD : HEAD + length])
            del self._waiting[: HEAD + length]
            frame = self._frame(head, body)
            if frame is not None:
                yield frame

    def _frame(self, head: bytes, body: bytes) -> Frame | None:
        first, last = int.from_bytes(head[:2], "big"), bool(head[4] & LAST)
        if not first & _CONTROL:
            return Data(_number(head) & ID, body, last)
        if first != _CONTROL | VERSION:
            raise ProtocolError(f"version {first & ID} of SPDY")
        kind = self._kinds.get(int.from_bytes(head[2:4], "big"))
        return kind(body, last) if kind is not None else None

    def _syn_stream(self, body: bytes, last: bool) -> SynStream:
        """Between the stream's number and its headers stand its parent and its priority."""
        return SynStream(_number(body) & ID, self._headers(body[10:]), last)

    def _with_headers(self, body: bytes) -> tuple[int, Headers]:
        return _number(body) & ID, self._headers(body[4:])

    def _headers(self, packed: bytes) -> Headers:
        try:
            block = self._inflater.decompress(packed, _HEADER_BYTES)
        except zlib.error as error:
            raise ProtocolError(f"headers: {error}") from error
        if self._inflater.unconsumed_tail:
            raise ProtocolError("headers: too long")
        words = (word.decode(errors="replace") for word in _words(block))
        return {name.lower(): value for name, value in zip(words, words, strict=True)}


def _words(block: bytes) -> Iterator[bytes]:
    """Names and values in turn, each after its length; before them stands how many pairs there are."""
    at = 4
    for _ in range(2 * _number(block)):
        length = _number(block, at)
        if at + 4 + length > len(block):
            raise ProtocolError("headers: cut off")
        yield block[at + 4 : at + 4 + length]
        at += 4 + length


def _number(data: bytes, at: int = 0) -> int:
    if len(data) < at + 4:
        raise ProtocolError("a frame is cut off")
    return int.from_bytes(data[at : at + 4], "big")
