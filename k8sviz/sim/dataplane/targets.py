"""What becomes of a packet that matched a rule."""

from __future__ import annotations

from k8sviz.sim.dataplane.addresses import joined
from k8sviz.sim.dataplane.packet import Packet

JUMP, RETURN, MARK, DNAT, MASQUERADE, ACCEPT, DROP, REJECT = (
    "JUMP", "RETURN", "MARK", "DNAT", "MASQUERADE", "ACCEPT", "DROP", "REJECT",
)  # fmt: skip
GOTO, CHOICE, NOTE = "GOTO", "CHOICE", "NOTE"  # what only nftables has


class Target:
    """A verdict, a jump or a change; `text` is how kube-proxy writes it."""

    __slots__ = ("kind", "text")

    def __init__(self, kind: str, text: str) -> None:
        self.kind = kind
        self.text = text


class Jump(Target):
    """Go on in another chain of the same table, and come back if that one decides nothing."""

    __slots__ = ("chain",)

    def __init__(self, chain: str) -> None:
        super().__init__(JUMP, f"-j {chain}")
        self.chain = chain


class SetMark(Target):
    """Change the packet's mark."""

    __slots__ = ("bits", "how")

    def __init__(self, how: str, bits: int) -> None:
        super().__init__(MARK, f"-j MARK --{how}-mark {bits:#x}")
        self.how = how  # or, xor
        self.bits = bits

    def applied(self, mark: int) -> int:
        """The mark afterwards."""
        return mark | self.bits if self.how == "or" else mark ^ self.bits


class Redirect(Target):
    """DNAT: the connection gets another destination."""

    __slots__ = ("address", "port")

    def __init__(self, address: str, port: int) -> None:
        super().__init__(DNAT, f"-j DNAT --to-destination {joined(address, port)}")
        self.address = address
        self.port = port


class Choice(Target):
    """A map: the packet, or a die, picks the target that counts."""

    __slots__ = ()

    def __init__(self, text: str) -> None:
        super().__init__(CHOICE, text)

    def chosen(self, packet: Packet) -> Target | None:
        """What the map holds for this packet; None: nothing, and the next rule is asked."""
        raise NotImplementedError


class Note(Target):
    """Something is kept about the packet, and the next rule is asked."""

    __slots__ = ()

    def __init__(self, text: str) -> None:
        super().__init__(NOTE, text)

    def keep(self, packet: Packet) -> None:
        """Keep it."""
        raise NotImplementedError


LEAVE = Target(RETURN, "-j RETURN")
HIDE = Target(MASQUERADE, "-j MASQUERADE")
PASS = Target(ACCEPT, "-j ACCEPT")
LOSE = Target(DROP, "-j DROP")
REFUSE = Target(REJECT, "-j REJECT")
