"""Why a request ended as it did, and the fixes: tried on a fork when shown, carried out when chosen."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from k8sviz.rooms import access, live, moments
from k8sviz.rooms.editing import UnreadableError, answer, editing, number
from k8sviz.rooms.models import Room
from k8sviz.rooms.pages import can_edit, view_only
from k8sviz.rooms.perform import perform, performed
from k8sviz.rooms.reasons import heading, proposal
from k8sviz.rooms.stagewords import outcome_word
from k8sviz.sim.commands import SendRequest
from k8sviz.sim.dataplane.journey import Journey
from k8sviz.sim.diagnosis import Diagnosis, Fix, Trial, attempt, diagnose
from k8sviz.sim.explain import name_of
from k8sviz.sim.world import World


async def chain(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """From what the client saw to the line that is the cause."""
    room = await access.find_or_404(request, code)
    world = await moments.world(room, moments.at_of(request))
    found = _journey(world, number)
    if found is None:
        return render(request, "_inspect_gone.html", {"id": f"#{number}"})
    diagnosis = diagnose(world, found)
    context = {
        "room": room,
        "journey": found,
        "links": [{"link": link, "heading": heading(link)} for link in diagnosis.links],
        "fixes": [_shown(world, fix, found) for fix in diagnosis.fixes],
        "good": found.outcome == "answered",
        "can_edit": can_edit(request, room),
        "view_only": view_only(),
    }
    return render(request, "_why.html", context)


@editing
async def fix(request: HttpRequest, room: Room) -> HttpResponse:
    """Carry out one of the fixes of a journey's diagnosis."""
    journey_number = int(number(request, "journey", 1, float("inf")))
    chosen = request.POST.get("fix", "")
    world = await live.world(room)
    found = _journey(world, journey_number)
    diagnosis = diagnose(world, found) if found else Diagnosis(())
    wanted = next((one for one in diagnosis.fixes if _name(one) == chosen), None)
    if wanted is None:
        raise UnreadableError(_("The cluster has changed since: ask again why it ended like this."))
    return await _carry_out(request, room, wanted)


async def _carry_out(request: HttpRequest, room: Room, wanted: Fix) -> HttpResponse:
    for command in wanted.commands:
        if isinstance(command, SendRequest):
            outcome, world = await performed(room, command)
            journey = world.journeys[-1] if world.journeys and not outcome.refused else None
            return render(request, "_sent.html", {"room": room, "outcome": outcome, "journey": journey})
        outcome = await perform(room, command)
        if outcome.refused:
            break
    response = answer(request, room, outcome)
    if wanted.text and not outcome.refused:
        response["HX-Trigger"] = json.dumps({"k8sviz:text": {"text": wanted.text}})
    return response


def _journey(world: World, number: int) -> Journey | None:
    return next((one for one in reversed(world.journeys) if one.number == number), None)


def _shown(world: World, fix: Fix, journey: Journey) -> dict[str, Any]:
    trial = attempt(world, fix, journey)
    return {
        "fix": fix,
        "name": _name(fix),
        "proposal": proposal(fix),
        "trial": trial,
        "others": _others(trial, journey),
    }


def _others(trial: Trial, journey: Journey) -> list[dict[str, str]]:
    """The other requests that would end otherwise."""
    return [
        {
            "client": name_of(one.client),
            "url": one.url,
            "before": one.before,
            "before_word": outcome_word(one.before),
            "after": one.after,
            "after_word": outcome_word(one.after),
        }
        for one in trial.changed
        if (one.client, one.url) != (journey.client, journey.url)
    ]


def _name(fix: Fix) -> str:
    """By what a form names a fix: what it does and with which values."""
    return " ".join([fix.message, *fix.values.values()])
