"""New rooms."""

from __future__ import annotations

import secrets
from typing import NamedTuple

import msgspec
from django.db import IntegrityError

from k8sviz.rooms import codes, extras, log
from k8sviz.rooms.log import Entry
from k8sviz.rooms.models import Room
from k8sviz.sim.commands import Create


class Founded(NamedTuple):
    """A room, and the key to edit it, which nobody will be told again."""

    room: Room
    key: str


async def found(kind: str, profile: str = "lesson", lesson: str = "") -> Founded:
    """Make a room whose log holds its first entries. Raises LookupError where there is no such lesson."""
    key = codes.new_token()
    lesson = Room.FIRST_LESSON if kind == Room.TUTORIAL else lesson
    entries = first_entries(lesson, profile)
    room = await _with_a_free_code(kind, codes.digest(key), lesson)
    for number, (at, command) in enumerate(entries, 1):
        await log.append(room.pk, Entry(number, at, command))
    return Founded(room, key)


def first_entries(lesson: str, profile: str = "lesson") -> extras.Beginning:
    """How a room begins."""
    seed = secrets.randbits(63)
    if not lesson:
        return [(0, Create(seed, profile))]
    (at, create), *rest = extras.beginning(lesson, seed)
    assert isinstance(create, Create)
    return [(at, msgspec.structs.replace(create, profile=profile)), *rest]


async def _with_a_free_code(kind: str, edit_hash: str, lesson: str) -> Room:
    while True:
        try:
            return await Room.objects.acreate(
                code=codes.new_code(), edit_hash=edit_hash, kind=kind, lesson=lesson
            )
        except IntegrityError:
            continue
