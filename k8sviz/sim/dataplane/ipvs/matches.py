"""What only rules of ipvs mode ask of a packet."""

from __future__ import annotations

from k8sviz.sim.dataplane.ipvs.sets import IPSet, member
from k8sviz.sim.dataplane.matches import Match, OfProtocol, is_local
from k8sviz.sim.dataplane.packet import Packet

PROTOCOLS = {"tcp": 6, "udp": 17, "sctp": 132}  # IANA


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
        packet.port_asked = True
        return member(packet.src, packet.protocol, packet.dst_port) in self.set.members


class Carries(OfProtocol):
    """tcp, udp or sctp, asked without loading the protocol's own extension."""

    __slots__ = ()
    loads = False

    def __init__(self, protocol: str) -> None:
        super().__init__(protocol)
        self.text = f"-p {protocol}"


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

    @property
    def saved(self) -> str:
        """The tool has its own order, and numbers for protocols."""
        protocol, address, port = self._place
        return f"-m ipvs --vproto {PROTOCOLS[protocol]} --vaddr {address} --vport {port}"

    def holds(self, packet: Packet) -> bool:
        """By the connection: an own packet of the node has another destination already when it is asked."""
        return packet.balanced_for == self._place
