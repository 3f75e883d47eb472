"""A room as a file: its log, and its objects for another version's engine; packed, bounded when read."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from k8sviz.rooms.limits import limits
from k8sviz.rooms.log import ENGINE, Entry
from k8sviz.rooms.models import Room
from k8sviz.rooms.recording import made_by_people
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.commands import AnyCommand, Create, StartTraffic, StopTraffic

FORMAT = 1
_GZIP = 16 + zlib.MAX_WBITS
_MOST_NODES = 10


class Carried(msgspec.Struct):
    """What the file says."""

    k8sviz: int  # the file's format
    engine: int
    kind: str
    lesson: str
    log: list[tuple[int, AnyCommand]]  # when (ms), what
    objects: list[dict[str, Any]]


class UnreadableFileError(Exception):
    """Not a room's file; the text says why."""


def packed(room: Room, entries: Iterable[Entry], cluster: Cluster) -> bytes:
    """The room's file."""
    carried = Carried(
        FORMAT,
        ENGINE,
        room.kind,
        room.lesson,
        [(entry.at, entry.command) for entry in entries],
        list(made_by_people(cluster)),
    )
    return gzip.compress(msgspec.json.encode(carried), mtime=0)


def unpacked(data: bytes) -> Carried:
    """Raises UnreadableFileError."""
    text = _inflated(data)
    try:
        carried = msgspec.json.decode(text, type=Carried)
    except msgspec.DecodeError as error:
        raise UnreadableFileError(_("This is not a k8sviz room: %(why)s") % {"why": error}) from None
    problem = _problem(carried) or _too_busy(carried)
    if problem:
        raise UnreadableFileError(problem)
    return carried


def _inflated(data: bytes) -> bytes:
    bound = limits().carried_bytes
    inflater = zlib.decompressobj(_GZIP)
    try:
        text = inflater.decompress(data, bound + 1)
        if not text:
            raise zlib.error
    except zlib.error:
        raise UnreadableFileError(_("This file is not a room that k8sviz has saved.")) from None
    if len(text) > bound:
        told = _("This room is larger than the %(bound)d bytes that a room's file may hold.")
        raise UnreadableFileError(told % {"bound": bound})
    return text


def _problem(carried: Carried) -> str:
    log, bounds = carried.log, limits()
    times = [at for at, _command in log]
    if carried.k8sviz != FORMAT:
        return _("This room was saved by a newer k8sviz (format %(format)d).") % {"format": carried.k8sviz}
    if not log or not isinstance(log[0][1], Create) or times[0] != 0 or times != sorted(times):
        return _("This is not a k8sviz room: its log has no beginning, or is out of order.")
    if any(isinstance(command, Create) and command.nodes > _MOST_NODES for _at, command in log):
        return _("A room has at most %(bound)d nodes.") % {"bound": _MOST_NODES}
    if len(log) > bounds.log_entries:
        told = _("This room's log has more than the %(bound)d entries that a room may have.")
        return told % {"bound": bounds.log_entries}
    if times[-1] > bounds.carried_hours * 3_600_000:
        told = _("This room's time is longer than the %(bound)d hours that can be opened from a file.")
        return told % {"bound": bounds.carried_hours}
    return ""


def _too_busy(carried: Carried) -> str:
    bound = limits().traffic
    if _most_traffic(carried) <= bound:
        return ""
    told = _("The sources in this room's file send more than %(bound)d requests a second.")
    return told % {"bound": bound}


def _most_traffic(carried: Carried) -> int:
    """Requests a second, where all sources that were started send until they are stopped."""
    rates: dict[str, int] = {}
    most = 0
    for _at, command in carried.log:
        if isinstance(command, StartTraffic):
            rates[command.client] = command.rate
            most = max(most, sum(rates.values()))
        elif isinstance(command, StopTraffic):
            rates.pop(command.client, None)
    return most
