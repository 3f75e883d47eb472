"""The forms about the editor's text: looks, help with writing, conversion, and changes of one value."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from k8sviz.rooms import live
from k8sviz.rooms.editing import UnreadableError, answer, checking, editing, field, number
from k8sviz.rooms.models import Room
from k8sviz.rooms.perform import perform
from k8sviz.rooms.remarks import remark
from k8sviz.sim.authoring import complete, consequences, differences, documented, formatted
from k8sviz.sim.commands import Apply
from k8sviz.sim.manifests.check import diagnose
from k8sviz.sim.manifests.convert import modernise
from k8sviz.sim.manifests.edit import set_service_type
from k8sviz.sim.problems import Result
from k8sviz.sim.world import World

_TYPES = ("ClusterIP", "NodePort", "LoadBalancer", "ExternalName")
_FAR = 1_000_000  # more lines or columns than any text has


@checking
async def check(request: HttpRequest, room: Room) -> HttpResponse:
    """What the editor underlines, and what stands in its margin."""
    world, text = await live.world(room), request.POST.get("text", "")
    return JsonResponse(_looked_at(world, text))


def _looked_at(world: World, text: str) -> dict[str, Any]:
    marks = [
        {
            "line": found.line,
            "column": found.column,
            "endLine": found.end_line,
            "endColumn": found.end_column,
            "severity": found.severity,
            "message": found.message,
        }
        for found in diagnose(text)
    ]
    come = consequences(world, text)
    marked = {mark["line"] for mark in marks}
    marks += [mark for result in come.refused if (mark := _refusal(result))["line"] not in marked]
    notes = [{"line": note.line, "tone": note.tone, "text": remark(note)} for note in come.notes]
    return {"marks": marks, "notes": notes}


def _refusal(result: Result) -> dict[str, Any]:
    """What only a server with a cluster can know: a port that is taken, a field that may not change."""
    assert result.refusal is not None
    line = result.refusal.line or result.line or 1
    column = result.refusal.column or 1
    return {
        "line": line,
        "column": column,
        "endLine": line,
        "endColumn": _FAR,
        "severity": "error",
        "message": result.refusal.message,
    }


@checking
async def suggest(request: HttpRequest, room: Room) -> HttpResponse:
    """What may be written at the cursor."""
    world, text = await live.world(room), request.POST.get("text", "")
    line, column = int(number(request, "line", 1, _FAR)), int(number(request, "column", 1, _FAR))
    found = await asyncio.to_thread(complete, world.cluster, text, line, column)
    options = [option._asdict() for option in found.options]
    return JsonResponse({"start": found.start, "options": options})


@checking
async def explain(request: HttpRequest, room: Room) -> HttpResponse:
    """What the API's documentation says of the field under the pointer."""
    line, column = int(number(request, "line", 1, _FAR)), int(number(request, "column", 1, _FAR))
    found = await asyncio.to_thread(documented, request.POST.get("text", ""), line, column)
    return render(request, "_field.html", {"field": found}) if found else HttpResponse(status=204)


@checking
async def difference(request: HttpRequest, room: Room) -> HttpResponse:
    """What Apply would change, object by object."""
    found = differences(await live.world(room), request.POST.get("text", ""))
    return render(request, "_difference.html", {"room": room, "differences": found})


@checking
async def tidy(request: HttpRequest, _room: Room) -> HttpResponse:
    """The text, tidied."""
    response = HttpResponse(status=204)
    text = formatted(request.POST.get("text", ""))
    response["HX-Trigger"] = json.dumps({"k8sviz:text": {"text": text}})
    return response


@checking
async def convert(request: HttpRequest, room: Room) -> HttpResponse:
    """The text in today's API versions, beside what it was."""
    text = request.POST.get("text", "")
    return render(request, "_convert.html", {"room": room, "text": text, "converted": modernise(text)})


@editing
async def service_type(request: HttpRequest, room: Room) -> HttpResponse:
    """Write the type into the text, apply the text: the YAML is the truth."""
    chosen, name = field(request, "type"), field(request, "service")
    if chosen not in _TYPES:
        raise UnreadableError(chosen)
    text = set_service_type(request.POST.get("text", ""), name, chosen)
    if text is None:
        raise UnreadableError(_("There is no Service %(name)s in the text.") % {"name": name})
    response = answer(request, room, await perform(room, Apply(text)))
    response["HX-Trigger"] = json.dumps({"k8sviz:text": {"text": text}})
    return response
