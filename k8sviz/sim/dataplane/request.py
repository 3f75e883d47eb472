"""One HTTP request from a client through the network, and its answer: the making of a journey."""

from __future__ import annotations

from urllib.parse import urlsplit

from k8sviz.sim.chance import Chance
from k8sviz.sim.dataplane.connection import Connection, Ending, client_of
from k8sviz.sim.dataplane.dns import is_address, look_up
from k8sviz.sim.dataplane.journey import NXDOMAIN, TIMEOUT, Journey
from k8sviz.sim.dataplane.network import Network
from k8sviz.sim.dataplane.printed import printed
from k8sviz.sim.dataplane.trip import Trip


def send(
    network: Network, number: int, now: int, client: str, url: str, chance: Chance, timeout: int
) -> Journey:
    """Decide, at this instant, everything that happens to one request."""
    parts = urlsplit(url if "://" in url else f"http://{url}")
    host, port = parts.hostname or "", parts.port or 80
    sender, trip = client_of(network, client), Trip(network, now, chance)
    lookup = None if is_address(host) else look_up(trip, sender, host)
    address = host if lookup is None else lookup.address
    if address:
        ending = Connection(trip, sender, "tcp", address, port).open()
    else:
        ending = Ending(TIMEOUT if lookup and lookup.error == TIMEOUT else NXDOMAIN, client)
    return Journey(
        number=number,
        at=now,
        client=client,
        url=url,
        lookup=lookup,
        steps=tuple(trip.steps),
        outcome=ending.outcome,
        ended=ending.at,
        service=trip.owners[0] if trip.owners else "",
        answered_by=ending.answered_by,
        seen_source=ending.seen_source,
        printed=ending.body or printed(ending, host, port, timeout, bool(address)),
    )
