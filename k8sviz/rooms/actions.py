"""The forms that change a room: each becomes one command."""

from __future__ import annotations

import time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from k8sviz.rooms.editing import UnreadableError, answer, editing, field, number
from k8sviz.rooms.models import Room
from k8sviz.rooms.perform import perform, performed
from k8sviz.rooms.stepping import asked, forward
from k8sviz.sim.commands import (
    Apply,
    Delete,
    Patch,
    SendRequest,
    SetClock,
    SetCloud,
    StartTraffic,
    StopTraffic,
)

_PROVIDERS = ("aws", "gcp", "azure", "none")
_RATES = (0, 50)  # requests a second; 0 stops the source
_SPEEDS = (0.1, 10.0)


@editing
async def apply(request: HttpRequest, room: Room) -> HttpResponse:
    """`kubectl apply -f -`."""
    command = Apply(request.POST.get("text", ""), request.POST.get("namespace") or "default")
    return answer(request, room, await perform(room, command))


@editing
async def scale(request: HttpRequest, room: Room) -> HttpResponse:
    """`kubectl scale`."""
    return await _patch(request, room, {"spec": {"replicas": int(number(request, "replicas", 0, 10_000))}})


@editing
async def label(request: HttpRequest, room: Room) -> HttpResponse:
    """`kubectl label`; an empty value takes the label away."""
    value = request.POST.get("value", "").strip() or None
    return await _patch(request, room, {"metadata": {"labels": {field(request, "key"): value}}}, "Pod")


async def _patch(request: HttpRequest, room: Room, patch: dict[str, Any], kind: str = "") -> HttpResponse:
    command = Patch(
        request.POST.get("kind", kind) or kind,
        field(request, "name"),
        patch,
        request.POST.get("namespace") or "default",
    )
    return answer(request, room, await perform(room, command))


@editing
async def delete(request: HttpRequest, room: Room) -> HttpResponse:
    """`kubectl delete`."""
    command = Delete(
        field(request, "kind"), field(request, "name"), request.POST.get("namespace") or "default"
    )
    return answer(request, room, await perform(room, command))


@editing
async def send(request: HttpRequest, room: Room) -> HttpResponse:
    """`curl`, once. The packets come over the socket."""
    command = SendRequest(field(request, "client"), field(request, "url"))
    outcome, world = await performed(room, command)
    journey = world.journeys[-1] if world.journeys and not outcome.refused else None
    return render(request, "_sent.html", {"room": room, "outcome": outcome, "journey": journey})


@editing
async def traffic(request: HttpRequest, room: Room) -> HttpResponse:
    """`curl`, again and again, or no more."""
    client, rate = field(request, "client"), int(number(request, "rate", *_RATES))
    command = StartTraffic(client, field(request, "url"), rate) if rate else StopTraffic(client)
    return render(request, "_sent.html", {"room": room, "outcome": await perform(room, command)})


@editing
async def cloud(request: HttpRequest, room: Room) -> HttpResponse:
    """Choose the cloud whose controller serves type LoadBalancer."""
    provider = field(request, "provider")
    if provider not in _PROVIDERS:
        raise UnreadableError(provider)
    return answer(request, room, await perform(room, SetCloud(provider)))


@editing
async def clock(request: HttpRequest, room: Room) -> HttpResponse:
    """Play, pause, or change the speed; while it stands still, step on."""
    step = asked(request)
    if step is not None:
        return answer(request, room, await forward(room, step))
    speed = number(request, "speed", *_SPEEDS) if "speed" in request.POST else 1.0
    playing = bool(number(request, "playing", 0, 1))
    return answer(request, room, await perform(room, SetClock(playing, speed, time.time())))
