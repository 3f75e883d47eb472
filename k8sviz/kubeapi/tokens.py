"""The bearer token of a room: whoever holds it may do with kubectl what an editor may do in the page.

It is made from the room's edit key, so that every editor downloads the same one and the database need keep
its digest only; the key cannot be found from it (RFC 2104).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from collections import OrderedDict

from k8sviz.kubeapi.models import KubeToken
from k8sviz.rooms import codes
from k8sviz.rooms.models import Room

_PURPOSE = b"kubectl"
_KEPT, _FRESH = 1_000, 10.0  # tokens that are known to be right, and for how many seconds
_nobody = codes.digest(codes.new_token())


def made_from(edit_key: str) -> str:
    """A token of 256 bits."""
    mac = hmac.digest(edit_key.encode(), _PURPOSE, hashlib.sha256)
    return base64.urlsafe_b64encode(mac).decode().rstrip("=")


async def register(room: Room, token: str) -> None:
    """From now on `token` opens `room`."""
    await KubeToken.objects.aupdate_or_create(room=room, defaults={"digest": codes.digest(token)})


class Doorkeeper:
    """Knows who was let in a moment ago, so that not every request asks the database."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str, str], tuple[Room, float]] = OrderedDict()

    async def admit(self, code: str, token: str) -> Room | None:
        """The room with this code, if the token is its own; the same answer whatever else is wrong."""
        key = (codes.written(code), codes.digest(token))
        room, until = self._known.get(key, (None, 0.0))
        if room is not None and time.monotonic() < until:
            return room
        kept = await KubeToken.objects.select_related("room").filter(room__code=key[0]).afirst()
        if not codes.matches(token, kept.digest if kept else _nobody) or kept is None:
            return None
        self._known[key] = (kept.room, time.monotonic() + _FRESH)
        if len(self._known) > _KEPT:
            self._known.popitem(last=False)
        return kept.room
