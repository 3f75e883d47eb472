"""What if: rooms that go on from a moment of another room, which stays as it is."""

from __future__ import annotations

import time

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from k8sviz.rooms import access
from k8sviz.rooms.founding import Founded, fork
from k8sviz.rooms.limits import limits
from k8sviz.rooms.live import live
from k8sviz.rooms.models import Room
from k8sviz.rooms.problems import too_many_rooms
from k8sviz.rooms.rates import buckets
from k8sviz.sim.digits import whole


@require_POST
async def fork_here(request: HttpRequest, code: str) -> HttpResponse:
    """A room of one's own from this moment on. Whoever may look may do it."""
    origin = await access.find_or_404(request, code)
    return await _forked(request, origin, 1)


@require_POST
async def what_if(request: HttpRequest, code: str) -> HttpResponse:
    """Two of them, side by side: one to stay as it is, one to be changed."""
    origin = await access.find_or_404(request, code)
    return await _forked(request, origin, 2)


async def _forked(request: HttpRequest, origin: Room, count: int) -> HttpResponse:
    """The moment is the form's `at` (ms), or now."""
    if not all(buckets.take(f"new {access.address_of(request)}", limits().new_rooms) for _n in range(count)):
        return too_many_rooms(request)
    here = await live.enter(origin.pk)
    async with here.lock:
        await here.refresh()
        timeline = here.timeline
        entries, now = list(timeline.history.entries), timeline.position()
    text = request.POST.get("at", "")
    said = whole(text)
    at = now if said is None else min(said, now)
    wall = time.time()
    return _enter([await fork(origin, entries, at, wall) for _n in range(count)], at)


def _enter(rooms: list[Founded], at: int) -> HttpResponse:
    codes = [founded.room.code for founded in rooms]
    one = len(codes) == 1
    url = reverse("room", args=codes) if one else f"{reverse('beside', args=codes)}?from={at}"
    response = HttpResponseRedirect(url)
    for founded in rooms:
        access.grant(response, founded.room, founded.key)
    return response
