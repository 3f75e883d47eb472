"""The inspector: what is selected, and packets hop by hop. Fragments only; nothing here changes anything."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from k8sviz.rooms import access, live, moments
from k8sviz.rooms.facts import facts
from k8sviz.rooms.models import Room
from k8sviz.rooms.pages import can_edit, view_only
from k8sviz.rooms.sentences import told
from k8sviz.rooms.stagewords import outcome_word
from k8sviz.sim.dataplane.asked import typed
from k8sviz.sim.dataplane.journey import Journey, Step
from k8sviz.sim.scene import draw
from k8sviz.sim.tracked import tracked


async def element(request: HttpRequest, code: str) -> HttpResponse:
    """One element of the stage."""
    room = await access.find_or_404(request, code)
    element_id = request.GET.get("id", "")
    if not element_id:
        return render(request, "_inspect_nothing.html")
    world = await moments.world(room, moments.at_of(request))
    elements = draw(world)["elements"]
    if element_id not in elements:
        return render(request, "_inspect_gone.html", {"id": element_id})
    shown = elements[element_id]
    context = {"id": element_id, **shown, **facts(world, elements, element_id), **_reader(request, room)}
    return render(request, f"_inspect_{shown['shape']}.html", context)


async def text(request: HttpRequest, code: str) -> HttpResponse:
    """The text as it was last applied, for editors that are open elsewhere."""
    room = await access.find_or_404(request, code)
    return HttpResponse((await live.world(room)).draft, content_type="text/plain; charset=utf-8")


async def journey(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One request and its reply."""
    room = await access.find_or_404(request, code)
    world = await moments.world(room, moments.at_of(request))
    found = next((one for one in reversed(world.journeys) if one.number == number), None)
    if found is None:
        return render(request, "_inspect_gone.html", {"id": f"#{number}"})
    context = {
        "journey": found,
        "halves": halves(found),
        "told": told(found),
        "tracked": tracked(found),
        "typed": typed(found.url),
        **dns(found),
        **_reader(request, room),
    }
    return render(request, "_journey.html", {**context, "outcome_word": outcome_word(found.outcome)})


def dns(journey: Journey) -> dict[str, Any]:
    """The packets of the questions to the name server, and why there was no answer."""
    lookup = journey.lookup
    if lookup is None:
        return {}
    steps = [step for query in lookup.queries for step in query.steps]
    hops = [_hop(number, step) for number, step in enumerate(steps, 1)]
    return {"dns_hops": hops, "dns_error": outcome_word(lookup.error) if lookup.error else ""}


def halves(journey: Journey) -> list[dict[str, Any]]:
    """The hops out, and the hops back."""
    hops = [_hop(number, step) for number, step in enumerate(journey.steps, 1)]
    ways = (False, True)
    both = [{"reply": back, "hops": [hop for hop in hops if hop["step"].reply is back]} for back in ways]
    return [half for half in both if half["hops"]]


def _hop(number: int, step: Step) -> dict[str, Any]:
    before, after = step.before, step.after
    source = (before.src, before.src_port) != (after.src, after.src_port)
    destination = (before.dst, before.dst_port) != (after.dst, after.dst_port)
    return {
        "number": number,
        "step": step,
        "source_changed": source,
        "destination_changed": destination,
        "changed": source or destination,
        "node": step.where.removeprefix("node/") if step.where.startswith("node/") else "",
    }


def _reader(request: HttpRequest, room: Room) -> dict[str, Any]:
    return {"room": room, "can_edit": can_edit(request, room), "view_only": view_only()}
