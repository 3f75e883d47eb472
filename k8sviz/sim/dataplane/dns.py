"""A client's resolver: the search path rung by rung, and each question as packets to a name server."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import ip_address
from typing import NamedTuple

from k8sviz.sim.dataplane.addresses import family_of
from k8sviz.sim.dataplane.connection import Client, Connection
from k8sviz.sim.dataplane.journey import ANSWERED, Lookup, Query, Step
from k8sviz.sim.dataplane.network import Network
from k8sviz.sim.dataplane.trip import Trip
from k8sviz.sim.dataplane.zone import AAAA, FAMILIES, A, Answer
from k8sviz.sim.objects.resolv import Resolv

_PORT = 53


@lru_cache(maxsize=1024)
def is_address(host: str) -> bool:
    """Whether there is nothing to look up."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def rungs(name: str, resolv: Resolv) -> list[str]:
    """The full names that are asked, in order (resolv.conf(5): search, ndots)."""
    if name.endswith("."):
        return [name]
    tried = [f"{name}.{suffix.rstrip('.')}." for suffix in resolv.search]
    return [*tried, f"{name}."] if name.count(".") < resolv.ndots else [f"{name}.", *tried]


def look_up(trip: Trip, client: Client, name: str, kinds: tuple[str, ...] = (A, AAAA)) -> Lookup:
    """What the client's resolver finds, and every question it asked on the way.

    All questions of a process leave from one socket (as c-ares has it): one connection, walked once.
    """
    resolv, server = client.resolv, _server(trip.network, client.resolv)
    own = resolv.hosts.get(name.rstrip(".").lower(), ())
    for address in own:
        if any(family_of(address) == FAMILIES[kind] for kind in kinds):
            return Lookup(name, (), address)
    opened = _open(trip, client, server) if server else _BESIDE
    asked: list[str] = []
    queries: list[Query] = []
    for rung in rungs(name, resolv):
        asked.append(rung)
        if opened.error:
            queries.append(Query(rung, kinds[0], "", (), (), opened.steps))
            return Lookup(name, tuple(asked), "", tuple(queries), opened.error)
        found = []
        for kind in kinds:
            found.append(_told(rung, kind, _answer(trip.network, client, rung, kind), opened))
            opened = opened._replace(steps=())
        queries += found
        addresses = _addresses(found)
        if addresses:
            chosen = trip.chance.pick(addresses) if len(addresses) > 1 else addresses[0]
            return Lookup(name, tuple(asked), chosen, tuple(queries))
    return Lookup(name, tuple(asked), "", tuple(queries))


class _Opened(NamedTuple):
    """The connection to a name server: its packets, who answers, or why nobody does."""

    steps: tuple[Step, ...] = ()
    by: str = ""
    error: str = ""


_BESIDE = _Opened()  # a resolver that sends no packets here


def _open(trip: Trip, client: Client, server: str) -> _Opened:
    flight = Trip(trip.network, trip.now, trip.chance)
    ending = Connection(flight, client, "udp", server, _PORT).open()
    error = "" if ending.outcome == ANSWERED else ending.outcome
    return _Opened(tuple(flight.steps), ending.answered_by, error)


def _server(network: Network, resolv: Resolv) -> str:
    """Whom packets go to; "" for a resolver that is beside this network."""
    if resolv.nameservers:
        return resolv.nameservers[0]
    return network.nameserver if resolv.cluster else ""


def _addresses(found: Iterable[Query]) -> list[str]:
    """Of the first type that has any: who asks for A first prefers IPv4 (RFC 6724 with only a v4 route)."""
    return next((list(query.answers) for query in found if query.answers), [])


def _answer(network: Network, client: Client, name: str, kind: str) -> Answer:
    """The node's own resolver knows only what the world knows."""
    resolv = client.resolv
    inside = resolv.cluster or network.nameserver in resolv.nameservers
    return network.zone.found(name, kind) if inside else network.zone.forwarded(name, kind)


def _told(name: str, kind: str, answer: Answer, opened: _Opened) -> Query:
    return Query(name, kind, answer.code, answer.values, answer.aliases, opened.steps, opened.by)
