"""What goes over a SPDY connection: one value for each kind of frame that Kubernetes' streams use."""

from __future__ import annotations

from typing import NamedTuple

Headers = dict[str, str]
INTERNAL_ERROR = 6  # a status of Reset


class SynStream(NamedTuple):
    """A stream is opened."""

    stream: int
    headers: Headers
    last: bool = False  # nothing follows in this direction


class SynReply(NamedTuple):
    """A stream is accepted."""

    stream: int
    headers: Headers
    last: bool = False


class MoreHeaders(NamedTuple):
    """Headers that come later."""

    stream: int
    headers: Headers
    last: bool = False


class Data(NamedTuple):
    """Bytes of a stream."""

    stream: int
    data: bytes
    last: bool = False


class Reset(NamedTuple):
    """A stream is thrown away."""

    stream: int
    status: int


class Ping(NamedTuple):
    """To be sent back as it came."""

    number: int


class GoAway(NamedTuple):
    """No more streams will be taken."""

    last_stream: int
    status: int = 0


Control = SynStream | SynReply | MoreHeaders | Reset | Ping | GoAway
Frame = Control | Data


class ProtocolError(Exception):
    """The other end does not speak SPDY/3.1, or sends more than is taken."""
