"""One request from a client through the network, and its answer: the making of a journey."""

from __future__ import annotations

from k8sviz.sim.chance import Chance
from k8sviz.sim.dataplane.asked import Asked
from k8sviz.sim.dataplane.connection import Connection, Ending, client_of
from k8sviz.sim.dataplane.dns import is_address, look_up
from k8sviz.sim.dataplane.journey import ANSWERED, NXDOMAIN, TIMEOUT, Journey
from k8sviz.sim.dataplane.network import Network, Open
from k8sviz.sim.dataplane.printed import printed, status_of
from k8sviz.sim.dataplane.trip import Trip


def send(
    network: Network, number: int, now: int, client: str, asked: Asked, chance: Chance, timeout: int
) -> Journey:
    """Decide, at this instant, everything that happens to one request."""
    sender, trip = client_of(network, client), Trip(network, now, chance)
    place = client, asked.protocol, asked.host, asked.port
    kept = network.open.get(place) if asked.keep else None
    lookup = None
    if kept is None and not is_address(asked.host):
        lookup = look_up(trip, sender, asked.host, asked.kinds)
    address = kept.address if kept else lookup.address if lookup else asked.host
    if address:
        if ":" in address:
            sender = client_of(network, client, address)
        connection = Connection(trip, sender, asked.protocol, address, asked.port, kept and kept.source)
        ending = connection.open()
        _keep(network, place, asked, connection, ending)
    else:
        ending = Ending(TIMEOUT if lookup and lookup.error == TIMEOUT else NXDOMAIN, client)
    by = trip.steps[-1].after.src if trip.steps else ""
    return Journey(
        number=number,
        at=now,
        client=client,
        url=asked.url,
        lookup=lookup,
        steps=tuple(trip.steps),
        outcome=ending.outcome,
        ended=ending.at,
        service=trip.owners[0] if trip.owners else "",
        answered_by=ending.answered_by,
        seen_source=ending.seen_source,
        printed=printed(ending, asked, address, by, timeout),
        status=status_of(ending, asked),
    )


def _keep(
    network: Network,
    place: tuple[str, str, str, int],
    asked: Asked,
    connection: Connection,
    ending: Ending,
) -> None:
    """An answered connection stays open if it is to; one that failed is open no more."""
    if asked.keep and ending.outcome == ANSWERED:
        network.open[place] = Open(connection.first.dst, connection.first.src_port)
    elif asked.keep:
        network.open.pop(place, None)
