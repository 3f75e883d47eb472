"""Token buckets: how often somebody may do something."""

from __future__ import annotations

import time
from collections import OrderedDict
from ipaddress import IPv6Address, ip_address

from k8sviz.rooms.limits import Rate

_KEPT = 10_000


class Buckets:
    """One bucket for each key. The longest unused are forgotten first: by then they are full again."""

    def __init__(self) -> None:
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str, rate: Rate, now: float | None = None) -> bool:
        """Take one token; False if there is none."""
        level = self.level(key, rate, now)
        if level < 1:
            return False
        self._levels[key] = (level - 1, self._now(now))
        self._levels.move_to_end(key)
        if len(self._levels) > _KEPT:
            self._levels.popitem(last=False)
        return True

    def level(self, key: str, rate: Rate, now: float | None = None) -> float:
        """How many tokens there are."""
        level, since = self._levels.get(key, (rate.burst, 0.0))
        return min(rate.burst, level + (self._now(now) - since) * rate.per_second)

    def wait(self, key: str, rate: Rate, now: float | None = None) -> float:
        """Seconds until there is a token."""
        return max(0.0, 1 - self.level(key, rate, now)) / rate.per_second

    @staticmethod
    def _now(now: float | None) -> float:
        return time.monotonic() if now is None else now


def sender(address: str) -> str:
    """Whose an address is, for limits: one subscriber has at least an IPv6 network of 64 bits (RFC 6177)."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return address
    mapped = parsed.ipv4_mapped
    return str(mapped) if mapped else f"{IPv6Address(int(parsed) >> 64 << 64)}/64"


buckets = Buckets()
"""Those of this process."""
