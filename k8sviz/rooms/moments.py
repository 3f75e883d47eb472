"""Past moments for pages and fragments: the world as it was, and a room's whole time in short."""

from __future__ import annotations

import asyncio
import re

import msgspec
from django.http import HttpRequest, HttpResponse

from k8sviz.rooms import access, live
from k8sviz.rooms.limits import limits
from k8sviz.rooms.liveroom import LiveRoom
from k8sviz.rooms.models import Room
from k8sviz.rooms.rates import buckets
from k8sviz.rooms.replay import Replay
from k8sviz.sim.world import World


async def world(room: Room, at: int | None) -> World:
    """The room's world at `at` (ms), or now; to be read only."""
    now = await live.world(room)
    here = await live.live.enter(room.pk)
    if at is None or at >= here.timeline.position():
        return now
    history, kept = here.timeline.history, here.moments
    replay = kept.pop(at, None)
    if replay is None or not replay.holds(history):
        await _turn(here)
        replay = Replay(history, at)
        await replay.go(at)
    kept[at] = replay
    if len(kept) > live.MOMENTS_KEPT:
        del kept[next(iter(kept))]
    return replay.world


async def _turn(here: LiveRoom) -> None:
    """Moments that pages ask about come one after another: no crowd of them takes all of a processor."""
    key, rate = f"moments {here.room_id}", limits().moments
    async with here.turns:
        await asyncio.sleep(buckets.wait(key, rate))
        buckets.take(key, rate)


def at_of(request: HttpRequest, name: str = "at") -> int | None:
    """The moment that a request asks about (ms); None for now, also where it cannot be read."""
    text = request.GET.get(name, "")
    return int(text) if re.fullmatch(r"[0-9]{1,15}", text) else None


async def overview(request: HttpRequest, code: str) -> HttpResponse:
    """What the timeline shows of the time before the newest requests."""
    room = await access.find_or_404(request, code)
    await live.world(room)
    here = await live.live.enter(room.pk)
    summary = here.timeline.history.overview.summary(here.timeline.position())
    return HttpResponse(msgspec.json.encode(summary), content_type="application/json")
