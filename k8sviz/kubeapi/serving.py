"""HTTP/1.x on one forwarded connection: what the Pod's own server would read, refuse and keep open.

h11 knows the protocol; this knows what the server behind it is: the simulation.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from http import HTTPStatus

import h11

from k8sviz.kubeapi.relaying import Relayed
from k8sviz.sim.dataplane.journey import ANSWERED

Read = Callable[[], Awaitable[bytes]]
Write = Callable[[bytes], Awaitable[None]]
Ask = Callable[[str], Awaitable[Relayed]]
_HEAD_BYTES = 16 * 1024
_BODY_BYTES = 1024 * 1024
_TOO_LARGE = 413


async def serve(read: Read, write: Write, ask: Ask) -> None:
    """Answer requests until either side has had enough; `read` returns b"" at the end."""
    connection = h11.Connection(h11.SERVER, max_incomplete_event_size=_HEAD_BYTES)
    while True:
        await asyncio.sleep(0)  # there may be many in what has come already
        try:
            asked = await _request(connection, read, write)
        except h11.RemoteProtocolError as error:
            await _complain(connection, write, error.error_status_hint)
            return
        if asked is None:
            return
        answer = await ask(_path(asked.target.decode("latin-1")))
        if answer.outcome != ANSWERED:
            return  # the server is gone, and its connection with it
        await _answer(connection, write, answer, with_body=asked.method != b"HEAD")
        if connection.our_state is not h11.DONE or connection.their_state is not h11.DONE:
            return
        connection.start_next_cycle()


async def _request(connection: h11.Connection, read: Read, write: Write) -> h11.Request | None:
    """The next request, when all of it is here; None if none comes.

    Raises: h11.RemoteProtocolError.
    """
    asked, size = None, 0
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            if connection.they_are_waiting_for_100_continue:
                go_on = h11.InformationalResponse(status_code=100, headers=[], reason="Continue")
                await write(connection.send(go_on) or b"")
            connection.receive_data(await read())
        elif isinstance(event, h11.Request):
            asked = event
        elif isinstance(event, h11.Data):
            size += len(event.data)
            if size > _BODY_BYTES:
                raise h11.RemoteProtocolError("the body is too long", error_status_hint=_TOO_LARGE)
        elif isinstance(event, h11.EndOfMessage):
            return asked
        else:
            return None


def _path(target: str) -> str:
    """RFC 9112, 3.2: what is sent to a proxy names the host, too."""
    if target.startswith("/"):
        return target
    return "/" + target.partition("://")[2].partition("/")[2]


async def _answer(connection: h11.Connection, write: Write, answer: Relayed, with_body: bool) -> None:
    body = answer.body.encode()
    headers = [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))]
    reason = HTTPStatus(answer.status).phrase
    sent = [connection.send(h11.Response(status_code=answer.status, headers=headers, reason=reason))]
    if with_body:
        sent.append(connection.send(h11.Data(data=body)))
    sent.append(connection.send(h11.EndOfMessage()))
    await write(b"".join(part or b"" for part in sent))


async def _complain(connection: h11.Connection, write: Write, status: int) -> None:
    """What is no HTTP gets a 400 and the connection's end, from httpd and from nginx."""
    if connection.our_state in (h11.IDLE, h11.SEND_RESPONSE):
        await _answer(connection, write, Relayed(ANSWERED, status, ""), with_body=True)
