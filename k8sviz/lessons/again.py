"""Going back in a lesson: the room's log goes on with a new beginning."""

from __future__ import annotations

import time

from k8sviz.rooms.extras import Beginning
from k8sviz.rooms.log import Entry
from k8sviz.sim.commands import SendRequest, SetClock, StartTraffic, StopTraffic

_NO_CHANGE = (SetClock, SendRequest, StartTraffic, StopTraffic)


def started(entries: Beginning) -> Beginning:
    """A beginning whose clock runs from its last moment on."""
    return [*entries, (entries[-1][0], SetClock(True, 1.0, time.time()))]


def before_the_last_change(entries: list[Entry], given: int) -> Beginning | None:
    """What happened up to the learner's last change; None if there is none. `given`: entries of the start."""
    changes = [n for n in range(given, len(entries)) if not isinstance(entries[n].command, _NO_CHANGE)]
    if not changes:
        return None
    last = changes[-1]
    kept = [(entry.at, entry.command) for entry in entries[:last]]
    return [*kept, (entries[last].at, SetClock(True, 1.0, time.time()))]
