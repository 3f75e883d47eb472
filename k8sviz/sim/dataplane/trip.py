"""From place to place: packets pass nodes and balancers, and arrive somewhere or are lost."""

from __future__ import annotations

import msgspec

from k8sviz.sim.chance import Chance
from k8sviz.sim.dataplane.conntrack import turned
from k8sviz.sim.dataplane.forward import EPHEMERAL, Pass, unreachable
from k8sviz.sim.dataplane.journey import FiveTuple, Step
from k8sviz.sim.dataplane.network import Balancer, Host, Kernel, Network
from k8sviz.sim.objects.elements import OUTSIDE

_HOPS = 8
HERE, LOST, NOWHERE = "HERE", "LOST", "NOWHERE"  # beside REJECT and DROP


class Arrival(msgspec.Struct, frozen=True):
    """Where a packet's way ended, and how: HERE, REJECT, DROP, LOST (silence) or NOWHERE (no route)."""

    how: str
    element: str
    at: FiveTuple
    kernel: Kernel | None = None
    host: Host | None = None


class Trip:
    """All packets of one request: they share the story they leave behind."""

    def __init__(self, network: Network, now: int, chance: Chance) -> None:
        self.network, self.now, self.chance = network, now, chance
        self.steps: list[Step] = []
        self.owners: list[str] = []  # of the rules that matched, in order
        self._proxied: dict[FiveTuple, FiveTuple] = {}  # a balancer's own connections → whom they are for

    def step(
        self, where: str, hook: str, before: FiveTuple, after: FiveTuple | None = None, reply: bool = False
    ) -> None:
        """Something that happens where there are no rules."""
        self.steps.append(Step(where, hook, reply, before, after or before))

    def new_port(self) -> int:
        """A port for a connection's own end; the next one, so that none is used twice in a while."""
        low, high = EPHEMERAL
        self.network.ports_used += 1
        return low + self.network.ports_used * 7919 % (high - low + 1)

    # -- through nodes -----------------------------------------------------------------------------

    def from_node(self, kernel: Kernel, at: FiveTuple, born_here: bool, reply: bool) -> Arrival:
        """From one node on, as routes lead."""
        for _ in range(_HOPS):
            passage = Pass(self.network, kernel, self.chance, self.now, self.steps, self.owners)
            verdict = passage.run(at, born_here, reply)
            at = passage.at
            if verdict:
                return Arrival(verdict, kernel.element, at, kernel)
            if passage.local:
                return Arrival(HERE, kernel.element, at, kernel)
            host = self.network.hosts.get(at.dst)
            if host is not None and host.node == kernel.name:
                return Arrival(HERE, host.element, at, kernel, host)
            following = self._next(kernel, at, host)
            if following is None:
                return self._leave(kernel, at, reply)
            if following is kernel or following.cut or kernel.cut:
                how = NOWHERE if following is kernel else LOST
                return Arrival(how, kernel.element, at, kernel)
            kernel, born_here = following, False
        return Arrival(LOST, kernel.element, at, kernel)

    def _next(self, kernel: Kernel, at: FiveTuple, host: Host | None) -> Kernel | None:
        """The node a route leads to; the same one if the address should be on its own bridge and is not."""
        if host is not None:
            return self.network.stack(at.dst).get(host.node)
        return self.network.kernel_at(at.dst) or self.network.kernel_for(at.dst)

    def _leave(self, kernel: Kernel, at: FiveTuple, reply: bool) -> Arrival:
        """By the default route, out of the cluster."""
        if kernel.cut:
            return Arrival(LOST, kernel.element, at, kernel)
        if at.dst == self.network.outside:
            return Arrival(HERE, OUTSIDE, at)
        if at.dst in self.network.balancers:
            return self.at_balancer(self.network.balancers[at.dst], at, reply)
        return Arrival(LOST, kernel.element, at, kernel)

    # -- from outside ------------------------------------------------------------------------------

    def from_outside(self, at: FiveTuple, reply: bool = False) -> Arrival:
        """There are routes to nodes and to balancers, and to nothing else of the cluster."""
        balancer = self.network.balancers.get(at.dst)
        if balancer is not None:
            return self.at_balancer(balancer, at, reply)
        kernel = self._reached(at.dst)
        if kernel is None or kernel.cut:
            return Arrival(LOST, OUTSIDE, at)
        return self.from_node(kernel, at, False, reply)

    def _reached(self, address: str) -> Kernel | None:
        for kernel in self.network.stack(address).values():
            if kernel.address == address:
                return kernel
        return self.network.routed(address)

    def at_balancer(self, balancer: Balancer, at: FiveTuple, reply: bool) -> Arrival:
        """On to a node, or, for an answer to the balancer's own connection, back to whom that was for."""
        if reply or at.protocol == "icmp":
            back = self._proxied.get(at)
            if back is None:
                return Arrival(LOST, balancer.element, at)
            self.step(balancer.element, "forward", at, back, reply=True)
            return self._back_inside(back)
        kernel = self._healthy(balancer)
        port = balancer.node_ports.get(at.dst_port)
        if kernel is None or port is None or (balancer.proxies and not port):
            return Arrival(LOST, balancer.element, at)
        behind = at
        if balancer.proxies:
            behind = FiveTuple(at.protocol, balancer.address, self.new_port(), kernel.address, port)
            self._proxied[turned(behind)] = turned(at)
        self.step(balancer.element, "forward", at, behind)
        if kernel.cut:
            return Arrival(LOST, balancer.element, behind)
        return self.from_node(kernel, behind, False, False)

    def _healthy(self, balancer: Balancer) -> Kernel | None:
        """A node that the health check lets in; if it lets none in, any: balancers fail open."""
        every = list(self.network.kernels.values())
        kernels = [kernel for kernel in every if not kernel.cut] or every
        check = balancer.health_check
        if check:
            good = [k for k in kernels if check in k.rules.health and k.rules.health[check].local_endpoints]
            kernels = good or kernels
        return self.chance.pick(kernels) if kernels else None

    def _back_inside(self, at: FiveTuple) -> Arrival:
        """The cloud's own network has routes to Pods too."""
        if at.dst == self.network.outside:
            return Arrival(HERE, OUTSIDE, at)
        kernel = self.network.kernel_at(at.dst) or self.network.kernel_for(at.dst)
        if kernel is None or kernel.cut:
            return Arrival(LOST, OUTSIDE, at)
        return self.from_node(kernel, at, False, True)

    # -- messages of nodes -------------------------------------------------------------------------

    def refuse(self, kernel: Kernel, at: FiveTuple, hook: str) -> Arrival:
        """A node tells the sender that it goes no further (RFC 792, RFC 4443)."""
        message = unreachable(kernel, at)
        self.step(kernel.element, hook, message, reply=True)
        balancer = self.network.balancers.get(at.src)
        if balancer is not None and turned(at) in self._proxied:
            return self.at_balancer(balancer, turned(at), True)
        if at.src in kernel.local or at.src.startswith("127."):
            return Arrival(HERE, kernel.element, message, kernel)
        return self.from_node(kernel, message, True, True)
