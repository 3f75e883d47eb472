"""One viewer's WebSocket: let in or turned away, then a stream of texts; nothing is changed over it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.http.request import validate_host
from django.utils.translation import gettext as _

from k8sviz.rooms import access
from k8sviz.rooms.frames import said
from k8sviz.rooms.limits import limits
from k8sviz.rooms.live import live
from k8sviz.rooms.liveroom import LiveRoom
from k8sviz.rooms.outbox import Outbox
from k8sviz.rooms.past import Past
from k8sviz.rooms.rates import Buckets, sender
from k8sviz.rooms.wishes import Wish, wish_of

_TOO_BIG, _NOT_UNDERSTOOD, _TOO_OFTEN, _GONE = 1009, 1003, 1008, 4000
_logger = logging.getLogger(__name__)


def origin_is_ours(scope: Mapping[str, Any]) -> bool:
    """Whether the page that opens the socket came from this very scheme, host and port (RFC 6455, 10.2).

    Compared as text: what does not parse is not ours either.
    """
    headers = {name: value.decode("latin-1").lower() for name, value in scope["headers"]}
    host, origin = headers.get(b"host", ""), headers.get(b"origin", "")
    allowed = settings.ALLOWED_HOSTS or ["localhost", "127.0.0.1", "[::1]"]
    if not validate_host(host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host, allowed):
        return False
    scheme = {"ws": "http", "wss": "https"}.get(scope["scheme"], scope["scheme"])
    return origin in {f"{scheme}://{host}", *settings.CSRF_TRUSTED_ORIGINS}


class Viewer(AsyncWebsocketConsumer):
    """Frames come from the live room through an outbox, not through the channel layer."""

    channel_layer_alias = "none"
    room: LiveRoom | None = None

    async def connect(self) -> None:
        """Turn away strangers (403 before the handshake), greet everyone else with a snapshot."""
        address = sender((self.scope["client"] or ["?"])[0])
        if not origin_is_ours(self.scope):
            return await self.close()
        room = await access.find(self.scope["url_route"]["kwargs"]["code"], address)
        if room is None:
            return await self.close()
        await self.accept()
        here = await live.enter(room.pk)
        if len(here.audience) >= limits().viewers:
            bound = limits().viewers
            why = _("This room has its limit of %(bound)d viewers. Try again later.") % {"bound": bound}
            await self.send(said(closed=why))
            return await self.close(_GONE)
        self.outbox, self.asked = Outbox(limits().queue), Buckets()
        await here.join(self.outbox)
        self.room, self.past = here, Past(here, self.outbox)
        self.sender = asyncio.create_task(self._deliver())
        return None

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """A browser may say which moment it wants to see, and nothing else."""
        if self.room is None:
            return
        text = text_data or ""
        if len(text) > limits().message_bytes or bytes_data:
            await self.close(_TOO_BIG)
        elif (wish := wish_of(text)) is None:
            await self.close(_NOT_UNDERSTOOD)
        elif wish.resync:
            await self._again()
        else:
            await self._go(wish)

    async def _again(self) -> None:
        if not self.asked.take("resync", limits().resyncs):
            await self.close(_TOO_OFTEN)
        elif self.room is not None and not self.past.again():
            await self.room.resync(self.outbox)

    async def _go(self, wish: Wish) -> None:
        """Scrubbing asks often: each waits its turn. Messages of one viewer are taken one after the other."""
        await asyncio.sleep(self.asked.wait("moments", limits().moments))
        self.asked.take("moments", limits().moments)
        if self.room is None:
            return
        if wish.live:
            await self.past.live()
        elif wish.play is not None:
            self.past.play(wish.play)
        elif self.room.audience.away >= limits().past_viewers and not self.past.away:
            bound = limits().past_viewers
            why = _("%(bound)d viewers look at this room's past already. Try again later.") % {"bound": bound}
            self.outbox.put(said(refused=why))
        elif wish.step:
            await self.past.step(wish.step, wish.back)
        else:
            await self.past.seek(wish.seek or 0)

    async def disconnect(self, code: int) -> None:
        """Forget the viewer."""
        room, self.room = self.room, None
        if room is not None:
            self.sender.cancel()
            self.past.close()
            await room.leave(self.outbox)

    async def _deliver(self) -> None:
        await self.outbox.drain(self.base_send)
        await self.close(_GONE)
