"""A room's log in the database: append by conditional insert, read from a number on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import msgspec
from channels.db import database_sync_to_async
from django.db import IntegrityError
from django.db.models import Max, QuerySet

from k8sviz.rooms.models import LogEntry
from k8sviz.sim.commands import AnyCommand

ENGINE = 4
"""The version of the engine. Raise it when an old log would replay to another world."""

_BATCH = 150  # rows of five values in one statement: SQLite takes 999 values
_CREATION = '{"do":"create"'  # how such a command begins: msgspec writes the tag first
_decoder: msgspec.json.Decoder[AnyCommand] = msgspec.json.Decoder(AnyCommand)


class Entry(NamedTuple):
    """A command with its number and the simulated time (ms) at which it takes effect."""

    number: int
    at: int
    command: AnyCommand


@database_sync_to_async
def append(room_id: int, entry: Entry) -> bool:
    """Write an entry; False if another process has taken its number."""
    try:
        LogEntry.objects.create(
            room_id=room_id,
            number=entry.number,
            at=entry.at,
            command=msgspec.json.encode(entry.command).decode(),
            engine=ENGINE,
        )
    except IntegrityError:
        return False
    return True


@database_sync_to_async
def begin(room_id: int, entries: Iterable[Entry], engine: int = ENGINE) -> None:
    """Write the first entries of a room that nobody knows yet, all or none."""
    rows = (
        LogEntry(
            room_id=room_id,
            number=entry.number,
            at=entry.at,
            command=msgspec.json.encode(entry.command).decode(),
            engine=engine,
        )
        for entry in entries
    )
    LogEntry.objects.bulk_create(rows, batch_size=_BATCH)


@database_sync_to_async
def since(room_id: int, number: int) -> list[Entry]:
    """The entries after `number`, in order."""
    return _read(LogEntry.objects.filter(room_id=room_id, number__gt=number))


@database_sync_to_async
def current(room_id: int) -> tuple[list[Entry], bool]:
    """The entries from the newest creation of the world on, and whether this engine may replay them."""
    rows = LogEntry.objects.filter(room_id=room_id)
    creation = rows.filter(command__startswith=_CREATION).aggregate(newest=Max("number"))["newest"]
    rows = rows.filter(number__gte=creation)
    return _read(rows), not rows.exclude(engine=ENGINE).exists()


def _read(rows: QuerySet[LogEntry]) -> list[Entry]:
    values = rows.order_by("number").values_list("number", "at", "command")
    return [Entry(number, at, _decoder.decode(text)) for number, at, text in values]


def heads(room_ids: Iterable[int]) -> dict[int, int]:
    """The last number of each log. Blocks: for use inside one trip to the database."""
    rows = LogEntry.objects.filter(room_id__in=list(room_ids)).values("room_id").annotate(head=Max("number"))
    return {row["room_id"]: row["head"] for row in rows}
