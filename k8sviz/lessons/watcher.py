"""Judges the checks of one room's lesson. Probes run again only when what they could meet has changed."""

from __future__ import annotations

from operator import is_
from typing import Any

from k8sviz.lessons.judge import Seen, is_probe, verdicts
from k8sviz.lessons.lesson import Loaded
from k8sviz.sim.dataplane.rules import RuleSet
from k8sviz.sim.world import World


class LessonWatcher:
    """For one room in one process."""

    def __init__(self, lesson: Loaded) -> None:
        checks = [(name, check) for name, check in lesson.checks() if check.goal.looked is None]
        self._tried = [(name, check) for name, check in checks if is_probe(check.goal)]
        self._read = [(name, check) for name, check in checks if not is_probe(check.goal)]
        self._known: dict[str, Seen] = {}
        self._entries, self._revision = -1, -1
        self._rules: list[RuleSet] = []

    def look(self, world: World) -> dict[str, Any]:
        """Each check by its name: met or not, a word for what was seen, how much of how much."""
        if self._has_changed(world):
            self._known = verdicts(world, self._tried)
        found = {**self._known, **verdicts(world, self._read)}
        return {name: [int(seen.met), seen.word, seen.have, seen.want] for name, seen in found.items()}

    def _has_changed(self, world: World) -> bool:
        """Whether requests may end otherwise: because of a command, objects, or rules that nodes wrote."""
        rules = [kernel.rules for kernel in world.network.kernels.values()]
        same = len(rules) == len(self._rules) and all(map(is_, rules, self._rules))
        if same and (world.entries, world.cluster.revision) == (self._entries, self._revision):
            return False
        self._entries, self._revision, self._rules = world.entries, world.cluster.revision, rules
        return True
