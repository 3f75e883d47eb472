"""Why something is as it is, and the fixes: tried on a fork when shown, carried out when chosen."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from k8sviz.rooms import access, live, moments
from k8sviz.rooms.editing import UnreadableError, answer, editing, field
from k8sviz.rooms.models import Room
from k8sviz.rooms.pages import can_edit, view_only
from k8sviz.rooms.perform import perform, performed
from k8sviz.rooms.reasons import heading, proposal
from k8sviz.rooms.stagewords import outcome_word
from k8sviz.sim.commands import SendRequest
from k8sviz.sim.dataplane.journey import Journey
from k8sviz.sim.diagnosis import (
    Diagnosis,
    Fix,
    Questions,
    Trial,
    attempt,
    diagnose,
    explain_element,
    once_more,
    questions_about,
)
from k8sviz.sim.explain import name_of
from k8sviz.sim.world import World


class _Subject(NamedTuple):
    """What somebody asks about: a packet, or an element of the stage."""

    diagnosis: Diagnosis
    questions: Questions
    good: bool
    named: dict[str, Any]  # how a page and a form name it


async def chain(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """From what the client saw to the line that is the cause."""
    room = await access.find_or_404(request, code)
    world = await moments.world(room, moments.at_of(request))
    found = _packet(world, str(number))
    return _page(request, room, world, found, f"#{number}")


async def standing(request: HttpRequest, code: str) -> HttpResponse:
    """From what an element of the stage shows to the line that is the cause."""
    room = await access.find_or_404(request, code)
    world = await moments.world(room, moments.at_of(request))
    element = request.GET.get("id", "")
    return _page(request, room, world, _element(world, element), element)


def _page(request: HttpRequest, room: Room, world: World, found: _Subject | None, asked: str) -> HttpResponse:
    if found is None:
        return render(request, "_inspect_gone.html", {"id": asked})
    context = {
        "room": room,
        **found.named,
        "links": [
            {"link": link, "heading": heading(link), "table": _table(link.evidence)}
            for link in found.diagnosis.links
        ],
        "fixes": sorted((_shown(world, fix, found) for fix in found.diagnosis.fixes), key=_worth),
        "good": found.good,
        "can_edit": can_edit(request, room),
        "view_only": view_only(),
    }
    return render(request, "_why.html", context)


def _table(evidence: tuple[str, ...]) -> list[list[str]]:
    """Evidence that a tool prints in columns, cell by cell; empty for other evidence."""
    rows = [re.split(r" {3,}", line) for line in evidence]
    widths = {len(row) for row in rows}
    return rows if len(widths) == 1 and widths != {1} else []


def _worth(shown: dict[str, Any]) -> float:
    """What answers most requests comes first."""
    trial: Trial = shown["trial"]
    return -trial.answered / (trial.sent or 1)


def _packet(world: World, number: str) -> _Subject | None:
    journey = next((one for one in reversed(world.journeys) if str(one.number) == number), None)
    if journey is None:
        return None
    good = journey.outcome == "answered"
    return _Subject(diagnose(world, journey), once_more(journey), good, {"journey": journey})


def _element(world: World, element: str) -> _Subject | None:
    diagnosis = explain_element(world, element)
    if not diagnosis.links:
        return None
    good = diagnosis.links[0].message in _GOOD
    return _Subject(diagnosis, questions_about(world, element), good, {"element": element})


_GOOD = ("service-well", "service-alias", "pod-well", "node-well")


@editing
async def fix(request: HttpRequest, room: Room) -> HttpResponse:
    """Carry out one of the fixes of a diagnosis."""
    world = await live.world(room)
    element, chosen = request.POST.get("element", ""), request.POST.get("fix", "")
    found = _element(world, element) if element else _packet(world, field(request, "journey"))
    fixes = found.diagnosis.fixes if found else ()
    wanted = next((one for one in fixes if _name(one) == chosen), None)
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


def _shown(world: World, fix: Fix, about: _Subject) -> dict[str, Any]:
    trial = attempt(world, fix, about.questions)
    return {
        "fix": fix,
        "name": _name(fix),
        "proposal": proposal(fix),
        "trial": trial,
        "others": _others(trial, about.named.get("journey")),
    }


def _others(trial: Trial, journey: Journey | None) -> list[dict[str, str]]:
    """The requests that would end otherwise, beside the one that the page is about."""
    own = (journey.client, journey.url) if journey else None
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
        if (one.client, one.url) != own
    ]


def _name(fix: Fix) -> str:
    """By what a form names a fix: what it does and with which values."""
    return " ".join([fix.message, *fix.values.values()])
