"""One packet through one node's kernel: netfilter's hooks in their order, and what conntrack makes of them.

Order of hooks: netfilter.org, packet flow; nat tables see only the first packet of a connection.
"""

from __future__ import annotations

from typing import NamedTuple

from k8sviz.sim.chance import Chance
from k8sviz.sim.dataplane.conntrack import turned
from k8sviz.sim.dataplane.journey import FiveTuple, Step
from k8sviz.sim.dataplane.network import Kernel, Network
from k8sviz.sim.dataplane.rules import DNAT, MASQUERADE, Rule
from k8sviz.sim.dataplane.walk import Packet, walk

EPHEMERAL = (32_768, 60_999)  # net.ipv4.ip_local_port_range


class Passage(NamedTuple):
    """How a packet left a node."""

    packet: FiveTuple
    verdict: str  # "", REJECT, DROP
    local: bool  # it was for the node itself


class Pass:
    """The first packet of a connection on its way through one node."""

    def __init__(self, network: Network, kernel: Kernel, chance: Chance, now: int, steps: list[Step]) -> None:
        self.network, self.kernel, self.chance, self.now, self.steps = network, kernel, chance, now, steps
        self.where = f"node/{kernel.name}"

    def run(self, came: FiveTuple, born_here: bool) -> Passage:
        """From the way in to the way out."""
        kernel, tables = self.kernel, self.kernel.rules.tables
        packet = Packet(came, kernel.local, kernel.recent, self.chance, self.now)
        self._nat(packet, "OUTPUT" if born_here else "PREROUTING")
        local = packet.tuple.dst in kernel.local
        hook = "OUTPUT" if born_here else "INPUT" if local else "FORWARD"
        ended = walk(tables["filter"], hook, packet)
        verdict = ended.target if ended is not None and ended.target in ("REJECT", "DROP") else ""
        self._note(packet, packet.tuple, f"filter {hook}", verdict)
        if verdict:
            return Passage(packet.tuple, verdict, local)
        if not local:
            self._masquerade(packet)
        if packet.tuple != came:
            kernel.conntrack.confirm(came, packet.tuple, self.now)
        return Passage(packet.tuple, "", local)

    def _nat(self, packet: Packet, hook: str) -> None:
        before = packet.tuple
        ended = walk(self.kernel.rules.tables["nat"], hook, packet)
        if ended is not None and ended.target == DNAT:
            packet.tuple = _redirected(before, ended)
        self._note(packet, before, f"nat {hook}", "")

    def _masquerade(self, packet: Packet) -> None:
        before = packet.tuple
        ended = walk(self.kernel.rules.tables["nat"], "POSTROUTING", packet)
        if ended is not None and ended.target == MASQUERADE:
            packet.tuple = self._from_here(before)
        self._note(packet, before, "nat POSTROUTING", "")

    def _from_here(self, at: FiveTuple) -> FiveTuple:
        """MASQUERADE takes the address of the interface it leaves by (iptables-extensions(8))."""
        host = self.network.hosts.get(at.dst)
        address = self.kernel.gateway if host and host.node == self.kernel.name else self.kernel.address
        port = at.src_port
        while self.kernel.conntrack.taken(turned(FiveTuple(at.protocol, address, port, at.dst, at.dst_port))):
            port = EPHEMERAL[0] + self.chance.below(EPHEMERAL[1] - EPHEMERAL[0] + 1)
        return FiveTuple(at.protocol, address, port, at.dst, at.dst_port)

    def _note(self, packet: Packet, before: FiveTuple, hook: str, verdict: str) -> None:
        rules = tuple(packet.matched)
        packet.matched.clear()
        self.steps.append(
            Step(self.where, hook, False, before, packet.tuple, rules, packet.state, packet.mark, verdict)
        )


def _redirected(at: FiveTuple, rule: Rule) -> FiveTuple:
    assert rule.to is not None
    return FiveTuple(at.protocol, at.src, at.src_port, *rule.to)


def pass_reply(kernel: Kernel, reply: FiveTuple) -> Step:
    """An answer through one node: conntrack turns it back if it knows the connection; no rule is asked."""
    original = kernel.conntrack.original_of(reply)
    after = turned(original) if original is not None else reply
    hook = "conntrack" if original is not None else "FORWARD"
    return Step(f"node/{kernel.name}", hook, True, reply, after, (), "ESTABLISHED")
