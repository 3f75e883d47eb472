"""A conversation with a shell, without a connection."""

from __future__ import annotations

import asyncio
from typing import Any

from k8sviz.kubeapi.channels import STDERR, Channels
from k8sviz.kubeapi.conversing import Conversation, Level
from k8sviz.kubeapi.exchange import Exchange
from k8sviz.kubeapi.interactive import Terminal
from k8sviz.rooms.models import Room


async def _talked(*pieces: bytes) -> tuple[Conversation, bytes]:
    """A conversation in which these pieces came on standard input, and what was said on standard error."""
    came: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    for piece in pieces:
        came.put_nowait({"type": "websocket.receive", "bytes": b"\0" + piece})
    came.put_nowait({"type": "websocket.disconnect"})
    sent: list[bytes] = []

    async def send(message: Any) -> None:
        sent.append(message["bytes"])

    exchange = Exchange({"path": "/", "query_string": b"", "headers": []}, came.get, send, "/")
    talk = Conversation(Room(), Channels(exchange), Terminal(tty=False), Level("pod/default/a", ""), "")
    await talk.run()
    return talk, b"".join(message[1:] for message in sent if message[0] == STDERR)


async def test_a_line_without_an_end_ends_the_shell_and_names_the_limit() -> None:
    talk, told = await _talked(*[b"x" * 10_000] * 3)
    assert told == b"sh: a line is longer than this room's limit of 16384 characters\n"
    assert (talk.code, talk.over) == (2, True)


async def test_a_shell_is_left_with_digits_only_and_however_many_there_are() -> None:
    assert [(await _talked(f"exit {said}\n".encode()))[0].code for said in ("3", "²", "x", "256")] == [
        3,
        2,
        2,
        0,
    ]
    assert (await _talked(b"exit " + b"9" * 5_000 + b"\n"))[0].over


async def test_shells_in_each_other_have_a_bound() -> None:
    talk, told = await _talked(b"sh\n" * 100)
    assert told.count(b"this room's limit is 64 shells in each other\n") == 37
    assert not talk.over


async def test_other_work_goes_on_between_the_lines_of_a_script() -> None:
    turns = 0

    async def work() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    working = asyncio.create_task(work())
    await _talked(b"\n" * 500)
    working.cancel()
    assert turns > 250  # with nobody else let in, one or two
