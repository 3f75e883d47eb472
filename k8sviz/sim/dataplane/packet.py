"""A packet while it is in one node's kernel: what a rule may look at, and what it may change."""

from __future__ import annotations

from collections.abc import Container
from typing import TYPE_CHECKING, Protocol

from k8sviz.sim.dataplane.journey import FiveTuple
from k8sviz.sim.dataplane.recent import RecentLists

if TYPE_CHECKING:
    from k8sviz.sim.dataplane.rules import Rule

NEW, ESTABLISHED, RELATED, INVALID = "NEW", "ESTABLISHED", "RELATED", "INVALID"


class Dice(Protocol):
    """Where chance comes from."""

    def unit(self) -> float:
        """A number in [0, 1)."""

    def below(self, bound: int) -> int:
        """A whole number from 0 to `bound` - 1."""


class Packet:
    """The five-tuple taken apart, with its mark, its connection's state, and the node it is on."""

    __slots__ = (
        "balanced_for", "dice", "dst", "dst_port", "local", "mark", "matched", "now", "port_asked",
        "protocol", "recent", "redirected", "src", "src_port", "state", "uncertain",
    )  # fmt: skip

    def __init__(
        self,
        at: FiveTuple,
        local: Container[str],
        recent: RecentLists,
        dice: Dice,
        now: int,
        state: str = NEW,
    ) -> None:
        self.protocol = at.protocol
        self.src = at.src
        self.src_port = at.src_port
        self.dst = at.dst
        self.dst_port = at.dst_port
        self.local = local  # the node's own addresses
        self.recent = recent
        self.dice = dice
        self.now = now
        self.state = state
        self.mark = 0
        self.redirected = False  # its connection's destination was translated (ctstate DNAT)
        self.balanced_for: tuple[str, str, int] | None = None  # its virtual server
        self.matched: list[Rule] = []
        self.port_asked = False  # somebody has looked at the destination port
        self.uncertain = False  # dice have fallen, or lists of clients were asked

    @property
    def tuple(self) -> FiveTuple:
        """What it looks like now."""
        return FiveTuple(self.protocol, self.src, self.src_port, self.dst, self.dst_port)
