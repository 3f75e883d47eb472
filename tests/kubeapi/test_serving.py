"""HTTP on a forwarded connection, without one."""

from __future__ import annotations

import pytest

from k8sviz.kubeapi.relaying import Relayed
from k8sviz.kubeapi.serving import serve
from k8sviz.sim.dataplane.journey import ANSWERED, REFUSED


async def _said(*pieces: bytes, outcome: str = ANSWERED) -> tuple[list[str], bytes]:
    """Which targets were asked for, and what was answered in all."""
    left, asked, written = [*pieces, b""], list[str](), bytearray()

    async def read() -> bytes:
        return left.pop(0) if left else b""

    async def write(data: bytes) -> None:
        written.extend(data)

    async def ask(target: str) -> Relayed:
        asked.append(target)
        return Relayed(outcome, 200, "hello\n")

    await serve(read, write, ask)
    return asked, bytes(written)


async def test_requests_on_one_connection_are_answered_in_turn() -> None:
    asked, written = await _said(b"GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b", b" HTTP/1.1\r\nHost: x\r\n\r\n")
    assert asked == ["/a", "/b"]
    assert written.count(b"HTTP/1.1 200 OK\r\n") == 2


@pytest.mark.parametrize(
    ("request_", "targets", "first"),
    [
        (b"GET / HTTP/1.0\r\n\r\n", ["/"], b"HTTP/1.1 200 OK"),
        (b"GET http://x/a?b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", ["/a?b"], b"HTTP/1.1 200 OK"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nok", ["/"], b"HTTP/1.1 200 OK"),
        (
            b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
            ["/"],
            b"HTTP/1.1 200 OK",
        ),
        (b"GET / HTTP/1.1\r\n\r\n", [], b"HTTP/1.1 400 Bad Request"),  # without a Host
        (b"SSH-2.0-OpenSSH_9.2\r\n", [], b"HTTP/1.1 400 Bad Request"),
        (b"GET /" + b"x" * 20_000, [], b"HTTP/1.1 431 "),
        (b"", [], b""),
    ],
)
async def test_what_comes_is_answered_as_a_server_does(
    request_: bytes, targets: list[str], first: bytes
) -> None:
    asked, written = await _said(request_)
    assert asked == targets
    assert written.startswith(first)


async def test_head_has_no_body() -> None:
    _, written = await _said(b"HEAD / HTTP/1.1\r\nHost: x\r\n\r\n")
    assert written.endswith(b"Content-Length: 6\r\n\r\n")


async def test_who_asks_before_sending_is_told_to_go_on() -> None:
    head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"
    _, written = await _said(head, b"ok")
    assert written.startswith(b"HTTP/1.1 100 Continue\r\n")


async def test_a_body_has_a_bound() -> None:
    head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000\r\n\r\n"
    asked, written = await _said(head, *[b"x" * 100_000] * 20)
    assert asked == []
    assert written.startswith(b"HTTP/1.1 413 ")


async def test_where_the_server_is_gone_nothing_is_answered() -> None:
    assert (await _said(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", outcome=REFUSED))[1] == b""
