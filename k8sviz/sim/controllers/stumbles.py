"""What becomes of a room when the simulation itself is at fault.

A room is its log: an exception while time passes would come again at every replay, and end the room for
ever. So a part that raises has done nothing more at that moment and goes on when something changes, as a real
controller does with its next item; who raises again and again at one instant is not asked again before the
next. What happened is kept in words that are the same in every process, and told as an Event.
"""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType

from k8sviz.sim.cluster import Cluster, Stumble
from k8sviz.sim.controllers import events
from k8sviz.sim.controllers.controller import key_for

KEPT = 60
_TRIES = 3  # at one instant
REASON = "SimulationFault"
_CORE = "k8sviz/sim/"


def attempt(
    cluster: Cluster, part: str, subject: str, act: Callable[[], object], kinds: tuple[str, ...] = ()
) -> None:
    """Have a part act on a subject; what it raises is noted, and an object of one of `kinds` gets the Event.

    Raises: RecursionError, MemoryError; where these come depends on the process.
    """
    if cluster.stumbled.get((cluster.now, part, subject), 0) >= _TRIES:
        return
    try:
        act()
    except (RecursionError, MemoryError):
        raise
    except Exception as error:  # whatever it is, the room lives
        forgive(cluster, part, subject, kinds, error)


def forgive(cluster: Cluster, part: str, subject: str, kinds: tuple[str, ...], error: Exception) -> None:
    """Note a fault, and go on. Tests replace it by raising the error."""
    stumble = Stumble(cluster.now, part, subject, type(error).__name__, _place(error.__traceback__))
    key = cluster.now, part, subject
    tries = cluster.stumbled.get(key, 0) + 1
    cluster.stumbled = {one: count for one, count in cluster.stumbled.items() if one[0] == cluster.now}
    cluster.stumbled[key] = tries
    cluster.stumbles = (*cluster.stumbles[1 - KEPT :], stumble)
    told = f"{stumble.part} could not go on: {stumble.fault} in {stumble.place}"
    for kind in kinds:
        obj = cluster.get(key_for(kind, subject))
        if obj is not None:
            events.warn(cluster, events.Recorder(part), obj, REASON, told)
            return


def _place(trace: TracebackType | None) -> str:
    """The innermost function of the core that was running."""
    place = ""
    while trace is not None:
        code = trace.tb_frame.f_code
        _, core, file = code.co_filename.replace("\\", "/").rpartition(_CORE)
        place = f"{file}:{code.co_name}" if core else place
        trace = trace.tb_next
    return place
