"""The clock of a room, from its anchors."""

import math

from k8sviz.rooms.clock import Anchor
from k8sviz.sim.commands import SetClock


def test_before_anybody_came_no_time_passes() -> None:
    assert Anchor().simulated(1e9) == 0
    assert Anchor().wall_at(5) == math.inf


def test_time_runs_from_the_anchor_on_at_its_speed() -> None:
    anchor = Anchor.of(5_000, SetClock(True, 2.0, 100.0))
    assert anchor.simulated(101.5) == 8_000
    assert anchor.wall_at(8_000) == 101.5


def test_a_paused_clock_stands_still() -> None:
    anchor = Anchor.of(5_000, SetClock(False, 2.0, 100.0))
    assert anchor.simulated(1e9) == 5_000
    assert anchor.wall_at(5_001) == math.inf
    assert anchor.rate == 0


def test_a_wall_clock_behind_the_anchors_does_not_turn_time_back() -> None:
    assert Anchor.of(5_000, SetClock(True, 1.0, 100.0)).simulated(99.0) == 5_000
