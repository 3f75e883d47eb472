"""One HTTP request and the answer to it, over ASGI."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from k8sviz.sim.digits import whole

Message = Mapping[str, Any]
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = tuple[tuple[str, str], ...]

BODY_BYTES = 3 * 1024 * 1024  # staging/src/k8s.io/apiserver/pkg/server/config.go MaxRequestBodyBytes
BODY_SECONDS = 60.0  # kube-apiserver --request-timeout
ANSWER_SECONDS = 120.0  # that a client may take to read an answer
_PIECE = 64 * 1024
_GZIP_FROM = 128 * 1024  # bytes; endpoints/handlers/responsewriters/writers.go
_PRIVATE = ("Cache-Control", "no-cache, private")
# What a browser needs to be told, should one come here: nothing is a page, or another site's to embed.
_FOR_BROWSERS: Headers = (
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)


class TooLargeError(Exception):
    """The body is longer than the limit."""


class SlowError(Exception):
    """The body did not come within the time there is for it."""


class GoneError(Exception):
    """The client has left before its request was complete."""


class Answer(msgspec.Struct, frozen=True):
    """What is sent back."""

    code: int
    body: bytes
    content_type: str = "application/json"
    headers: Headers = (_PRIVATE,)
    packed: bytes = b""  # the body with gzip, where it has been made already


class Exchange:
    """A request, read as far as it is needed."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, path: str, token: str = "") -> None:
        self.scope = scope
        self.method: str = scope.get("method", "GET")
        self.path, self.whole_path = path, str(scope["path"])
        self._query: str = scope["query_string"].decode("latin-1")
        self.pairs = parse_qsl(self._query, keep_blank_values=True)
        self.query = dict(reversed(self.pairs))  # of several, the first counts
        self.headers: dict[str, str] = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        self.address: str = (scope.get("client") or ("?",))[0]
        self.receive, self.send = receive, send
        scheme, _, bearer = self.header("authorization").partition(" ")
        self.token = bearer.strip() if scheme.lower() == "bearer" else token

    @property
    def question(self) -> str:
        """The query as it was sent, with its question mark."""
        return f"?{self._query}" if self._query else ""

    def header(self, name: str) -> str:
        """A header's value; "" if it was not sent."""
        return self.headers.get(name, "")

    async def body(self, limit: int = BODY_BYTES) -> bytes:
        """The whole body.

        Raises: TooLargeError, SlowError, GoneError.
        """
        try:
            async with asyncio.timeout(BODY_SECONDS):
                return await self._read(limit)
        except TimeoutError:
            raise SlowError from None

    async def _read(self, limit: int) -> bytes:
        if (whole(self.header("content-length")) or 0) > limit:
            raise TooLargeError
        parts, size, more = [], 0, True
        while more:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise GoneError
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            more = message.get("more_body", False)
            if size > limit:
                raise TooLargeError
        return b"".join(parts)

    async def answer(self, answer: Answer) -> None:
        """Send an answer, packed if the client takes that and it is worth it."""
        body, headers = answer.body, answer.headers
        if answer.content_type == "application/json" and self._pretty():
            body = msgspec.json.format(body.rstrip(), indent=2)
        if len(body) > _GZIP_FROM and "gzip" in self.header("accept-encoding"):
            body = answer.packed or gzip.compress(body, compresslevel=1)
            headers = (*headers, ("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding"))
        if answer.code != 304:  # noqa: PLR2004
            headers = (*headers, ("Content-Type", answer.content_type), ("Content-Length", str(len(body))))
        await self.begin(answer.code, headers)
        with contextlib.suppress(TimeoutError):  # the connection ends with what was read of it
            async with asyncio.timeout(ANSWER_SECONDS):
                for at in range(0, max(1, len(body)), _PIECE):
                    more = at + _PIECE < len(body)
                    piece = body[at : at + _PIECE]
                    await self.send({"type": "http.response.body", "body": piece, "more_body": more})

    def _pretty(self) -> bool:
        """Who asks for it, and who is likely to be a person (handlers/negotiation isPrettyPrint)."""
        asked = self.query.get("pretty")
        if asked is not None:
            return asked in ("", "1", "true")
        return self.header("user-agent").startswith(("curl", "Wget", "Mozilla/5.0"))

    async def begin(self, code: int, headers: Headers) -> None:
        """Send the head of an answer."""
        encoded = [(name.lower().encode(), value.encode()) for name, value in (*headers, *_FOR_BROWSERS)]
        await self.send({"type": "http.response.start", "status": code, "headers": encoded})
