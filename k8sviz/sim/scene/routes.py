"""Journeys to lines on the stage. Journeys that go the same way share one route, sent once."""

from __future__ import annotations

from collections.abc import Container, Iterator
from itertools import pairwise
from typing import Any, NamedTuple
from zlib import crc32

import msgspec

from k8sviz.sim.dataplane.journey import FiveTuple, Journey, Step
from k8sviz.sim.objects.elements import gate_id, nodeport_id

Leg = tuple[str, str, str, str, int]
"""from, to, source, destination, reply (0 or 1)"""


class Route(NamedTuple):
    """One way through the cluster, and the name under which journeys refer to it."""

    name: str
    value: dict[str, Any]


class _Stop(NamedTuple):
    element: str
    leaves: FiveTuple
    reply: bool


def route_of(journey: Journey, opened: Container[str] = ()) -> Route:
    """The legs that a journey is drawn with; the client's port is a "*", so that the next one shares them.

    `opened` holds the elements of open node ports: a packet that enters through one passes its tab.
    """
    port = source_port(journey)
    value = {
        "service": journey.service,
        "outcome": journey.outcome,
        "ended": _element(journey.ended),
        "answered_by": journey.answered_by,
        "legs": [list(leg) for leg in _through_tabs(_legs(journey, port), opened)],
    }
    return Route(f"{crc32(msgspec.json.encode(value)):08x}", value)


def source_port(journey: Journey) -> int:
    """The client's own port, by which its journeys are told apart; 0 if nothing was sent."""
    return journey.steps[0].before.src_port if journey.steps else 0


def _legs(journey: Journey, port: int) -> list[Leg]:
    stops = _stops(journey.steps)
    return [
        (
            here.element,
            there.element,
            _end(here.leaves.src, here.leaves.src_port, port),
            _end(here.leaves.dst, here.leaves.dst_port, port),
            int(there.reply),
        )
        for here, there in pairwise(stops)
        if here.element != there.element
    ]


def _through_tabs(legs: list[Leg], opened: Container[str]) -> Iterator[Leg]:
    for here, there, src, dst, reply in legs:
        way_in, way_out = _tab(there, dst), _tab(here, src)
        if not reply and way_in in opened:
            yield here, way_in, src, dst, 0
            yield way_in, there, src, dst, 0
        elif reply and way_out in opened:
            yield here, way_out, src, dst, 1
            yield way_out, there, src, dst, 1
        else:
            yield here, there, src, dst, reply


def _tab(gate: str, end: str) -> str:
    return (
        nodeport_id(gate.removeprefix("gate/"), int(end.rpartition(":")[2]))
        if gate.startswith("gate/") and end[-1] != "*"
        else ""
    )


def _stops(steps: tuple[Step, ...]) -> list[_Stop]:
    """Where a packet was touched: steps at one place are one stop, nodes that only forward are none."""
    stops: list[_Stop] = []
    start = 0
    while start < len(steps):
        end = start + 1
        while end < len(steps) and _same_place(steps[start], steps[end]):
            end += 1
        visit = steps[start:end]
        if not visit[0].where.startswith("node/") or _matters(visit, start == 0, end == len(steps)):
            stops.append(_Stop(_element(visit[0].where), visit[-1].after, visit[-1].reply))
        start = end
    return stops


def _same_place(one: Step, other: Step) -> bool:
    return one.where == other.where and one.reply == other.reply


def _matters(visit: tuple[Step, ...], first: bool, last: bool) -> bool:
    touched = visit[0].before != visit[-1].after
    return touched or first or last or any(step.verdict in ("REJECT", "DROP") for step in visit)


def _element(where: str) -> str:
    return gate_id(where.removeprefix("node/")) if where.startswith("node/") else where


def _end(address: str, number: int, client_port: int) -> str:
    host = f"[{address}]" if ":" in address else address
    return f"{host}:{'*' if number == client_port else number}"
