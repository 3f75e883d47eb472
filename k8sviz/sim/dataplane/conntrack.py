"""Connection tracking: what one node's kernel remembers of the connections that passed it."""

from __future__ import annotations

import msgspec

from k8sviz.sim.dataplane.journey import FiveTuple


def turned(packet: FiveTuple) -> FiveTuple:
    """The tuple of an answer to `packet`."""
    return FiveTuple(packet.protocol, packet.dst, packet.dst_port, packet.src, packet.src_port)


IDLE = {"udp": 120, "icmp-echo": 30}  # seconds (nf_conntrack_udp_timeout_stream, nf_conntrack_icmp_timeout)


class Entry(msgspec.Struct, frozen=True, gc=False):
    """One connection as the node saw it come, and the reply that it expects."""

    original: FiveTuple
    reply: FiveTuple
    at: int
    balanced: bool = False  # ipvs translated its destination, and turns the answers' source back

    def translated(self, packet: FiveTuple) -> FiveTuple:
        """What one of its packets, in either direction, leaves the node as."""
        return turned(self.original) if packet == self.reply else turned(self.reply)

    @property
    def redirected(self) -> bool:
        """Whether its destination was translated."""
        reply, original = self.reply, self.original
        return reply.src != original.dst or reply.src_port != original.dst_port


class Conntrack:
    """One node's table. It keeps the newest entries, as a full table would."""

    __slots__ = ("_originals", "_replies")
    KEPT = 256

    def __init__(self) -> None:
        self._originals: dict[FiveTuple, Entry] = {}
        self._replies: dict[FiveTuple, Entry] = {}

    def copy(self) -> Conntrack:
        """The same table, independent from now on."""
        twin = Conntrack()
        twin._originals, twin._replies = self._originals.copy(), self._replies.copy()
        return twin

    def confirm(self, original: FiveTuple, left: FiveTuple, now: int, balanced: bool = False) -> None:
        """The first packet has passed the node: remember how it came and how it left."""
        if len(self._originals) >= self.KEPT:
            self.forget(next(iter(self._originals.values())))
        entry = Entry(original, turned(left), now, balanced)
        self._originals[original] = self._replies[entry.reply] = entry

    def forget(self, entry: Entry) -> None:
        """The connection is over, or has to make room."""
        self._originals.pop(entry.original, None)
        self._replies.pop(entry.reply, None)

    def forget_balanced(self) -> None:
        """ipvs is gone, and its connections with it."""
        for entry in [entry for entry in self._originals.values() if entry.balanced]:
            self.forget(entry)

    def find(self, packet: FiveTuple, now: int = 0) -> Entry | None:
        """The connection that a packet belongs to, in either direction; a silent one is over in time."""
        entry = self._replies.get(packet) or self._originals.get(packet)
        if entry is None or entry.original.protocol not in IDLE:
            return entry
        if now - entry.at > IDLE[entry.original.protocol] * 1000:
            self.forget(entry)
            return None
        return self._refreshed(entry, now)

    def _refreshed(self, entry: Entry, now: int) -> Entry:
        if entry.at == now:
            return entry
        fresh = msgspec.structs.replace(entry, at=now)
        self._originals[entry.original] = self._replies[entry.reply] = fresh
        return fresh

    def taken(self, reply: FiveTuple) -> bool:
        """Whether a reply like this already belongs to another connection."""
        return reply in self._replies

    def entries(self) -> tuple[Entry, ...]:
        """The oldest first."""
        return tuple(self._originals.values())
