"""A container's log: what its script has printed, or the requests that its server has answered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from k8sviz.sim.objects.elements import pod_id
from k8sviz.sim.objects.identity import ApiObject
from k8sviz.sim.objects.pod import container_status
from k8sviz.sim.shell import accesslog
from k8sviz.sim.world import World


class Seen(NamedTuple):
    """How much of a log has been read."""

    journeys: int = 0
    printed: int = 0


_NOTHING = Seen()


class Line(NamedTuple):
    """A line with its end, and when it was written (ms)."""

    at: int
    text: str


def read(world: World, pod: ApiObject, container: str, seen: Seen = _NOTHING) -> tuple[list[Line], Seen]:
    """What has come since, and how much that was."""
    subject = pod_id(pod["metadata"]["namespace"], pod["metadata"]["name"])
    requests = list(accesslog.lines(world, subject, pod, seen.journeys))
    printed = list(_printed(world, _current(pod, container), seen.printed))
    lines = [Line(line.at, f"{line.text}\n") for line in requests] + [line for _, line in printed]
    last = Seen(
        max([seen.journeys, *(line.number for line in requests)]),
        max([seen.printed, *(number for number, _ in printed)]),
    )
    return sorted(lines, key=lambda line: line.at), last


def previous(world: World, pod: ApiObject, container: str) -> list[Line] | None:
    """What the container wrote that ran before in its place; None if none did."""
    last = (container_status(pod, container).get("lastState") or {}).get("terminated")
    return None if last is None else [line for _, line in _printed(world, last.get("containerID", ""), 0)]


def _current(pod: ApiObject, container: str) -> str:
    """The container's id; while it waits to be started again, that of the last one."""
    entry = container_status(pod, container)
    last = (entry.get("lastState") or {}).get("terminated") or {}
    waits = "waiting" in (entry.get("state") or {})
    return str(last.get("containerID", "") if waits else entry.get("containerID", ""))


def _printed(world: World, container_id: str, after: int) -> Iterator[tuple[int, Line]]:
    for piece in world.output.get(container_id, ()):
        if piece.number > after:
            for text in piece.text.splitlines(keepends=True):
                yield piece.number, Line(piece.at, text)
