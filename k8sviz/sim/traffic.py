"""Continuous sources of requests: deterministic clocks, one request every 1000/rate ms."""

from __future__ import annotations

import msgspec

SLOWEST, FASTEST = 1, 50  # requests a second of simulated time


class Source(msgspec.Struct, frozen=True, gc=False):
    """What a client sends by itself."""

    url: str
    rate: int
    since: int  # ms
    serial: int  # tells this source's timers from those of one that was stopped
    sent: int = 0
    keep: bool = False  # over one connection

    def next_at(self) -> int:
        """When the next request leaves."""
        return self.since + self.sent * 1000 // self.rate
