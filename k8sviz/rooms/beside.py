"""Two rooms side by side, in step: one clock, the same requests to both, and what became of them in each."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from k8sviz.rooms import access, bounds, moments, pages
from k8sviz.rooms.editing import UnreadableError, field, number
from k8sviz.rooms.limits import limits
from k8sviz.rooms.live import live
from k8sviz.rooms.models import Room
from k8sviz.rooms.rates import buckets
from k8sviz.rooms.stepping import Step, asked, target
from k8sviz.sim.commands import AnyCommand, SendRequest, SetClock, StartTraffic, StopTraffic
from k8sviz.sim.problems import Outcome

Pair = tuple[Room, Room]
_RATES = (0, 50)
_SPEEDS = (0.1, 10.0)


async def page(request: HttpRequest, code: str, other: str) -> HttpResponse:
    """Both stages, the distribution of the answers in both, and the editor of the second."""
    rooms = await _pair(request, code, other)
    return render(request, "beside.html", await pages.beside(request, rooms, moments.at_of(request, "from")))


async def _pair(request: HttpRequest, code: str, other: str) -> Pair:
    first, second = await access.find_or_404(request, code), await access.find_or_404(request, other)
    if first.pk == second.pk:
        raise Http404
    return first, second


def _both(action: Callable[[HttpRequest], AnyCommand | None]) -> Any:
    """A view for a command to both rooms by somebody who may edit both; `action` reads it from the form."""

    @functools.wraps(action)
    async def view(request: HttpRequest, code: str, other: str) -> HttpResponse:
        rooms = await _pair(request, code, other)
        if not all(pages.can_edit(request, room) for room in rooms):
            return render(request, "_viewonly.html", {"room": rooms[0]}, status=403)
        if not buckets.take(f"actions {rooms[0].code} {access.member(request, rooms[0])}", limits().actions):
            return HttpResponse(_("Too many changes at once. Wait a moment and try again."), status=429)
        try:
            outcomes = await _perform(request, rooms, action(request))
        except UnreadableError as problem:
            return HttpResponse(str(problem), status=400)
        shown = next((one for one in outcomes if one.refused), outcomes[0])
        return render(request, "_sent.html", {"room": rooms[0], "outcome": shown})

    return require_POST(view)


@_both
def send(request: HttpRequest) -> AnyCommand:
    """The same request, to both."""
    return SendRequest(field(request, "client"), field(request, "url"))


@_both
def traffic(request: HttpRequest) -> AnyCommand:
    """The same traffic, or none."""
    client, rate = field(request, "client"), int(number(request, "rate", *_RATES))
    return StartTraffic(client, field(request, "url"), rate) if rate else StopTraffic(client)


@_both
def clock(request: HttpRequest) -> AnyCommand | None:
    """Play, pause, another speed: at the same instant in both. None: a step."""
    if asked(request) is not None:
        return None
    speed = number(request, "speed", *_SPEEDS) if "speed" in request.POST else 1.0
    return SetClock(bool(number(request, "playing", 0, 1)), speed, time.time())


async def _perform(request: HttpRequest, rooms: Pair, command: AnyCommand | None) -> list[Outcome]:
    """Both logs get the command at the same simulated time; a step goes to the nearer of two next things."""
    heres = [await live.enter(room.pk) for room in sorted(rooms, key=lambda room: room.pk)]
    async with heres[0].lock, heres[1].lock:
        for here in heres:
            await here.refresh()
            full = bounds.log_is_full(here.timeline.history)
            if full:
                return [full]
        at = max(here.timeline.position() for here in heres)
        if command is None:
            step = asked(request) or Step()
            at = min([await target(here.timeline, at, step) for here in heres])
            command = SetClock(False, heres[0].timeline.history.anchor.speed, time.time())
        return [(await here.perform(command, bounds.too_much, at))[0] for here in heres]
