"""What becomes of a packet in nftables mode: verdicts, maps of verdicts, statements (nft(8))."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from k8sviz.sim.dataplane.nftables.matches import layer3, layer3_of
from k8sviz.sim.dataplane.nftables.sets import Key, NamedSet
from k8sviz.sim.dataplane.packet import Packet
from k8sviz.sim.dataplane.targets import (
    DROP,
    GOTO,
    MASQUERADE,
    REJECT,
    RETURN,
    Choice,
    Jump,
    Note,
    Redirect,
    SetMark,
    Target,
)

Backend = tuple[str, int]
"""An endpoint's address and port."""


class Enter(Jump):
    """Go on in another chain, and come back if that one decides nothing."""

    __slots__ = ()

    def __init__(self, chain: str) -> None:
        super().__init__(chain)
        self.text = f"jump {chain}"


class Goto(Jump):
    """Go on in another chain, and not come back to this one."""

    __slots__ = ()

    def __init__(self, chain: str) -> None:
        super().__init__(chain)
        self.kind = GOTO
        self.text = f"goto {chain}"


class Mark(SetMark):
    """Set bits of the packet's mark."""

    __slots__ = ()

    def __init__(self, bits: int) -> None:
        super().__init__("or", bits)
        self.text = f"mark set mark or {bits:#x}"


class Dnat(Redirect):
    """The connection gets this destination."""

    __slots__ = ()

    def __init__(self, address: str, port: int) -> None:
        super().__init__(address, port)
        self.text = self.text.replace("-j DNAT --to-destination", "dnat to")


class Lookup(Choice):
    """A named verdict map, asked with parts of the packet."""

    __slots__ = ("_key", "map", "words")

    def __init__(self, words: str, key: Callable[[Packet], Key], asked: NamedSet) -> None:
        super().__init__(f"{words} vmap @{asked.name}")
        self.words = words
        self.map = asked
        self._key = key

    def chosen(self, packet: Packet) -> Target | None:
        """The verdict of the element that is about this packet."""
        packet.port_asked = True
        return self.map.verdict(self._key(packet))


def by_place(family: str, asked: NamedSet) -> Lookup:
    """By destination address, protocol and port."""
    words = f"{layer3(family)} daddr . meta l4proto . th dport"
    return Lookup(words, lambda packet: (packet.dst, packet.protocol, packet.dst_port), asked)


def by_port(asked: NamedSet) -> Lookup:
    """By protocol and port."""
    return Lookup("meta l4proto . th dport", lambda packet: (packet.protocol, packet.dst_port), asked)


class RandomVerdict(Choice):
    """One verdict of many, all equally likely."""

    __slots__ = ("verdicts",)

    def __init__(self, verdicts: Sequence[Target]) -> None:
        found = " , ".join(f"{number} : {one.text}" for number, one in enumerate(verdicts))
        super().__init__(f"numgen random mod {len(verdicts)} vmap {{ {found} }}")
        self.verdicts = tuple(verdicts)

    def chosen(self, packet: Packet) -> Target:
        """Thrown anew for each packet."""
        packet.uncertain = True
        return self.verdicts[packet.dice.below(len(self.verdicts))]


class RandomRedirect(Choice):
    """DNAT to one endpoint of many, all equally likely."""

    __slots__ = ("redirects", "word")

    def __init__(self, backends: Sequence[Backend]) -> None:
        found = " , ".join([f"{n} : {ip} . {port}" for n, (ip, port) in enumerate(backends)])
        self.word = layer3_of(backends[0][0])
        super().__init__(
            f"dnat {self.word} addr . port to numgen random mod {len(backends)} map {{ {found} }}"
        )
        self.redirects = tuple([Dnat(ip, port) for ip, port in backends])

    def chosen(self, packet: Packet) -> Redirect:
        """Thrown anew for each packet."""
        packet.uncertain = True
        return self.redirects[packet.dice.below(len(self.redirects))]


class Update(Note):
    """Puts the source into an affinity set, and starts its time anew."""

    __slots__ = ("name", "word")

    def __init__(self, family: str, name: str) -> None:
        self.word = layer3(family)
        super().__init__(f"update @{name} {{ {self.word} saddr }}")
        self.name = name

    def keep(self, packet: Packet) -> None:
        """The set keeps the newest time."""
        packet.uncertain = True
        packet.recent.note(self.name, packet.src, packet.now)


LEAVE = Target(RETURN, "return")
LOSE = Target(DROP, "drop")
REFUSE = Target(REJECT, "reject")
HIDE = Target(MASQUERADE, "masquerade fully-random")
