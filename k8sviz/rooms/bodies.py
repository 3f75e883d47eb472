"""No request body is read without end: Django would spool it to disk whole."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from k8sviz.sim.digits import whole

Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]


class Bounded:
    """Answers 413 where the announced length is too much, and hangs up on those who do not announce it."""

    def __init__(self, app: Application, limit: int) -> None:
        self.app = app
        self.limit = limit

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Pass the request on, unless it is too large."""
        if _announced(scope) > self.limit:
            await _too_large(send, self.limit)
            return
        read = 0

        async def bounded() -> Message:
            nonlocal read
            message = await receive()
            if message["type"] == "http.request":
                read += len(message["body"])
            return message if read <= self.limit else {"type": "http.disconnect"}

        await self.app(scope, bounded, send)


def _announced(scope: dict[str, Any]) -> int:
    headers = dict(scope["headers"]) if scope["type"] == "http" else {}
    return whole(headers.get(b"content-length", b"").decode("latin-1")) or 0


async def _too_large(send: Send, limit: int) -> None:
    text = (
        f"This is more than the {limit} bytes that a request may have. Go back and send less.\n"
        f"超过了一次请求的上限（{limit} 字节）。请返回，减少内容后再试。\n"
    ).encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers, "trailers": False})
    await send({"type": "http.response.body", "body": text, "more_body": False})
