"""What a rule asks of a packet. Each match knows its words and its meaning, so the two cannot part."""

from __future__ import annotations

from k8sviz.sim.dataplane.addresses import bounds, number
from k8sviz.sim.dataplane.packet import Packet


class Match:
    """One condition; `text` is how kube-proxy writes it."""

    __slots__ = ("text",)
    asks = True  # False: words only, true of every packet

    def __init__(self, text: str) -> None:
        self.text = text

    @property
    def saved(self) -> str:
        """How `iptables-save` prints it, where no other option stands between."""
        return self.text

    def holds(self, packet: Packet) -> bool:
        """Whether the packet fulfils it."""
        raise NotImplementedError


class Remark(Match):
    """A comment; kube-proxy itself decides on quotes."""

    __slots__ = ("remark",)
    asks = False

    def __init__(self, text: str) -> None:
        super().__init__(f"-m comment --comment {text}")
        self.remark = text.strip('"')

    def holds(self, packet: Packet) -> bool:
        """Always."""
        return True


class Accounting(Match):
    """A named counter of the kernel."""

    __slots__ = ("name",)
    asks = False

    def __init__(self, name: str) -> None:
        super().__init__(f"-m nfacct --nfacct-name {name}")
        self.name = name

    def holds(self, packet: Packet) -> bool:
        """Always."""
        return True


class OfProtocol(Match):
    """tcp, udp or sctp."""

    __slots__ = ("protocol",)
    loads = True  # the protocol's own extension, which knows ports

    def __init__(self, protocol: str) -> None:
        super().__init__(f"-m {protocol} -p {protocol}")
        self.protocol = protocol

    def holds(self, packet: Packet) -> bool:
        """By name."""
        return packet.protocol == self.protocol


class ToPort(Match):
    """A destination port."""

    __slots__ = ("port",)

    def __init__(self, port: int) -> None:
        super().__init__(f"--dport {port}")
        self.port = port

    def holds(self, packet: Packet) -> bool:
        """By number."""
        packet.port_asked = True
        return packet.dst_port == self.port


class To(Match):
    """A destination address or range."""

    __slots__ = ("address", "high", "inverted", "low")

    def __init__(self, address: str, inverted: bool = False) -> None:
        super().__init__(f"! -d {address}" if inverted else f"-d {address}")
        self.address = address
        self.inverted = inverted
        self.low, self.high = bounds(address)

    def holds(self, packet: Packet) -> bool:
        """By the packet's address at this point of its way."""
        found = packet.dst == self.address or self.low <= number(packet.dst) <= self.high
        return found is not self.inverted


class From(Match):
    """A source address or range."""

    __slots__ = ("address", "high", "inverted", "low")

    def __init__(self, address: str, inverted: bool = False) -> None:
        super().__init__(f"! -s {address}" if inverted else f"-s {address}")
        self.address = address
        self.inverted = inverted
        self.low, self.high = bounds(address)

    def holds(self, packet: Packet) -> bool:
        """By the packet's address at this point of its way."""
        found = packet.src == self.address or self.low <= number(packet.src) <= self.high
        return found is not self.inverted


def is_local(address: str, packet: Packet) -> bool:
    """Whether an address is one of the node's own (addrtype LOCAL); all of 127/8 is."""
    return address in packet.local or address.startswith("127.") or address == "::1"


class ToLocal(Match):
    """The destination is the node itself."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__("-m addrtype --dst-type LOCAL")

    def holds(self, packet: Packet) -> bool:
        """By the node's addresses."""
        return is_local(packet.dst, packet)


class FromLocal(Match):
    """The source is the node itself."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__("-m addrtype --src-type LOCAL")

    def holds(self, packet: Packet) -> bool:
        """By the node's addresses."""
        return is_local(packet.src, packet)


class InState(Match):
    """The connection's state is one of these, or, inverted, none of them."""

    __slots__ = ("inverted", "states")

    def __init__(self, *states: str, inverted: bool = False) -> None:
        super().__init__(f"-m conntrack {'! ' if inverted else ''}--ctstate {','.join(states)}")
        self.states = states
        self.inverted = inverted

    def holds(self, packet: Packet) -> bool:
        """DNAT is a state beside the others (iptables-extensions(8), conntrack)."""
        found = packet.state in self.states or (packet.redirected and "DNAT" in self.states)
        return found is not self.inverted


class Marked(Match):
    """The packet carries a mark, or, inverted, lacks it."""

    __slots__ = ("bits", "inverted")

    def __init__(self, bits: int, inverted: bool = False) -> None:
        super().__init__(f"-m mark {'! ' if inverted else ''}--mark {bits:#x}/{bits:#x}")
        self.bits = bits
        self.inverted = inverted

    def holds(self, packet: Packet) -> bool:
        """All bits of the mask are set."""
        return (packet.mark & self.bits == self.bits) is not self.inverted


class OneIn(Match):
    """A die: true for one packet in `sides`."""

    __slots__ = ("probability",)

    def __init__(self, sides: int) -> None:
        super().__init__(f"-m statistic --mode random --probability {1 / sides:.10f}")
        self.probability = 1 / sides

    def holds(self, packet: Packet) -> bool:
        """Thrown anew for each packet."""
        packet.uncertain = True
        return packet.dice.unit() < self.probability


class SeenWithin(Match):
    """The source is on a list, and was seen lately."""

    __slots__ = ("name", "seconds")

    def __init__(self, name: str, seconds: int) -> None:
        super().__init__(f"-m recent --name {name} --rcheck --seconds {seconds} --reap")
        self.name = name
        self.seconds = seconds

    def holds(self, packet: Packet) -> bool:
        """By the node's own list."""
        packet.uncertain = True
        return packet.recent.seen(self.name, packet.src, packet.now, self.seconds)


class Remember(Match):
    """Puts the source on a list; written as a match, and always true."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        super().__init__(f"-m recent --name {name} --set")
        self.name = name

    def holds(self, packet: Packet) -> bool:
        """The list keeps the newest time."""
        packet.uncertain = True
        packet.recent.note(self.name, packet.src, packet.now)
        return True
