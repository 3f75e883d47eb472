"""SPDY/3.1 frames."""

from __future__ import annotations

import zlib

import pytest

from k8sviz.kubeapi.spdy.dictionary import DICTIONARY
from k8sviz.kubeapi.spdy.frames import (
    Data,
    Frame,
    GoAway,
    MoreHeaders,
    Ping,
    ProtocolError,
    Reset,
    SynReply,
    SynStream,
)
from k8sviz.kubeapi.spdy.reader import Reader
from k8sviz.kubeapi.spdy.writer import Writer

_PORT = {"streamtype": "data", "port": "80", "requestid": "0"}
_FRAMES: tuple[Frame, ...] = (
    SynStream(1, _PORT | {"streamtype": "error"}, last=True),
    SynReply(1, {}),
    SynStream(3, _PORT),
    MoreHeaders(3, {"later": "yes"}),
    Data(3, b"GET / HTTP/1.1\r\n\r\n"),
    Data(3, b"", last=True),
    Ping(7),
    Reset(3, 5),
    GoAway(3),
)


def _written(*frames: Frame) -> bytes:
    writer = Writer()
    return b"".join(map(writer.write, frames))


def test_the_dictionary_is_the_one_that_every_header_block_names() -> None:
    assert len(DICTIONARY) == 1423
    assert zlib.adler32(DICTIONARY) == 0xE3C6A7C2  # the id in the zlib head of any SPDY/3 connection


def test_a_block_of_headers_begins_with_the_dictionarys_id() -> None:
    assert _written(SynReply(1, {}))[12:18] == bytes.fromhex("78bbe3c6a7c2")


def test_what_is_written_is_read() -> None:
    assert tuple(Reader().feed(_written(*_FRAMES))) == _FRAMES


def test_frames_may_come_byte_by_byte() -> None:
    reader = Reader()
    found = [frame for byte in _written(*_FRAMES) for frame in reader.feed(bytes([byte]))]
    assert tuple(found) == _FRAMES


def test_a_data_frame_is_its_stream_its_flag_its_length_and_its_bytes() -> None:
    assert _written(Data(3, b"ok", last=True)) == bytes.fromhex("00000003 01 000002") + b"ok"


def test_header_names_are_read_in_lower_case() -> None:
    (frame,) = Reader().feed(_written(SynStream(1, {"streamType": "error"})))
    assert isinstance(frame, SynStream)
    assert frame.headers == {"streamtype": "error"}


def test_unknown_control_frames_are_passed_over() -> None:
    settings = bytes.fromhex("8003 0004 00 000004 00000000")
    assert tuple(Reader().feed(settings + _written(Ping(1)))) == (Ping(1),)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"GET / HTTP/1.1\r\n\r\n", id="another protocol"),
        pytest.param(bytes.fromhex("8002 0006 00 000004 00000001"), id="another version"),
        pytest.param(bytes.fromhex("00000001 00 ffffff"), id="a frame of 16 MiB"),
        pytest.param(bytes.fromhex("8003 0006 00 000002 0000"), id="a ping that is cut off"),
        pytest.param(bytes.fromhex("8003 0002 00 000006 00000001 dead"), id="headers that are no zlib"),
        pytest.param(_written(SynReply(1, {"long": "x" * 20_000})), id="headers that unpack to too much"),
    ],
)
def test_what_cannot_be_taken_is_an_error(data: bytes) -> None:
    with pytest.raises(ProtocolError):
        tuple(Reader().feed(data))


def test_lengths_in_headers_are_not_believed() -> None:
    deflater = zlib.compressobj(zdict=DICTIONARY)
    block = deflater.compress(bytes.fromhex("00000001 00ffffff 61")) + deflater.flush(zlib.Z_SYNC_FLUSH)
    body = bytes.fromhex("00000001") + block
    with pytest.raises(ProtocolError):
        tuple(Reader().feed(bytes.fromhex("8003 0002 00") + len(body).to_bytes(3, "big") + body))
