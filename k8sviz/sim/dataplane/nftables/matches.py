"""What a rule of nftables mode asks of a packet, in nft's words (nft(8)); most mean what iptables' do."""

from __future__ import annotations

from collections.abc import Sequence

from k8sviz.sim.dataplane.addresses import IPV6, bounds, number
from k8sviz.sim.dataplane.matches import (
    From,
    FromLocal,
    InState,
    Marked,
    Match,
    OfProtocol,
    SeenWithin,
    To,
    ToLocal,
    ToPort,
)
from k8sviz.sim.dataplane.nftables.sets import NamedSet
from k8sviz.sim.dataplane.packet import Packet


def layer3(family: str) -> str:
    """The word for a family's header."""
    return "ip6" if family == IPV6 else "ip"


def layer3_of(address: str) -> str:
    """The word for the header that has such an address."""
    return "ip6" if ":" in address else "ip"


class New(InState):
    """The first packet of a connection."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__("NEW")
        self.text = "ct state new"


class Redirected(Match):
    """Its connection's destination was translated."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__("ct status dnat")

    def holds(self, packet: Packet) -> bool:
        """As conntrack has it."""
        return packet.redirected


class Carrying(OfProtocol):
    """tcp, udp or sctp."""

    __slots__ = ()

    def __init__(self, protocol: str) -> None:
        super().__init__(protocol)
        self.text = f"meta l4proto {protocol}"


class ForPort(ToPort):
    """A destination port of one protocol."""

    __slots__ = ("protocol",)

    def __init__(self, protocol: str, port: int) -> None:
        super().__init__(port)
        self.protocol = protocol
        self.text = f"{protocol} dport {port}"

    def holds(self, packet: Packet) -> bool:
        """By name and number."""
        packet.port_asked = True
        return packet.protocol == self.protocol and packet.dst_port == self.port


class Source(From):
    """A source address or range."""

    __slots__ = ()

    def __init__(self, address: str, inverted: bool = False) -> None:
        super().__init__(address, inverted)
        self.text = f"{layer3_of(address)} saddr {'!= ' if inverted else ''}{address}"


class Destination(To):
    """A destination address or range."""

    __slots__ = ()

    def __init__(self, address: str, inverted: bool = False) -> None:
        super().__init__(address, inverted)
        self.text = f"{layer3_of(address)} daddr {'!= ' if inverted else ''}{address}"


class Among(Match):
    """An anonymous set of addresses and ranges."""

    __slots__ = ("_bounds", "inverted", "ranges", "words")

    def __init__(self, side: str, ranges: Sequence[str], inverted: bool) -> None:
        self.words = f"{layer3_of(ranges[0])} {side}"
        super().__init__(f"{self.words} {'!= ' if inverted else ''}{{ {' , '.join(ranges)} }}")
        self.ranges = tuple(ranges)
        self.inverted = inverted
        self._bounds = tuple(map(bounds, ranges))

    def _within(self, address: str) -> bool:
        at = number(address)
        return any(low <= at <= high for low, high in self._bounds) is not self.inverted


class SourceAmong(Among):
    """A source in one of these ranges, or, inverted, in none of them."""

    __slots__ = ()

    def __init__(self, ranges: Sequence[str], inverted: bool = False) -> None:
        super().__init__("saddr", ranges, inverted)

    def holds(self, packet: Packet) -> bool:
        """By number."""
        return self._within(packet.src)


class DestinationAmong(Among):
    """A destination in one of these ranges, or, inverted, in none of them."""

    __slots__ = ()

    def __init__(self, ranges: Sequence[str], inverted: bool = False) -> None:
        super().__init__("daddr", ranges, inverted)

    def holds(self, packet: Packet) -> bool:
        """By number."""
        return self._within(packet.dst)


class SourceLocal(FromLocal):
    """The source is the node itself."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__()
        self.text = "fib saddr type local"


class DestinationLocal(ToLocal):
    """The destination is the node itself."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__()
        self.text = "fib daddr type local"


class DestinationIn(Match):
    """The destination is an element of a named set."""

    __slots__ = ("set",)

    def __init__(self, family: str, asked: NamedSet) -> None:
        super().__init__(f"{layer3(family)} daddr @{asked.name}")
        self.set = asked

    def holds(self, packet: Packet) -> bool:
        """By its address."""
        return (packet.dst,) in self.set


class ConnectionIn(Match):
    """Source, destination, protocol and port are together an element of a named set."""

    __slots__ = ("set",)

    def __init__(self, family: str, asked: NamedSet) -> None:
        ip = layer3(family)
        super().__init__(f"{ip} saddr . {ip} daddr . meta l4proto . th dport @{asked.name}")
        self.set = asked

    def holds(self, packet: Packet) -> bool:
        """As they are at this point of its way."""
        packet.port_asked = True
        return (packet.src, packet.dst, packet.protocol, packet.dst_port) in self.set


class SourceLately(SeenWithin):
    """The source is in an affinity set, and not for too long."""

    __slots__ = ()

    def __init__(self, family: str, name: str, seconds: int) -> None:
        super().__init__(name, seconds)
        self.text = f"{layer3(family)} saddr @{name}"


class HasMark(Marked):
    """The packet carries a mark."""

    __slots__ = ()

    def __init__(self, bits: int) -> None:
        super().__init__(bits)
        self.text = f"mark and {bits:#x} != 0"


class Unmark(Match):
    """Takes the mark away; a statement among the conditions, and always true."""

    __slots__ = ("bits",)

    def __init__(self, bits: int) -> None:
        super().__init__(f"mark set mark xor {bits:#x}")
        self.bits = bits

    def holds(self, packet: Packet) -> bool:
        """The mark is changed."""
        packet.mark ^= self.bits
        return True
