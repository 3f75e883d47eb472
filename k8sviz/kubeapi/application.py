"""The Kubernetes API of every room, at /rooms/<code>/k8s/: who asks is looked at, then what is asked.

It stands beside Django, not in it: no cookie, session or form counts here, only the token in the header.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable

from k8sviz.kubeapi import published, statuses
from k8sviz.kubeapi.exchange import (
    BODY_BYTES,
    Answer,
    Exchange,
    GoneError,
    Receive,
    Scope,
    Send,
    TooLargeError,
)
from k8sviz.kubeapi.resources import resources
from k8sviz.kubeapi.tokens import Doorkeeper
from k8sviz.rooms.limits import limits
from k8sviz.rooms.models import Room
from k8sviz.rooms.rates import buckets

_PATH = re.compile(r"/rooms/([A-Za-z0-9]{1,16})/k8s(/.*)?\Z", re.DOTALL)
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_logger = logging.getLogger(__name__)
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


class KubeApi:
    """Answers what is its own, and hands everything else to `beyond`."""

    def __init__(self, beyond: Application) -> None:
        self._beyond = beyond
        self._door = Doorkeeper()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        match = _PATH.match(scope.get("path", ""))
        if match is None:
            await self._beyond(scope, receive, send)
            return
        exchange = Exchange(scope, receive, send, match[2] or "/")
        try:
            answer = await self._answer(match[1], exchange)
        except TooLargeError:
            answer = statuses.too_large(BODY_BYTES)
        except GoneError:
            return
        except Exception:
            _logger.exception("room %s could not answer %s %s", match[1], exchange.method, exchange.path)
            answer = statuses.failed()
        if answer is not None:
            await exchange.answer(answer)

    async def _answer(self, code: str, exchange: Exchange) -> Answer | None:
        admitted = await self._admit(code, exchange)
        if isinstance(admitted, Answer):
            return admitted
        if exchange.method not in _METHODS:
            return statuses.not_allowed()
        known = published.answer(exchange) if exchange.method == "GET" else None
        return known or await resources(admitted, exchange)

    async def _admit(self, code: str, exchange: Exchange) -> Room | Answer:
        """The room, for one who has its token and does not ask too often."""
        room = await self._door.admit(code, exchange.token)
        if room is None:
            wrong = f"kube misses {exchange.address}"
            free = buckets.take(wrong, limits().misses)
            return statuses.unauthorized() if free else statuses.too_many_guesses()
        if not buckets.take(f"kube {room.code}", limits().api_requests):
            return statuses.too_many_requests()
        return room
