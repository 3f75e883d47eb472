"""A viewer who does not read is neither waited for nor buffered for."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from pytest_django import Settings

from k8sviz.rooms.consumer import Viewer
from k8sviz.rooms.founding import found
from k8sviz.rooms.live import live
from k8sviz.rooms.models import Room
from k8sviz.rooms.perform import perform
from k8sviz.sim.commands import SetCloud

pytestmark = pytest.mark.django_db(transaction=True)


class Connection:
    """The consumer's side of a socket, in this process; it is full whenever the test says so."""

    def __init__(self, code: str) -> None:
        self.sent: list[dict[str, Any]] = []
        self._news = asyncio.Event()
        self.reads = asyncio.Event()
        self.reads.set()
        self._said: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        scope = {
            "type": "websocket",
            "scheme": "ws",
            "headers": [(b"host", b"localhost:80"), (b"origin", b"http://localhost:80")],
            "client": ("198.51.100.1", 1),
            "url_route": {"kwargs": {"code": code}},
        }
        application: Any = Viewer.as_asgi()
        self.say({"type": "websocket.connect"})
        self.task = asyncio.create_task(application(scope, self._said.get, self._send))

    def say(self, event: dict[str, Any]) -> None:
        self._said.put_nowait(event)

    async def _send(self, event: dict[str, Any]) -> None:
        await self.reads.wait()
        if "text" in event:
            self.sent.append(json.loads(event["text"]))
            self._news.set()

    async def until_sent(self, kind: str) -> dict[str, Any]:
        async with asyncio.timeout(10):
            while not any(kind in message for message in self.sent):
                self._news.clear()
                await self._news.wait()
        return next(message for message in self.sent if kind in message)

    async def leave(self) -> None:
        self.reads.set()
        self.say({"type": "websocket.disconnect", "code": 1000})
        await self.task


async def test_overflow_says_resync_and_the_snapshot_has_everything(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["localhost"]
    settings.K8SVIZ_LIMITS = {"queue": 4}
    room, _ = await found(Room.SANDBOX)
    quick, slow = Connection(room.code), Connection(room.code)
    for viewer in (quick, slow):
        await viewer.until_sent("snapshot")

    slow.reads.clear()
    slow.sent.clear()
    for turn in range(12):
        await perform(room, SetCloud("gcp" if turn % 2 == 0 else "azure"))
        await asyncio.sleep(0)
    assert (await live.enter(room.pk)).audience
    slow.reads.set()
    await slow.until_sent("resync")
    assert sum("frame" in message for message in slow.sent) < 12
    assert sum("frame" in message for message in quick.sent) == 12

    slow.sent.clear()
    slow.say({"type": "websocket.receive", "text": '{"resync": true}'})
    snapshot = await slow.until_sent("snapshot")
    assert snapshot["scene"]["room"]["cloud"] == "azure"
    assert snapshot["snapshot"][1] == 12
    await quick.leave()
    await slow.leave()
