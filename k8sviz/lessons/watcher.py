"""Judges the checks of one room's lesson. Probes run again only when what they could meet has changed."""

from __future__ import annotations

from typing import Any

from k8sviz.lessons.judge import Seen, is_probe, verdicts
from k8sviz.lessons.lesson import Loaded
from k8sviz.sim.world import World


class LessonWatcher:
    """For one room in one process."""

    def __init__(self, lesson: Loaded) -> None:
        checks = [(name, check) for name, check in lesson.checks() if check.goal.looked is None]
        self._tried = [(name, check) for name, check in checks if is_probe(check.goal)]
        self._read = [(name, check) for name, check in checks if not is_probe(check.goal)]
        self._known: dict[str, Seen] = {}
        self._state: object = None

    def look(self, world: World) -> dict[str, Any]:
        """Each check by its name: met or not, a word for what was seen, how much of how much."""
        state = _state(world)
        if state != self._state:
            self._state, self._known = state, verdicts(world, self._tried)
        found = {**self._known, **verdicts(world, self._read)}
        return {name: [int(seen.met), seen.word, seen.have, seen.want] for name, seen in found.items()}


def _state(world: World) -> object:
    """What decides how requests end: the objects and the rules that nodes have written."""
    rules = tuple(id(kernel.rules) for kernel in world.network.kernels.values())
    return world.cluster.revision, rules
