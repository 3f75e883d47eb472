"""Answers that stay open: waiting for what happens next, or for the client to leave."""

from __future__ import annotations

import asyncio

from k8sviz.kubeapi.exchange import Exchange


async def until(happened: asyncio.Event, gone: asyncio.Task[None], seconds: float) -> None:
    """Wait for one of the two, but not longer than `seconds`."""
    waiting = asyncio.create_task(happened.wait())
    try:
        await asyncio.wait((waiting, gone), timeout=max(0.0, seconds), return_when=asyncio.FIRST_COMPLETED)
    finally:
        waiting.cancel()


async def left(exchange: Exchange) -> None:
    """Returns when the client has hung up."""
    while (await exchange.receive())["type"] != "http.disconnect":
        pass
