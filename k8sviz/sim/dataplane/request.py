"""One HTTP request from a client through the network, and its answer: the making of a journey."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit

from k8sviz.sim.chance import Chance
from k8sviz.sim.dataplane.conntrack import turned
from k8sviz.sim.dataplane.dns import is_address, look_up, look_up_outside
from k8sviz.sim.dataplane.forward import EPHEMERAL, Pass, pass_reply
from k8sviz.sim.dataplane.journey import (
    ANSWERED,
    NXDOMAIN,
    REFUSED,
    TIMEOUT,
    UNREACHABLE,
    FiveTuple,
    Journey,
    Lookup,
    Step,
)
from k8sviz.sim.dataplane.network import Balancer, Host, Kernel, Network

OUTSIDE = "outside"


class Client(NamedTuple):
    """Who sends: its element, the address it sends from, and the node whose kernel its packets meet first."""

    element: str
    address: str
    node: str  # "" for the client outside
    namespace: str  # whose search path its resolver has; "" if none of the cluster's
    on_host: bool


class Ending(NamedTuple):
    """How a request ended."""

    outcome: str
    at: str
    answered_by: str = ""
    seen_source: str = ""


def send(
    network: Network, number: int, now: int, client: str, url: str, chance: Chance, timeout: int
) -> Journey:
    """Decide, at this instant, everything that happens to one request."""
    return _Request(network, number, now, client, url, chance, timeout).journey()


class _Request:
    def __init__(
        self, network: Network, number: int, now: int, client: str, url: str, chance: Chance, timeout: int
    ) -> None:
        self.network, self.number, self.now, self.url = network, number, now, url
        self.chance, self.timeout = chance, timeout
        parts = urlsplit(url if "://" in url else f"http://{url}")
        self.host, self.port = parts.hostname or "", parts.port or 80
        self.client = _client(network, client)
        self.steps: list[Step] = []
        self.balancer: Balancer | None = None
        self.kernels: list[Kernel] = []

    def journey(self) -> Journey:
        lookup = self._look_up()
        address = lookup.address if lookup else self.host
        if not address:
            return self._told(lookup, Ending(NXDOMAIN, self.client.element), "")
        low, high = EPHEMERAL
        port = low + self.chance.below(high - low + 1)
        first = FiveTuple("tcp", self._source(address), port, address, self.port)
        self._step(self.client.element, "eth0 out", first)
        ending = self._travel(first)
        return self._told(lookup, ending, self.network.fronts.get((address, self.port), ""))

    def _source(self, address: str) -> str:
        """A node reaches its own Pods over their bridge, from its address there."""
        host = self.network.hosts.get(address)
        if self.client.on_host and host is not None and host.node == self.client.node:
            return self.network.kernels[self.client.node].gateway
        return self.client.address

    def _look_up(self) -> Lookup | None:
        if is_address(self.host):
            return None
        if not self.client.namespace:
            return look_up_outside(self.network, self.host)
        return look_up(self.network, self.host, self.client.namespace)

    # -- the way there -----------------------------------------------------------------------------

    def _travel(self, first: FiveTuple) -> Ending:
        if not self.client.node:
            return self._enter(first)
        return self._through(self.network.kernels[self.client.node], first, self.client.on_host)

    def _enter(self, packet: FiveTuple) -> Ending:
        """From outside there are routes to nodes and to balancers, and to nothing else of the cluster."""
        balancer = self.network.balancers.get(packet.dst)
        if balancer is None:
            kernel = self.network.kernel_at(packet.dst)
            return self._through(kernel, packet, False) if kernel else Ending(TIMEOUT, OUTSIDE)
        if not self.network.kernels or packet.dst_port not in balancer.node_ports:
            return Ending(TIMEOUT, balancer.element)
        self.balancer = balancer
        kernel = self.chance.pick(list(self.network.kernels.values()))
        behind = packet
        if balancer.proxies:
            behind = FiveTuple(
                "tcp", packet.src, packet.src_port, kernel.address, balancer.node_ports[packet.dst_port]
            )
        self._step(balancer.element, "forward", packet, behind)
        return self._through(kernel, behind, False)

    def _through(self, kernel: Kernel, packet: FiveTuple, born_here: bool) -> Ending:
        self.kernels.append(kernel)
        passage = Pass(self.network, kernel, self.chance, self.now, self.steps).run(packet, born_here)
        here = f"node/{kernel.name}"
        if passage.verdict == "DROP":
            return Ending(TIMEOUT, here)
        if passage.verdict or passage.local:  # nothing of the node itself listens: its kernel answers RST
            return self._refused(here, "icmp port-unreachable" if passage.verdict else "tcp reset")
        host = self.network.hosts.get(passage.packet.dst)
        if host is not None:
            return self._arrive(host, kernel, passage.packet)
        other = self.network.kernel_at(passage.packet.dst)
        if other is not None and other is not kernel and len(self.kernels) <= len(self.network.kernels):
            return self._through(other, passage.packet, False)
        return Ending(TIMEOUT, here)  # by the default route out of the cluster, where nobody has this address

    def _arrive(self, host: Host, kernel: Kernel, packet: FiveTuple) -> Ending:
        if host.node != kernel.name:
            far = self.network.kernels.get(host.node)
            if far is None:
                return Ending(UNREACHABLE, f"node/{kernel.name}")
            self.kernels.append(far)
            passage = Pass(self.network, far, self.chance, self.now, self.steps).run(packet, False)
            if passage.verdict:
                return Ending(TIMEOUT, f"node/{far.name}")
        self._step(host.element, "eth0 in", packet)
        listens = (packet.protocol, packet.dst_port) in host.listening
        came_back = self._answer(host, turned(packet))
        if not came_back:
            return Ending(TIMEOUT, host.element)
        if not listens:
            return Ending(REFUSED, host.element)
        return Ending(ANSWERED, host.element, host.element, packet.src)

    def _refused(self, here: str, how: str) -> Ending:
        back = turned(self.steps[0].before)
        self._step(here, how, back, reply=True)
        self._step(self.client.element, "eth0 in", back, reply=True)
        return Ending(REFUSED, here)

    # -- the way back ------------------------------------------------------------------------------

    def _answer(self, host: Host, reply: FiveTuple) -> bool:
        """Follow the answer by its own addresses; whether the client takes it for what it waits for."""
        asked = self.steps[0].before
        self._step(host.element, "eth0 out", reply, reply=True)
        at = reply
        for name in self._way_back(host, reply):
            step = pass_reply(self.network.kernels[name], at)
            self.steps.append(step)
            at = step.after
        if self.balancer is not None and self.balancer.proxies:
            back = turned(asked)
            self._step(self.balancer.element, "forward", at, back, reply=True)
            at = back
        self._step(self.client.element, "eth0 in", at, reply=True)
        return at == turned(asked)

    def _way_back(self, host: Host, reply: FiveTuple) -> list[str]:
        """The nodes that the answer passes: the Pod's own, then the one its destination is on."""
        nodes = [host.node]
        for kernel in reversed(self.kernels):
            if kernel.name != host.node and reply.dst in (kernel.address, kernel.gateway):
                nodes.append(kernel.name)
        if self.client.node and self.client.node not in nodes:
            nodes.append(self.client.node)
        return nodes

    # -- the story ---------------------------------------------------------------------------------

    def _step(
        self, where: str, hook: str, before: FiveTuple, after: FiveTuple | None = None, reply: bool = False
    ) -> None:
        self.steps.append(Step(where, hook, reply, before, after or before))

    def _told(self, lookup: Lookup | None, ending: Ending, service: str) -> Journey:
        return Journey(
            number=self.number,
            at=self.now,
            client=self.client.element,
            url=self.url,
            lookup=lookup,
            steps=tuple(self.steps),
            outcome=ending.outcome,
            ended=ending.at,
            service=service,
            answered_by=ending.answered_by,
            seen_source=ending.seen_source,
            printed=self._printed(ending),
        )

    def _printed(self, ending: Ending) -> str:
        """What curl prints (curl 8)."""
        failed = f"curl: (7) Failed to connect to {self.host} port {self.port} after 0 ms:"
        return {
            ANSWERED: f"{ending.answered_by.rpartition('/')[2]} saw {ending.seen_source}",
            REFUSED: f"{failed} Could not connect to server",
            TIMEOUT: f"curl: (28) Connection timed out after {self.timeout} milliseconds",
            NXDOMAIN: f"curl: (6) Could not resolve host: {self.host}",
            UNREACHABLE: f"{failed} No route to host",
        }[ending.outcome]


def _client(network: Network, element: str) -> Client:
    if element == OUTSIDE:
        return Client(element, network.outside, "", "", False)
    if element.startswith("node/"):
        kernel = network.kernels[element.removeprefix("node/")]
        return Client(element, kernel.address, kernel.name, "", True)
    host = network.pods[element]
    return Client(element, host.address, host.node, host.namespace, False)
