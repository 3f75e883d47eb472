"""Who may see a room, and who may act in it."""

from __future__ import annotations

import secrets
from enum import StrEnum

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from k8sviz.rooms import codes
from k8sviz.rooms.limits import limits
from k8sviz.rooms.models import Room
from k8sviz.rooms.rates import buckets, sender

_KEPT = 30 * 24 * 3600  # seconds


class Role(StrEnum):
    """What somebody is in a room."""

    EDITOR = "editor"
    VIEWER = "viewer"


async def find(code: str, address: str) -> Room | None:
    """The room with this code. Who has guessed too often is told that there is none, whatever the code."""
    rate = limits().misses
    if buckets.level(f"misses {address}", rate) < 1:
        return None
    room = await Room.objects.filter(code=codes.written(code)).afirst()
    if room is None:
        buckets.take(f"misses {address}", rate)
    return room


async def find_or_404(request: HttpRequest, code: str) -> Room:
    """The same for a page."""
    room = await find(code, address_of(request))
    if room is None:
        raise Http404(
            _("There is no such room, or you have tried too many codes. Check the code, wait a minute.")
        )
    return room


def address_of(request: HttpRequest) -> str:
    """Where the request came from, for limits; uvicorn puts a trusted proxy's word there."""
    return sender(str(request.META.get("REMOTE_ADDR", "")))


def role(request: HttpRequest, room: Room) -> Role:
    """The role that the request's cookie gives in `room`."""
    token = _cookie(request, room).partition(":")[2]
    return Role.EDITOR if token and codes.matches(token, room.edit_hash) else Role.VIEWER


def member(request: HttpRequest, room: Room) -> str:
    """Who acts, for limits: the browser that holds the cookie, or else the address."""
    return _cookie(request, room).partition(":")[0] or address_of(request)


def edit_key(request: HttpRequest, room: Room) -> str:
    """The key that the request's cookie holds, for an editor who invites another one; "" for viewers."""
    return _cookie(request, room).partition(":")[2] if role(request, room) is Role.EDITOR else ""


def admit(request: HttpRequest, room: Room) -> HttpResponse | None:
    """If the address carries the room's key: keep it in a cookie and go to the address without it."""
    key = request.GET.get("key", "")
    if not key:
        return None
    response = HttpResponseRedirect(reverse("room", args=[room.code]))
    if codes.matches(key, room.edit_hash):
        grant(response, room, key)
    return response


def grant(response: HttpResponse, room: Room, key: str) -> None:
    """Let the browser that gets `response` edit `room`."""
    response.set_signed_cookie(
        _name(room),
        f"{secrets.token_hex(6)}:{key}",
        max_age=_KEPT,
        path="/rooms/",
        httponly=True,
        samesite="Lax",
        secure=settings.SECURE_COOKIES,
    )


def _cookie(request: HttpRequest, room: Room) -> str:
    return request.get_signed_cookie(_name(room), "", max_age=_KEPT) or ""


def _name(room: Room) -> str:
    return f"edit_{room.code}"
