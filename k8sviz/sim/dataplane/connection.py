"""A connection's first packet there, and its answer back."""

from __future__ import annotations

import msgspec

from k8sviz.sim.dataplane.asked import ECHO
from k8sviz.sim.dataplane.conntrack import turned
from k8sviz.sim.dataplane.journey import ANSWERED, REFUSED, RESET, TIMEOUT, UNREACHABLE, FiveTuple
from k8sviz.sim.dataplane.network import Host, Kernel, Network
from k8sviz.sim.dataplane.targets import REJECT
from k8sviz.sim.dataplane.trip import HERE, NOWHERE, Arrival, Trip
from k8sviz.sim.objects.elements import OUTSIDE
from k8sviz.sim.objects.listening import hears
from k8sviz.sim.objects.resolv import Resolv

_NO_SOCKET = {  # what a kernel answers where nobody listens
    "tcp": "tcp reset", "udp": "icmp port-unreachable", "sctp": "sctp abort", ECHO: "",
}  # fmt: skip


class Client(msgspec.Struct, frozen=True):
    """Who sends: its element, the address it sends from, and the node whose kernel its packets meet first."""

    element: str
    address: str
    kernel: Kernel | None  # None for the client outside, and where a Pod's node is gone
    host: Host | None  # None for a node's own shell and the client outside
    resolv: Resolv = Resolv(False)

    @property
    def on_node(self) -> bool:
        """Whether it uses the node's own network: a shell there, or a hostNetwork Pod."""
        return self.kernel is not None and self.address == self.kernel.address


class Ending(msgspec.Struct, frozen=True, gc=False):
    """How a request ended."""

    outcome: str
    at: str
    answered_by: str = ""
    seen_source: str = ""
    body: str = ""
    port: int = 0  # on which the answer was made
    status: int = 200  # of HTTP


def client_of(network: Network, element: str, to: str = "") -> Client:
    """The client behind an element: a Pod, a node's own shell, or the one outside.

    Its address and its node's kernel are of the family of the address that it sends to.
    """
    kernels, six = network.stack(to), ":" in to
    if element == OUTSIDE:
        return Client(element, "" if six else network.outside, None, None)
    if element.startswith("node/"):
        kernel = kernels.get(element.removeprefix("node/"))
        return Client(element, kernel.address if kernel else "", kernel, None)
    host = network.pods[element]
    address = host.address6 if six else host.address
    return Client(element, address, kernels.get(host.node), host, host.resolv)


class Connection:
    """One connection that a client opens, or, with a source port, has open already."""

    def __init__(
        self, trip: Trip, client: Client, protocol: str, address: str, port: int, source: int | None = None
    ) -> None:
        self.trip, self.client, self.network = trip, client, trip.network
        self.known = source is not None
        own = source if source is not None else trip.new_port()
        self.first = FiveTuple(protocol, self._source(address), own, address, port)

    def _source(self, address: str) -> str:
        """A host sends from the address of the interface that its route leads to."""
        client, kernel = self.client, self.client.kernel
        if _is_loopback(address):
            return address
        if kernel is None or not client.on_node:
            return client.address
        if address in kernel.local:
            return address
        host = self.network.hosts.get(address)
        return kernel.gateway if host is not None and host.node == kernel.name else kernel.address

    def open(self) -> Ending:
        """Follow the first packet and its answer."""
        client, trip, first = self.client, self.trip, self.first
        if not client.address or (_is_loopback(first.dst) and not client.on_node):
            return self._at_itself()
        trip.step(client.element, "eth0 out", first)
        if client.element == OUTSIDE:
            arrival = trip.from_outside(first)
        elif client.kernel is None:
            return Ending(TIMEOUT, client.element)
        else:
            arrival = trip.from_node(client.kernel, first, client.on_node, False)
        if arrival.how == HERE:
            return self._arrived(arrival)
        if arrival.how == REJECT:
            return self._told_off(arrival, REFUSED, "icmp port-unreachable")
        if arrival.how == NOWHERE:
            return self._told_off(arrival, UNREACHABLE, "icmp host-unreachable")
        return Ending(TIMEOUT, arrival.element)

    def _at_itself(self) -> Ending:
        """127.0.0.1 is the client's own: no packet leaves it, nor any without an address."""
        client, trip, first = self.client, self.trip, self.first
        if not client.address:
            return Ending(UNREACHABLE, client.element)
        trip.step(client.element, "lo", first)
        listens = client.host is not None and _hears(client.host, first.protocol, first.dst_port)
        trip.step(client.element, "lo" if listens else _NO_SOCKET[first.protocol], turned(first), reply=True)
        if listens:
            return Ending(ANSWERED, client.element, client.element, first.src, "", first.dst_port)
        return Ending(REFUSED, client.element)

    def _told_off(self, arrival: Arrival, outcome: str, how: str) -> Ending:
        assert arrival.kernel is not None
        back = self.trip.refuse(arrival.kernel, arrival.at, how)
        if not self._is_client(back):
            return Ending(TIMEOUT, back.element)
        self._hears(back.at)
        return Ending(outcome, arrival.element)

    def _arrived(self, arrival: Arrival) -> Ending:
        """Somebody's socket, or nobody's: then the kernel there answers with a reset (RFC 9293, 3.5.2)."""
        at, host, kernel = arrival.at, arrival.host, arrival.kernel
        if kernel is None:  # an answer would be needed from outside, and nobody serves there
            return Ending(TIMEOUT, arrival.element)
        answered_by, body, status = _listener(kernel, host, at)
        who = answered_by or arrival.element
        reply = turned(at)
        if host is not None:
            self.trip.step(who, "eth0 in", at)
        if host is not None or not answered_by:
            self.trip.step(who, "eth0 out" if answered_by else _NO_SOCKET[at.protocol], reply, reply=True)
        back = self.trip.from_node(kernel, reply, host is None, True)
        if not self._is_client(back):
            return Ending(TIMEOUT, back.element)
        self._hears(back.at)
        if back.at != turned(self.first):  # an answer from an address that it never asked
            return Ending(TIMEOUT, self.client.element)
        if not answered_by:
            return Ending(RESET if self.known else REFUSED, arrival.element)
        pod = answered_by if answered_by.startswith("pod/") else ""
        return Ending(ANSWERED, who, pod, at.src, body, at.dst_port, status)

    def _hears(self, at: FiveTuple) -> None:
        self.trip.step(self.client.element, "eth0 in", at, reply=True)

    def _is_client(self, arrival: Arrival) -> bool:
        if arrival.how != HERE:
            return False
        return arrival.element == self.client.element or (
            self.client.on_node and arrival.host is None and arrival.kernel is self.client.kernel
        )


def _listener(kernel: Kernel, host: Host | None, at: FiveTuple) -> tuple[str, str, int]:
    """Who answers there, and what it says (with which status of HTTP) if it is no echo server."""
    if host is not None:
        return (host.element if _hears(host, at.protocol, at.dst_port) else ""), "", 200
    if at.protocol == ECHO:
        return kernel.element, "", 200
    health = kernel.rules.health.get(at.dst_port) if at.protocol == "tcp" else None
    if health is not None:
        return kernel.element, health.body, health.status
    return kernel.sockets.get((at.protocol, at.dst_port), ""), "", 200


def _hears(host: Host, protocol: str, port: int) -> bool:
    """A kernel answers pings itself."""
    return protocol == ECHO or hears(host.listening, protocol, port)


def _is_loopback(address: str) -> bool:
    return address.startswith("127.") or address == "::1"
