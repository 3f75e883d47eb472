"""A step of the room itself: its clock stands still, and moves on for everyone by as much as is asked for."""

from __future__ import annotations

import time

from django.utils.translation import gettext as _

from k8sviz.rooms.bounds import refused
from k8sviz.rooms.live import live
from k8sviz.rooms.models import Room
from k8sviz.rooms.replay import FAR, UNITS, Replay
from k8sviz.rooms.timeline import Timeline
from k8sviz.sim.commands import SetClock
from k8sviz.sim.problems import Outcome

_QUIET = 1_000  # ms that pass where nothing is to come by itself


async def forward(room: Room, by: int = 0, unit: str = "") -> Outcome:
    """Let `by` ms pass, or the time until the next packet or event; then the clock stands again."""
    here = await live.enter(room.pk)
    async with here.lock:
        await here.refresh()
        if here.timeline.rate:
            return refused(409, "Conflict", _("The room's clock is running: pause it, then step."))
        await here.timeline.flow(await target(here.timeline, here.timeline.position(), by, unit))
        speed = here.timeline.history.anchor.speed
        outcome, _world = await here.perform(SetClock(False, speed, time.time()))
        return outcome


async def target(timeline: Timeline, now: int, by: int, unit: str) -> int:
    """When (ms) a step that begins at `now` is done."""
    if unit not in UNITS:
        return now + min(by, FAR)
    replay = Replay(timeline.history, now)
    await replay.go(now)
    return replay.now if await replay.find(UNITS[unit].seen, now + FAR) else now + _QUIET
