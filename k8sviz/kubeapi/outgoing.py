"""Answers that are being sent: how much memory clients may hold that read slowly, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from k8sviz.rooms.limits import limits


class Outgoing:
    """Those of one process."""

    def __init__(self) -> None:
        self._held = 0  # bytes

    @contextmanager
    def holding(self, size: int) -> Iterator[bool]:
        """While an answer of `size` bytes is sent; whether there is room; for a single one there is."""
        free = not self._held or self._held + size <= limits().outgoing_bytes
        self._held += size if free else 0
        try:
            yield free
        finally:
            self._held -= size if free else 0


outgoing = Outgoing()
"""Those of this process."""
