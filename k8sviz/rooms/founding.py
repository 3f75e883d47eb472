"""New rooms."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from itertools import takewhile
from typing import NamedTuple

import msgspec
from django.db import IntegrityError

from k8sviz.rooms import codes, extras, log
from k8sviz.rooms.carrying import Carried
from k8sviz.rooms.log import Entry
from k8sviz.rooms.models import Recording, Room
from k8sviz.sim.commands import Create, SetClock


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


async def refound(carried: Carried) -> Founded:
    """Make a room of what a file holds."""
    key = codes.new_token()
    kind = carried.kind if carried.kind in (Room.TUTORIAL, Room.LESSON) else Room.SANDBOX
    room = await _with_a_free_code(kind, codes.digest(key), _known(carried.lesson))
    entries = [Entry(number, at, command) for number, (at, command) in enumerate(carried.log, 1)]
    await log.begin(room.pk, entries, carried.engine)
    text = msgspec.json.encode(carried.objects).decode()
    await Recording.objects.acreate(room=room, number=len(entries), objects_json=text)
    return Founded(room, key)


def _known(lesson: str) -> str:
    return lesson if extras.watcher(lesson) is not None else ""


def first_entries(lesson: str, profile: str = "lesson") -> extras.Beginning:
    """How a room begins."""
    seed = secrets.randbits(63)
    if not lesson:
        return [(0, Create(seed, profile))]
    (at, create), *rest = extras.beginning(lesson, seed)
    assert isinstance(create, Create)
    return [(at, msgspec.structs.replace(create, profile=profile)), *rest]


async def fork(origin: Room, entries: Sequence[Entry], at: int, wall: float) -> Founded:
    """Make a room that goes on from a moment (ms) of another one; its clock stands there."""
    key = codes.new_token()
    past = [
        Entry(number, entry.at, entry.command)
        for number, entry in enumerate(takewhile(lambda entry: entry.at <= at, entries), 1)
    ]
    room = await _with_a_free_code(origin.kind, codes.digest(key), origin.lesson)
    await log.begin(room.pk, [*past, Entry(len(past) + 1, at, SetClock(False, 1.0, wall))])
    return Founded(room, key)


async def _with_a_free_code(kind: str, edit_hash: str, lesson: str) -> Room:
    while True:
        try:
            return await Room.objects.acreate(
                code=codes.new_code(), edit_hash=edit_hash, kind=kind, lesson=lesson
            )
        except IntegrityError:
            continue
