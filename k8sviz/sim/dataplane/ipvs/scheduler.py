"""What ipvs remembers on one node: whose turn it is, and which client belongs to which server."""

from __future__ import annotations

from k8sviz.sim.dataplane.ipvs.value import RealServer, VirtualServer

_Place = tuple[str, str, int]


class Scheduler:
    """Round robin (net/netfilter/ipvs/ip_vs_rr.c) with persistence templates (ip_vs_sched_persist)."""

    __slots__ = ("_last", "_pinned")

    def __init__(self) -> None:
        self._last: dict[_Place, str] = {}  # the server that was chosen last
        self._pinned: dict[tuple[_Place, str], tuple[str, int]] = {}  # (server, ms) by client address

    def copy(self) -> Scheduler:
        """The same memory, independent from now on."""
        twin = Scheduler()
        twin._last, twin._pinned = self._last.copy(), self._pinned.copy()
        return twin

    def choose(self, server: VirtualServer, client: str, now: int) -> RealServer | None:
        """The server for a new connection; None where there is none. Each one starts the timeout anew."""
        if not server.servers:
            return None
        place = server.protocol, server.address, server.port
        if not server.persistent_seconds:
            return self._next(place, server.servers)
        chosen = self._kept(place, server, client, now) or self._next(place, server.servers)
        self._pinned[place, client] = chosen.end, now
        return chosen

    def _kept(self, place: _Place, server: VirtualServer, client: str, now: int) -> RealServer | None:
        end, at = self._pinned.get((place, client), ("", 0))
        if not end or now - at > server.persistent_seconds * 1000:
            return None
        return next((one for one in server.servers if one.end == end), None)

    def _next(self, place: _Place, servers: tuple[RealServer, ...]) -> RealServer:
        last = self._last.get(place, "")
        chosen = next((one for one in servers if one.end > last), servers[0])  # they are sorted
        self._last[place] = chosen.end
        return chosen
