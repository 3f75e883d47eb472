"""What only rules of ipvs mode ask of a packet."""

from __future__ import annotations

from k8sviz.sim.dataplane.ipvs.sets import IPSet, member
from k8sviz.sim.dataplane.matches import Match, is_local
from k8sviz.sim.dataplane.packet import Packet


class InSet(Match):
    """The packet's destination (and source) is a member of an ipset."""

    __slots__ = ("set",)

    def __init__(self, asked: IPSet) -> None:
        super().__init__(f"-m set --match-set {asked.name} {asked.directions}")
        self.set = asked

    def holds(self, packet: Packet) -> bool:
        """By the set's own type."""
        return self.set.holds(packet)


class FromSet(Match):
    """The packet's source, and its destination port, are a member of an ipset."""

    __slots__ = ("set",)

    def __init__(self, asked: IPSet) -> None:
        super().__init__(f"-m set --match-set {asked.name} src,dst")
        self.set = asked

    def holds(self, packet: Packet) -> bool:
        """An address of the dummy interface may be a source."""
        return member(packet.src, packet.protocol, packet.dst_port) in self.set.members


class Carries(Match):
    """tcp, udp or sctp, asked without loading the protocol's own extension."""

    __slots__ = ("protocol",)

    def __init__(self, protocol: str) -> None:
        super().__init__(f"-p {protocol}")
        self.protocol = protocol

    def holds(self, packet: Packet) -> bool:
        """By name."""
        return packet.protocol == self.protocol


class NotOverBridge(Match):
    """It did not come in over a bridge's port."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__("-m physdev ! --physdev-is-in")

    def holds(self, packet: Packet) -> bool:
        """Pods here have routed interfaces, so no packet ever did."""
        return True


class NotFromLocal(Match):
    """The source is not the node itself."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__("-m addrtype ! --src-type LOCAL")

    def holds(self, packet: Packet) -> bool:
        """By the node's addresses."""
        return not is_local(packet.src, packet)


class ToVirtualServer(Match):
    """Its connection is one that ipvs balances for this address and port."""

    __slots__ = ("_place",)

    def __init__(self, address: str, protocol: str, port: int) -> None:
        super().__init__(f"-m ipvs --vaddr {address} --vproto {protocol} --vport {port}")
        self._place = protocol, address, port

    def holds(self, packet: Packet) -> bool:
        """By the connection: an own packet of the node has another destination already when it is asked."""
        return packet.balanced_for == self._place
