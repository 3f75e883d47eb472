"""What a start or a solution does: commands of a room's log, as a lesson's author writes them.

Beside the commands of k8sviz/sim/commands.py: `file` is read into `text`, `times` repeats, and
{do: look, at: packet} is something that a learner does with their eyes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec

from k8sviz.lessons.addresses import expand
from k8sviz.lessons.lesson import Loaded
from k8sviz.sim.commands import AnyCommand, SendRequest, StartTraffic, StopTraffic
from k8sviz.sim.world import World

_ASKING = (SendRequest, StartTraffic, StopTraffic)


class Look(NamedTuple):
    """The learner opens something to read."""

    at: str


def read(lesson: Loaded, action: dict[str, Any], world: World | None = None) -> Iterator[AnyCommand | Look]:
    """The commands of one action; addresses take their values from `world`. Raises ValueError, OSError."""
    told = dict(action)
    if told.get("do") == "look":
        yield Look(str(told["at"]))
        return
    times = told.pop("times", 1)
    if "file" in told:
        told["text"] = lesson.read(str(told.pop("file")))
    if world is not None and isinstance(told.get("url"), str):
        told["url"] = next(iter(expand(world, told["url"])), told["url"])
    command: AnyCommand = msgspec.convert(told, AnyCommand)
    for _ in range(times):
        yield command


def changes_the_cluster(command: AnyCommand | Look) -> bool:
    """Whether it is more than a request sent or a look taken."""
    return not isinstance(command, (Look, *_ASKING))
