"""The forms that set the nodes' kube-proxies: their mode, and how long each takes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from k8sviz.rooms.editing import answer, editing, field, number
from k8sviz.rooms.models import Room
from k8sviz.rooms.perform import perform
from k8sviz.sim.commands import SetProxy, SetProxyDelay
from k8sviz.sim.proxies import SLOWEST


@editing
async def mode(request: HttpRequest, room: Room) -> HttpResponse:
    """In which mode all of them run."""
    return answer(request, room, await perform(room, SetProxy(field(request, "mode"))))


@editing
async def delay(request: HttpRequest, room: Room) -> HttpResponse:
    """How long one of them takes to write its rules."""
    ms = int(number(request, "ms", 0, SLOWEST))
    return answer(request, room, await perform(room, SetProxyDelay(field(request, "node"), ms)))
