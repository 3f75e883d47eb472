"""Connection tracking: what one node's kernel remembers of the connections it has translated."""

from __future__ import annotations

from typing import NamedTuple

from k8sviz.sim.dataplane.journey import FiveTuple


class Entry(NamedTuple):
    """One connection as the node saw it come, and the reply that it expects."""

    original: FiveTuple
    reply: FiveTuple
    at: int


class Conntrack:
    """One node's table, by the reply's tuple. It keeps the newest entries, as a full table would."""

    __slots__ = ("_by_reply",)
    KEPT = 512

    def __init__(self) -> None:
        self._by_reply: dict[FiveTuple, Entry] = {}

    def copy(self) -> Conntrack:
        """The same table, independent from now on."""
        twin = Conntrack()
        twin._by_reply = self._by_reply.copy()
        return twin

    def confirm(self, original: FiveTuple, translated: FiveTuple, now: int) -> Entry:
        """The first packet has left the node: remember how to turn its reply back."""
        reply = turned(translated)
        if len(self._by_reply) >= self.KEPT:
            del self._by_reply[next(iter(self._by_reply))]
        entry = self._by_reply[reply] = Entry(original, reply, now)
        return entry

    def original_of(self, reply: FiveTuple) -> FiveTuple | None:
        """What the node first saw of the connection that this packet answers."""
        entry = self._by_reply.get(reply)
        return entry.original if entry else None

    def taken(self, reply: FiveTuple) -> bool:
        """Whether a reply like this already belongs to another connection."""
        return reply in self._by_reply

    def entries(self) -> tuple[Entry, ...]:
        """The oldest first."""
        return tuple(self._by_reply.values())


def turned(packet: FiveTuple) -> FiveTuple:
    """The tuple of an answer to `packet`."""
    return FiveTuple(packet.protocol, packet.dst, packet.dst_port, packet.src, packet.src_port)
