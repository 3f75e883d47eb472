"""How a lesson's room begins: a world, its manifests, time to settle, and what goes wrong with it then."""

from __future__ import annotations

import time

from k8sviz.lessons import actions
from k8sviz.lessons.lesson import Loaded
from k8sviz.sim.commands import AnyCommand, Apply, Create, SetClock

Timed = tuple[int, AnyCommand]
"""A command and the simulated time (ms) at which it takes effect."""


def beginning(lesson: Loaded, seed: int) -> list[Timed]:
    """The first entries of the room's log. They end with a moment of its clock: the learner comes in."""
    start = lesson.lesson.start
    draft = lesson.read(start.draft) if start.draft else ""
    timed: list[Timed] = [(0, Create(seed, "lesson", draft, start.nodes))]
    timed += [(0, Apply(lesson.read(name))) for name in start.apply]
    settled = start.settle * 1000 if start.apply or start.actions else 0
    clock = SetClock(True, 1.0, time.time())
    for action in start.actions:
        timed += [(settled, one) for one in actions.read(lesson, action) if not isinstance(one, actions.Look)]
    return [*timed, (settled, clock)] if settled else timed
