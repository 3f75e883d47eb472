"""Answers that stay open: waiting for what happens next, or for the client to leave."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Any

from k8sviz.kubeapi.exchange import Exchange
from k8sviz.kubeapi.pods import is_same
from k8sviz.rooms.liveroom import LiveRoom
from k8sviz.sim.objects.identity import ApiObject

_LONGEST = 4 * 3600.0  # seconds; the kubelet's --streaming-connection-idle-timeout
_LEFT = (OSError, RuntimeError)  # what uvicorn raises when the other end has hung up


async def until(happened: asyncio.Event, seconds: float) -> None:
    """Wait for it, but not longer than `seconds`."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(max(0.0, seconds)):
            await happened.wait()


async def while_there(
    here: LiveRoom, pod: ApiObject, happened: asyncio.Event, work: Coroutine[Any, Any, None]
) -> bool:
    """Work until it is done, or until this very Pod is over or gone; whether it was done."""
    working = asyncio.create_task(work)
    leaving = asyncio.create_task(_over(here, pod, happened))
    await asyncio.wait((working, leaving), timeout=_LONGEST, return_when=asyncio.FIRST_COMPLETED)
    for task in (working, leaving):
        task.cancel()
    await asyncio.wait((working, leaving))
    if working.cancelled():
        return False
    problem = working.exception()
    if problem is not None and not isinstance(problem, _LEFT):
        raise problem
    return True


async def _over(here: LiveRoom, pod: ApiObject, happened: asyncio.Event) -> None:
    while is_same(here.timeline.world.cluster, pod):
        happened.clear()
        await happened.wait()


def departure(exchange: Exchange, happened: asyncio.Event) -> asyncio.Task[None]:
    """A task that ends when the client has hung up; that is something that happens, too."""
    gone = asyncio.create_task(_left(exchange))
    gone.add_done_callback(lambda _: happened.set())
    return gone


async def _left(exchange: Exchange) -> None:
    while (await exchange.receive())["type"] != "http.disconnect":
        pass
