"""People of a class, for tests: those who act over HTTP, and those who watch over a WebSocket."""

from __future__ import annotations

import asyncio
import hashlib
import http.cookiejar
import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from types import TracebackType
from typing import Any, NamedTuple

from serving import Server
from websockets.asyncio.client import ClientConnection, connect

from k8sviz.sim.delta import Scene, apply

PATIENCE = 60.0  # seconds


class Answer(NamedTuple):
    """What a request brought."""

    status: int
    text: str
    headers: Any
    url: str


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any) -> None:
        return None


class Browser:
    """Cookies and forms; no JavaScript."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.cookies = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies), _Stay())

    async def get(self, path: str, **headers: str) -> Answer:
        return await asyncio.to_thread(self._ask, path, None, headers)

    async def post(self, path: str, form: dict[str, str], **headers: str) -> Answer:
        if not self._token():
            await self.get("/")
        headers.setdefault("X-CSRFToken", self._token())
        return await asyncio.to_thread(self._ask, path, urllib.parse.urlencode(form).encode(), headers)

    def _token(self) -> str:
        return next((str(cookie.value) for cookie in self.cookies if cookie.name == "csrftoken"), "")

    def _ask(self, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        url = path if path.startswith("http") else self.server.url + path
        request = urllib.request.Request(url, body, headers)
        try:
            with self._opener.open(request, timeout=PATIENCE) as response:
                return Answer(response.status, response.read().decode(), response.headers, response.url)
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.read().decode(), error.headers, url)


class Editor(Browser):
    """Somebody who may change a room."""

    def __init__(self, server: Server, code: str = "") -> None:
        super().__init__(server)
        self.code = code

    @classmethod
    async def open(cls, server: Server, kind: str = "sandbox", speed: int = 1) -> Editor:
        """Open a new room from the start page, and let its time run at `speed`."""
        editor = cls(server)
        answer = await editor.post("/rooms/new", {"kind": kind})
        assert answer.status == 302, answer
        editor.code = answer.headers["Location"].strip("/").split("/")[-1]
        if speed != 1:
            await editor.do("clock", playing="1", speed=str(speed))
        return editor

    async def do(self, action: str, **form: str) -> Answer:
        """Send one of the room's forms."""
        return await self.post(f"/rooms/{self.code}/{action}", form)

    async def apply(self, text: str) -> Answer:
        """Send the text; it has to be taken."""
        answer = await self.do("apply", text=text)
        assert answer.status == 200, answer
        return answer


class Watcher:
    """A viewer who holds a scene as a browser does, and notices gaps."""

    def __init__(self, server: Server, code: str, origin: str | None = None) -> None:
        self.url = f"{server.url.replace('http', 'ws')}/rooms/{code}/ws"
        self.origin = origin or server.url
        self.scene: Scene = {}
        self.position = (0, 0, 0)  # epoch, number, simulated time
        self.rate = 0.0
        self.viewers = 0
        self.snapshots = 0
        self.told: list[dict[str, Any]] = []
        self.socket: ClientConnection | None = None

    async def __aenter__(self) -> Watcher:
        self.socket = await connect(self.url, origin=self.origin, max_size=None)  # type: ignore[arg-type]
        await self.until(lambda: bool(self.snapshots))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self.socket is not None
        await self.socket.close()

    async def until(self, seen: Callable[[], bool], patience: float = PATIENCE) -> None:
        """Read on until something is so."""
        async with asyncio.timeout(patience):
            while not seen():
                await self.read()

    async def read(self) -> dict[str, Any]:
        """Take one message."""
        assert self.socket is not None
        message: dict[str, Any] = json.loads(await self.socket.recv())
        self.told.append(message)
        if "snapshot" in message:
            self.snapshots += 1
            self.position, self.scene = tuple(message["snapshot"]), message["scene"]
        if "frame" in message:
            epoch, number, at = message["frame"]
            assert (epoch, number) == (self.position[0], self.position[1] + 1), "a gap that nobody told of"
            assert at >= self.position[2], "time went back without a snapshot"
            self.position, self.scene = (epoch, number, at), apply(self.scene, message["delta"])
        self.rate = message.get("rate", self.rate)
        self.viewers = message.get("viewers", self.viewers)
        return message

    async def say(self, text: str) -> None:
        """Send something to the server."""
        assert self.socket is not None
        await self.socket.send(text)

    def shapes(self, shape: str, **with_values: Any) -> list[str]:
        """The elements of one shape that have these values."""
        return [
            element
            for element, value in self.scene["elements"].items()
            if value["shape"] == shape and with_values.items() <= value.items()
        ]


async def fresh_scene(server: Server, code: str) -> Scene:
    """What somebody sees who comes now."""
    async with Watcher(server, code) as somebody:
        return somebody.scene


def digest(scene: Scene) -> str:
    """A scene as a short word, whatever the order of its tables."""
    return hashlib.sha256(json.dumps(scene, sort_keys=True).encode()).hexdigest()[:16]


WORKLOAD = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: httpd}
spec:
  replicas: 3
  selector: {matchLabels: {run: httpd}}
  template:
    metadata: {labels: {run: httpd}}
    spec: {containers: [{name: httpd, image: httpd, ports: [{containerPort: 80}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: httpd-svc}
spec:
  selector: {run: httpd}
  ports: [{port: 8080, targetPort: 80}]
"""
