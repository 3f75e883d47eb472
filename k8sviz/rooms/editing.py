"""What every change goes through before it is looked at: the room, the role, the rate, the size."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from k8sviz.rooms import access
from k8sviz.rooms.bounds import refused
from k8sviz.rooms.limits import Rate, limits
from k8sviz.rooms.models import Room
from k8sviz.rooms.rates import buckets
from k8sviz.sim.problems import Outcome

Action = Callable[[HttpRequest, Room], Awaitable[HttpResponse]]
View = Callable[..., Any]


class UnreadableError(Exception):
    """A form that no page of ours sends; its text says what is wrong with it."""


def editing(action: Action) -> View:
    """A view for a change by one of the room's editors."""
    return _guarded(action, "actions")


def checking(action: Action) -> View:
    """A view for a look at a text while it is typed."""
    return _guarded(action, "checks")


def _guarded(action: Action, kind: str) -> View:
    @functools.wraps(action)
    async def view(request: HttpRequest, code: str) -> HttpResponse:
        room = await access.find_or_404(request, code)
        if access.role(request, room) is not access.Role.EDITOR:
            return render(request, "_viewonly.html", {"room": room}, status=403)
        rate: Rate = getattr(limits(), kind)
        if not buckets.take(f"{kind} {room.code} {access.member(request, room)}", rate):
            text = _("Too many changes at once: at most %(rate)g a second. Wait a moment and try again.")
            return _no(request, room, 429, "TooManyRequests", text % {"rate": rate.per_second})
        if len(request.POST.get("text", "").encode(errors="replace")) > limits().text_bytes:
            return _no(request, room, 413, "RequestEntityTooLarge", _text_too_long())
        try:
            return await action(request, room)
        except UnreadableError as problem:
            return _no(request, room, 400, "BadRequest", str(problem))

    return require_POST(view)


def answer(request: HttpRequest, room: Room, outcome: Outcome, status: int = 200) -> HttpResponse:
    """The fragment that says what became of a command; what the cluster refuses is an answer too."""
    return render(request, "_outcome.html", {"room": room, "outcome": outcome}, status=status)


def _no(request: HttpRequest, room: Room, code: int, reason: str, message: str) -> HttpResponse:
    return answer(request, room, refused(code, reason, message), code)


def field(request: HttpRequest, name: str) -> str:
    """A field that has to be there."""
    value = request.POST.get(name, "").strip()
    if not value:
        raise UnreadableError(_("%(name)s is missing.") % {"name": name})
    return value


def number(request: HttpRequest, name: str, low: float, high: float) -> float:
    """A number within bounds."""
    try:
        value = float(field(request, name))
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        text = _("%(name)s has to be a number from %(low)g to %(high)g.")
        raise UnreadableError(text % {"name": name, "low": low, "high": high})
    return value


def _text_too_long() -> str:
    text = _("The text is longer than the %(bound)d bytes that one apply may have.")
    return text % {"bound": limits().text_bytes}
