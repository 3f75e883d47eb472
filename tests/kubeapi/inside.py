"""The Kubernetes API of a room in this process: requests go to the ASGI application, without a socket."""

from __future__ import annotations

import asyncio
from typing import Any, NamedTuple
from urllib.parse import unquote

import msgspec

from k8sviz.kubeapi import tokens
from k8sviz.kubeapi.application import KubeApi
from k8sviz.rooms.founding import found
from k8sviz.rooms.models import Room


class Said(NamedTuple):
    """An answer."""

    code: int
    headers: dict[str, str]
    body: bytes

    @property
    def message(self) -> str:
        """Of a Status."""
        return str(msgspec.json.decode(self.body)["message"])


async def _nothing(*_: object) -> None:
    raise AssertionError("this was not for the Kubernetes API")


class Inside:
    """One client of one room."""

    def __init__(self, code: str, token: str) -> None:
        self.code, self.token = code, token
        self._api = KubeApi(_nothing)

    async def ask(self, method: str, target: str, body: bytes = b"", **headers: str) -> Said:
        """One request, after which the client is gone; headers with `_` for `-`."""
        came: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        came.put_nowait({"type": "http.request", "body": body, "more_body": False})
        came.put_nowait({"type": "http.disconnect"})  # whoever follows follows no longer
        return await self.exchange(method, target, came, headers)

    async def exchange(
        self, method: str, target: str, came: asyncio.Queue[dict[str, Any]], headers: dict[str, str]
    ) -> Said:
        """The same with messages that come as the test sends them."""
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        await self._api(self._scope("http", method, target, headers), came.get, send)
        told = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return Said(sent[0]["status"], told, b"".join(message.get("body", b"") for message in sent[1:]))

    async def shake(self, target: str, **headers: str) -> list[str]:
        """Ask for a WebSocket, and hang up: which messages were sent."""
        came: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        for kind in ("websocket.connect", "websocket.disconnect"):
            came.put_nowait({"type": kind})
        sent: list[str] = []

        async def send(message: Any) -> None:
            sent.append(message["type"])

        await self._api(self._scope("websocket", "GET", target, headers), came.get, send)
        return sent

    def _scope(self, kind: str, method: str, target: str, headers: dict[str, str]) -> dict[str, Any]:
        path, _, query = target.partition("?")
        given = {"authorization": f"Bearer {self.token}", **headers}
        return {
            "type": kind,
            "scheme": "ws" if kind == "websocket" else "http",
            "method": method,
            "path": f"/rooms/{self.code}/k8s{unquote(path)}",
            "query_string": query.encode(),
            "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in given.items()],
            "client": ("127.0.0.1", 1),
            "subprotocols": [],
        }


async def new_client(profile: str = Room.SANDBOX) -> Inside:
    """A client of a new room."""
    room, _ = await found(profile)
    token = tokens.made_from(room.code)
    await tokens.register(room, token)
    return Inside(room.code, token)
