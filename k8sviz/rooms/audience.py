"""The viewers of one room in this process, and the frames they are sent."""

from __future__ import annotations

import time

from k8sviz.rooms.frames import Frames, said
from k8sviz.rooms.outbox import Outbox
from k8sviz.sim.world import World


class Audience:
    """Everybody holds the same scene, or has been told to ask for a snapshot."""

    def __init__(self) -> None:
        self.elsewhere = 0  # viewers of other processes
        self.shown_at = 0.0  # of the monotonic clock
        self._viewers: list[Outbox] = []
        self._frames: Frames | None = None

    def __len__(self) -> int:
        return len(self._viewers)

    def enter(self, viewer: Outbox, world: World, rate: float, at: int) -> None:
        """One more viewer: the others get their frame first, so that all hold the same."""
        self.show(world, rate)
        self._viewers.append(viewer)
        self._frames = self._frames or Frames(world, rate)
        viewer.restart(self._frames.snapshot(at))
        self.count(self.elsewhere)

    def leave(self, viewer: Outbox) -> None:
        """One less."""
        if viewer in self._viewers:
            self._viewers.remove(viewer)
            self.count(self.elsewhere)
        if not self._viewers:
            self._frames = None

    def show(self, world: World, rate: float) -> None:
        """Send what has changed."""
        text = self._frames.next(world, rate) if self._frames else None
        if text is not None:
            self.shown_at = time.monotonic()
            self._tell(text)

    def again(self, viewer: Outbox, at: int) -> None:
        """A snapshot for a viewer who has lost count."""
        if self._frames:
            viewer.restart(self._frames.snapshot(at))

    def count(self, elsewhere: int) -> None:
        """Tell everyone how many are watching."""
        self.elsewhere = elsewhere
        self._tell(said(viewers=len(self._viewers) + elsewhere))

    def dismiss(self, why: str) -> None:
        """Send everyone away."""
        for viewer in self._viewers:
            viewer.close(why)
        self._viewers.clear()
        self._frames = None

    def _tell(self, text: str) -> None:
        for viewer in self._viewers:
            viewer.put(text)
