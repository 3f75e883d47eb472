"""New rooms."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import NamedTuple

from django.db import IntegrityError

from k8sviz.rooms import codes, log
from k8sviz.rooms.log import Entry
from k8sviz.rooms.models import Room
from k8sviz.sim.commands import Create

_TUTORIAL = Path(__file__).with_name("tutorial.yaml")


class Founded(NamedTuple):
    """A room, and the key to edit it, which nobody will be told again."""

    room: Room
    key: str


async def found(kind: str, profile: str = "lesson") -> Founded:
    """Make a room whose log holds its first entry."""
    key = codes.new_token()
    room = await _with_a_free_code(kind, codes.digest(key))
    draft = _TUTORIAL.read_text() if kind == Room.TUTORIAL else ""
    await log.append(room.pk, Entry(1, 0, Create(secrets.randbits(63), profile, draft)))
    return Founded(room, key)


async def _with_a_free_code(kind: str, edit_hash: str) -> Room:
    while True:
        try:
            return await Room.objects.acreate(code=codes.new_code(), edit_hash=edit_hash, kind=kind)
        except IntegrityError:
            continue
