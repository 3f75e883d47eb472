"""The kernel's `recent` lists: which source was seen when. They carry session affinity in iptables mode."""

from __future__ import annotations

from k8sviz.sim.dataplane.rules import Recent


class RecentLists:
    """One node's lists. An entry's time slides with each new connection (semantics 68, 69)."""

    __slots__ = ("_seen",)

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str], int] = {}

    def copy(self) -> RecentLists:
        """The same lists, independent from now on."""
        twin = RecentLists()
        twin._seen = self._seen.copy()
        return twin

    def asks(self, match: Recent, source: str, now: int) -> bool:
        """Whether the match holds; `--set` always does, and puts the source on the list."""
        key = match.name, source
        if not match.check:
            self._seen[key] = now
            return True
        seen = self._seen.get(key)
        if seen is None:
            return False
        if now - seen > match.seconds * 1000:
            del self._seen[key]
            return False
        return True
