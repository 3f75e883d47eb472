"""The viewers of one room in this process, and the frames they are sent."""

from __future__ import annotations

import time

from k8sviz.rooms.frames import Edge, Frames, said
from k8sviz.rooms.outbox import Outbox
from k8sviz.sim.world import World


class Audience:
    """Everybody at the live edge holds the same scene, or has been told to ask for a snapshot."""

    def __init__(self) -> None:
        self.elsewhere = 0  # viewers of other processes
        self.shown_at = 0.0  # of the monotonic clock
        self._viewers: list[Outbox] = []
        self._away: list[Outbox] = []  # those who look at the past
        self._frames: Frames | None = None
        self._rate = 0.0
        self._checks = ""  # the last message of a lesson's checks

    def __len__(self) -> int:
        return len(self._viewers) + len(self._away)

    @property
    def away(self) -> int:
        """How many look at the past."""
        return len(self._away)

    def enter(self, viewer: Outbox, world: World, rate: float, at: int) -> None:
        """One more viewer: the others get their frame first, so that all hold the same."""
        self._arrive(viewer, world, rate, at)
        self.count(self.elsewhere)

    def leave(self, viewer: Outbox) -> None:
        """One less."""
        if viewer in self._viewers or viewer in self._away:
            self._part(viewer)
            self.count(self.elsewhere)

    def turn_away(self, viewer: Outbox) -> None:
        """A viewer looks at the past: no frames until it comes back, but it is here."""
        if viewer in self._viewers:
            self._part(viewer)
            self._away.append(viewer)

    def turn_back(self, viewer: Outbox, world: World, rate: float, at: int) -> None:
        """A viewer comes back to the live edge."""
        if viewer in self._away:
            self._away.remove(viewer)
            self._arrive(viewer, world, rate, at)
            viewer.put(said(viewers=len(self) + self.elsewhere))
        else:
            self.again(viewer, at)

    def show(self, world: World, rate: float) -> None:
        """Send what has changed."""
        text = self._frames.next(world, rate) if self._frames else None
        if text is not None:
            self.shown_at = time.monotonic()
            self._tell(text, self._viewers)
        if rate != self._rate:
            self._rate = rate
            edge: Edge = (world.cluster.now, rate)
            self._tell(said(edge=edge), self._away)

    def again(self, viewer: Outbox, at: int) -> None:
        """A snapshot for a viewer who has lost count."""
        if self._frames:
            viewer.restart(self._frames.snapshot(at))
            self._remind(viewer)

    def check(self, table: dict[str, object]) -> None:
        """Tell everyone how far the lesson's checks are."""
        self._checks = said(checks=table)
        self._tell(self._checks, [*self._viewers, *self._away])

    def _remind(self, viewer: Outbox) -> None:
        if self._checks:
            viewer.put(self._checks)

    def count(self, elsewhere: int) -> None:
        """Tell everyone how many are watching."""
        self.elsewhere = elsewhere
        self._tell(said(viewers=len(self) + elsewhere), [*self._viewers, *self._away])

    def dismiss(self, why: str) -> None:
        """Send everyone away."""
        for viewer in (*self._viewers, *self._away):
            viewer.close(why)
        self._viewers.clear()
        self._away.clear()
        self._frames = None

    def _arrive(self, viewer: Outbox, world: World, rate: float, at: int) -> None:
        self.show(world, rate)
        self._viewers.append(viewer)
        self._frames = self._frames or Frames(world, rate)
        viewer.restart(self._frames.snapshot(at))
        self._remind(viewer)

    def _part(self, viewer: Outbox) -> None:
        (self._viewers if viewer in self._viewers else self._away).remove(viewer)
        if not self._viewers:
            self._frames = None

    def _tell(self, text: str, whom: list[Outbox]) -> None:
        for viewer in whom:
            viewer.put(text)
