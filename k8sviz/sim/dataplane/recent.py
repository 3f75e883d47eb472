"""The kernel's `recent` lists: which source was seen when. They carry session affinity in iptables mode."""

from __future__ import annotations


class RecentLists:
    """One node's lists, by list and source (iptables-extensions(8), recent)."""

    __slots__ = ("_seen",)

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str], int] = {}

    def copy(self) -> RecentLists:
        """The same lists, independent from now on."""
        twin = RecentLists()
        twin._seen = self._seen.copy()
        return twin

    def of(self, name: str) -> tuple[tuple[str, int], ...]:
        """Who is on a list, and when each was seen last (ms)."""
        return tuple((source, at) for (listed, source), at in self._seen.items() if listed == name)

    def note(self, name: str, source: str, now: int) -> None:
        """`--set`: the source was seen now."""
        self._seen[name, source] = now

    def seen(self, name: str, source: str, now: int, seconds: int) -> bool:
        """`--rcheck --seconds --reap`: the source was seen lately; an older entry is thrown out."""
        at = self._seen.get((name, source))
        if at is None:
            return False
        if now - at > seconds * 1000:
            del self._seen[name, source]
            return False
        return True
