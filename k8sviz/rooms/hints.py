"""The hint "room X has entry N", between processes. It may be lost: the heartbeat finds what it told of."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from channels.layers import BaseChannelLayer, get_channel_layer
from django.conf import settings

_GROUP = "rooms"
_PATIENCE = 2.0  # seconds
_logger = logging.getLogger(__name__)
_under_way: set[asyncio.Task[None]] = set()


def layer() -> BaseChannelLayer:
    """The channel layer; settings always name one."""
    found = get_channel_layer()
    assert found is not None
    return found


def tell(room_id: int, number: int) -> None:
    """Tell the other processes, without waiting for them."""
    if settings.REDIS_URL:
        task = asyncio.create_task(_send(room_id, number))
        _under_way.add(task)
        task.add_done_callback(_under_way.discard)


async def _send(room_id: int, number: int) -> None:
    try:
        async with asyncio.timeout(_PATIENCE):
            await layer().group_send(_GROUP, {"type": "entry", "room": room_id, "number": number})
    except Exception as error:
        _logger.warning("a hint was lost (others will find the entry at their next heartbeat): %r", error)


async def listen(heard: Callable[[int, int], Awaitable[None]]) -> None:
    """Call `heard(room_id, number)` for every hint, for ever."""
    while settings.REDIS_URL:
        try:
            ears = layer()
            channel = await ears.new_channel()
            await ears.group_add(_GROUP, channel)
            while True:
                message = await ears.receive(channel)
                await heard(message["room"], message["number"])
        except Exception as error:
            _logger.warning("hints cannot be heard, trying again: %r", error)
            await asyncio.sleep(_PATIENCE)
