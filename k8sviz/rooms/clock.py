"""The clock of a room: from anchors in the log and the wall's time to the simulated time."""

from __future__ import annotations

import math
from typing import NamedTuple

from k8sviz.sim.commands import SetClock


class Anchor(NamedTuple):
    """From `wall` (seconds since 1970) on, when it was `at` (ms), time runs at `speed`, or stands still.

    A room that nobody has entered has the default: it is willing to play, and its moment has not come.
    """

    at: int = 0
    wall: float = math.inf
    playing: bool = True
    speed: float = 1.0

    @classmethod
    def of(cls, at: int, command: SetClock) -> Anchor:
        """The anchor that a log entry sets."""
        return cls(at, command.wall, command.playing, command.speed)

    @property
    def rate(self) -> float:
        """Simulated milliseconds in a real one."""
        return self.speed if self.playing else 0.0

    def simulated(self, wall: float) -> int:
        """The time in the room at `wall`; before the anchor nothing runs."""
        return self.at + int(max(0.0, wall - self.wall) * 1000 * self.rate)

    def wall_at(self, at: int) -> float:
        """When the room's time reaches `at`; never, if it stands still."""
        return self.wall + (at - self.at) / 1000 / self.rate if self.rate else math.inf
