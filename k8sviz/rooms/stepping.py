"""A step of the room itself: its clock stands still, and moves on for everyone by as much as is asked for."""

from __future__ import annotations

import time
from typing import NamedTuple

from django.http import HttpRequest
from django.utils.translation import gettext as _

from k8sviz.rooms.bounds import refused
from k8sviz.rooms.editing import field, number
from k8sviz.rooms.live import live
from k8sviz.rooms.models import Room
from k8sviz.rooms.replay import FAR, UNITS, Replay
from k8sviz.rooms.timeline import Timeline
from k8sviz.sim.commands import SetClock
from k8sviz.sim.problems import Outcome

_END = 2**53 - 1  # ms
_QUIET = 1_000  # ms that pass where nothing is to come by itself


class Step(NamedTuple):
    """By how much the room moves on."""

    by: int = 0  # ms
    until: int = 0  # the room's time (ms): a page's own clock may be a little ahead of it
    unit: str = ""  # to the next packet or event


def asked(request: HttpRequest) -> Step | None:
    """The step that a form asks for; None if it asks for none."""
    if "step" in request.POST:
        return Step(unit=field(request, "step"))
    if "until" in request.POST:
        return Step(until=int(number(request, "until", 0, _END)))
    if "forward" in request.POST:
        return Step(by=int(number(request, "forward", 1, FAR)))
    return None


async def forward(room: Room, step: Step) -> Outcome:
    """Let the time of a step pass; then the clock stands again."""
    here = await live.enter(room.pk)
    async with here.lock:
        await here.refresh()
        if here.timeline.rate:
            return refused(409, "Conflict", _("The room's clock is running: pause it, then step."))
        await here.timeline.flow(await target(here.timeline, here.timeline.position(), step))
        speed = here.timeline.history.anchor.speed
        outcome, _world = await here.perform(SetClock(False, speed, time.time()))
        return outcome


async def target(timeline: Timeline, now: int, step: Step) -> int:
    """When (ms) a step that begins at `now` is done."""
    if step.unit not in UNITS:
        return min(max(now + step.by, step.until), now + FAR)
    replay = Replay(timeline.history, now)
    await replay.go(now)
    return replay.now if await replay.find(UNITS[step.unit].seen, now + FAR) else now + _QUIET
