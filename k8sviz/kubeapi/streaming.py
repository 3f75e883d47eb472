"""Answers that stay open: waiting for what happens next, or for the client to leave."""

from __future__ import annotations

import asyncio
import contextlib

from k8sviz.kubeapi.exchange import Exchange


async def until(happened: asyncio.Event, seconds: float) -> None:
    """Wait for it, but not longer than `seconds`."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(max(0.0, seconds)):
            await happened.wait()


def departure(exchange: Exchange, happened: asyncio.Event) -> asyncio.Task[None]:
    """A task that ends when the client has hung up; that is something that happens, too."""
    gone = asyncio.create_task(_left(exchange))
    gone.add_done_callback(lambda _: happened.set())
    return gone


async def _left(exchange: Exchange) -> None:
    while (await exchange.receive())["type"] != "http.disconnect":
        pass
