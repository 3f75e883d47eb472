"""The terminal in the page: its panel, the answer to a line, what Tab offers. What is typed is private."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from k8sviz.rooms import access, live
from k8sviz.rooms.editing import checking, editing
from k8sviz.rooms.models import Room
from k8sviz.terminal import completion
from k8sviz.terminal.places import HOME
from k8sviz.terminal.session import Typed, typed


async def panel(request: HttpRequest, code: str) -> HttpResponse:
    """The panel; viewers are told that they are watching."""
    room = await access.find_or_404(request, code)
    world = await live.world(room)
    nodes = sorted(node["metadata"]["name"] for node in world.cluster.of_kind("Node"))
    may = access.role(request, room) is access.Role.EDITOR
    shown = {"room": room, "can_edit": may, "nodes": nodes, "home": HOME}
    return render(request, "_terminal.html", shown)


@editing
async def line(request: HttpRequest, room: Room) -> HttpResponse:
    """Carry out one line."""
    form = request.POST
    what = Typed(form.get("at") or HOME, form.get("line", ""), form.get("text", ""))
    return render(request, "_terminal_reply.html", {"reply": await typed(room, what)})


@checking
async def complete(request: HttpRequest, room: Room) -> HttpResponse:
    """The words that may stand at the end of an unfinished line."""
    at = request.POST.get("at") or HOME
    return JsonResponse({"words": await completion.offered(room, at, request.POST.get("line", ""))})
