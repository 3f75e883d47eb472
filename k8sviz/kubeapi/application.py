"""The Kubernetes API of every room, at /rooms/<code>/k8s/: who asks is looked at, then what is asked.

It stands beside Django, not in it: no cookie, session or form counts here, only the token in the header.
"""

from __future__ import annotations

import contextlib
import logging
import re
from collections.abc import Awaitable, Callable

from k8sviz.kubeapi import proxying, published, statuses
from k8sviz.kubeapi.attaching import attach
from k8sviz.kubeapi.exchange import (
    BODY_BYTES,
    Answer,
    Exchange,
    GoneError,
    Receive,
    Scope,
    Send,
    SlowError,
    TooLargeError,
)
from k8sviz.kubeapi.executing import execute
from k8sviz.kubeapi.forwarding import forward
from k8sviz.kubeapi.handshake import refuse
from k8sviz.kubeapi.logs import logs
from k8sviz.kubeapi.outgoing import outgoing
from k8sviz.kubeapi.parameters import ParameterError
from k8sviz.kubeapi.pods import bound, running
from k8sviz.kubeapi.resources import resources
from k8sviz.kubeapi.tokens import Doorkeeper
from k8sviz.rooms import live
from k8sviz.rooms.consumer import origin_is_ours
from k8sviz.rooms.limits import limits
from k8sviz.rooms.models import Room
from k8sviz.rooms.rates import buckets, sender

# kubectl sends no token without TLS (client-go tools/clientcmd), so that it may stand in the path.
_PATH = re.compile(r"/rooms/([A-Za-z0-9]{1,16})/k8s(?:/~([\w-]{1,64}))?(/.*)?\Z", re.DOTALL)
_POD = re.compile(r"/api/v1/namespaces/[^/]+/pods/[^/]+/(log|exec|attach|portforward)(?:/|\Z)")
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_logger = logging.getLogger(__name__)
Handler = Callable[[Room, Exchange], Awaitable[Answer | None]]
Conversation = Callable[[Room, Exchange, list[str]], Awaitable[None]]
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
        exchange = Exchange(scope, receive, send, match[3] or "/", match[2] or "")
        if scope["type"] == "websocket":
            await self._shake(match[1], exchange)
            return
        try:
            answer = await self._answer(match[1], exchange)
        except ParameterError as problem:
            answer = statuses.bad_request(str(problem))
        except SlowError:
            answer = statuses.too_slow()
        except TooLargeError:
            answer = statuses.too_large(BODY_BYTES)
        except GoneError:
            return
        except Exception:
            _logger.exception("room %s could not answer %s %s", match[1], exchange.method, exchange.path)
            answer = statuses.failed()
        if answer is not None:
            with outgoing.holding(len(answer.body)) as free:
                await exchange.answer(answer if free else statuses.too_much_at_once())

    async def _answer(self, code: str, exchange: Exchange) -> Answer | None:
        admitted = await self._admit(code, exchange)
        if isinstance(admitted, Answer):
            return admitted
        if proxying.PATH.match(exchange.path) and exchange.method in proxying.METHODS:
            return await proxying.proxy(admitted, exchange)
        if exchange.method not in _METHODS:
            return statuses.not_allowed()
        known = published.answer(exchange) if exchange.method == "GET" else None
        if known is not None:
            return known
        handler = _OF_PODS.get(_part_of_a_pod(exchange.path), resources)
        return await handler(admitted, exchange)

    async def _shake(self, code: str, exchange: Exchange) -> None:
        """Pages of other sites are turned away; what is no page, as kubectl, names no origin."""
        if exchange.header("origin") and not origin_is_ours(exchange.scope):
            await refuse(exchange)
            return
        try:
            await self._connect(code, exchange, list(exchange.scope.get("subprotocols", ())))
        except Exception:
            _logger.exception("room %s could not answer %s", code, exchange.path)
            with contextlib.suppress(OSError, RuntimeError):
                await refuse(exchange)

    async def _connect(self, code: str, exchange: Exchange, protocols: list[str]) -> None:
        admitted = await self._admit(code, exchange)
        converse = _CONVERSATIONS.get(_part_of_a_pod(exchange.path))
        if isinstance(admitted, Answer) or converse is None:
            await refuse(exchange)
        else:
            await converse(admitted, exchange, protocols)

    async def _admit(self, code: str, exchange: Exchange) -> Room | Answer:
        """The room, for one who has its token and does not ask too often."""
        room = await self._door.admit(code, exchange.token)
        if room is None:
            wrong = f"kube misses {sender(exchange.address)}"
            free = buckets.take(wrong, limits().misses)
            return statuses.unauthorized() if free else statuses.too_many_guesses()
        if not buckets.take(f"kube {room.code}", limits().api_requests):
            return statuses.too_many_requests()
        return room


def _part_of_a_pod(path: str) -> str:
    """exec of /api/v1/namespaces/default/pods/client/exec."""
    match = _POD.match(path)
    return match[1] if match is not None else ""


async def _needs_websocket(room: Room, exchange: Exchange) -> Answer | None:
    """Why there was no handshake."""
    world = await live.called(room)
    callers = (await live.live.enter(room.pk)).callers
    if callers.full:
        return statuses.too_many_watches(callers)
    if _part_of_a_pod(exchange.path) == "portforward":
        found: object = bound(world.cluster, exchange.path)
    else:
        found = running(world.cluster, exchange.path, exchange.query.get("container", ""))
    return found if isinstance(found, Answer) else statuses.needs_websocket()


_CONVERSATIONS: dict[str, Conversation] = {"exec": execute, "attach": attach, "portforward": forward}
_OF_PODS: dict[str, Handler] = {
    "log": logs, "exec": _needs_websocket, "attach": _needs_websocket, "portforward": _needs_websocket,
}  # fmt: skip
