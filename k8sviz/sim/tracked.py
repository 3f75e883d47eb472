"""What each node's conntrack remembers of a journey: told from the journey's own steps."""

from __future__ import annotations

from typing import NamedTuple

from k8sviz.sim.dataplane.conntrack import turned
from k8sviz.sim.dataplane.journey import FiveTuple, Journey, Step

_NODE = "node/"


class Tracked(NamedTuple):
    """One entry: the packet as it came, and the answer that is waited for."""

    where: str  # element id of the node
    original: FiveTuple
    expected: FiveTuple
    translated: bool
    made: bool  # by this request; False where it is an older one's
    used: bool  # the answer went by it


def tracked(journey: Journey) -> list[Tracked]:
    """The entries in the order in which the request passed the nodes; a refused packet leaves none."""
    found: list[Tracked] = []
    for where, steps in _passages(journey):
        if steps[-1].verdict in ("REJECT", "DROP"):
            continue
        original, left = steps[0].before, steps[-1].after
        answered = any(step.reply and step.where == where for step in journey.steps)
        expected = turned(left)
        made = any(step.state == "NEW" for step in steps)
        found.append(Tracked(where, original, expected, left != original, made, answered))
    return found


def _passages(journey: Journey) -> list[tuple[str, list[Step]]]:
    passages: list[tuple[str, list[Step]]] = []
    for step in journey.steps:
        if step.reply or not step.where.startswith(_NODE) or not step.state:
            continue
        if not passages or passages[-1][0] != step.where:
            passages.append((step.where, []))
        passages[-1][1].append(step)
    return passages
