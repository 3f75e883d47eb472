"""The form that opens a new room."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from k8sviz.rooms import access
from k8sviz.rooms.founding import found
from k8sviz.rooms.limits import limits
from k8sviz.rooms.models import Room
from k8sviz.rooms.problems import too_many_rooms
from k8sviz.rooms.rates import buckets


@require_POST
async def new(request: HttpRequest) -> HttpResponse:
    """Make a room; whoever asked for it may edit it."""
    if not buckets.take(f"new {access.address_of(request)}", limits().new_rooms):
        return too_many_rooms(request)
    kind = Room.TUTORIAL if request.POST.get("kind") == Room.TUTORIAL else Room.SANDBOX
    room, key = await found(kind)
    response = HttpResponseRedirect(reverse("room", args=[room.code]))
    access.grant(response, room, key)
    return response
