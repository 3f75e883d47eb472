"""Frames to bytes."""

from __future__ import annotations

import zlib

from k8sviz.kubeapi.spdy.dictionary import DICTIONARY
from k8sviz.kubeapi.spdy.frames import (
    Control,
    Data,
    Frame,
    GoAway,
    Headers,
    MoreHeaders,
    Ping,
    Reset,
    SynReply,
    SynStream,
)
from k8sviz.kubeapi.spdy.reader import LAST, VERSION


class Writer:
    """One direction of a connection: its header blocks are one stream of zlib."""

    def __init__(self) -> None:
        self._deflater = zlib.compressobj(zdict=DICTIONARY)

    def write(self, frame: Frame) -> bytes:
        """The bytes of one frame."""
        if isinstance(frame, Data):
            head = _long(frame.stream) + bytes([LAST * frame.last])
            return head + len(frame.data).to_bytes(3, "big") + frame.data
        kind, body = self._control(frame)
        last = bool(getattr(frame, "last", False))
        head = (0x8000 | VERSION).to_bytes(2, "big") + kind.to_bytes(2, "big") + bytes([LAST * last])
        return head + len(body).to_bytes(3, "big") + body

    def _control(self, frame: Control) -> tuple[int, bytes]:
        """A control frame's type, and what follows its head."""
        match frame:
            case SynStream(stream, headers):
                return 1, _long(stream) + bytes(6) + self._packed(headers)
            case SynReply(stream, headers):
                return 2, _long(stream) + self._packed(headers)
            case Reset(stream, status):
                return 3, _long(stream) + _long(status)
            case Ping(number):
                return 6, _long(number)
            case GoAway(stream, status):
                return 7, _long(stream) + _long(status)
            case MoreHeaders(stream, headers):
                return 8, _long(stream) + self._packed(headers)

    def _packed(self, headers: Headers) -> bytes:
        block = _long(len(headers))
        for word in (word for pair in headers.items() for word in pair):
            text = word.encode()
            block += _long(len(text)) + text
        return self._deflater.compress(block) + self._deflater.flush(zlib.Z_SYNC_FLUSH)


def _long(number: int) -> bytes:
    return number.to_bytes(4, "big")
