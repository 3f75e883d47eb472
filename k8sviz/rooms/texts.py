"""The forms about the editor's text: look at it, lift it to today's API, change a Service's type in it."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from k8sviz.rooms.editing import UnreadableError, answer, checking, editing, field
from k8sviz.rooms.models import Room
from k8sviz.rooms.perform import perform
from k8sviz.sim.commands import Apply
from k8sviz.sim.manifests.check import diagnose
from k8sviz.sim.manifests.convert import modernise
from k8sviz.sim.manifests.edit import set_service_type

_TYPES = ("ClusterIP", "NodePort", "LoadBalancer", "ExternalName")


@checking
async def check(request: HttpRequest, room: Room) -> HttpResponse:
    """What the editor underlines."""
    marks = [
        {
            "line": found.line,
            "column": found.column,
            "endLine": found.end_line,
            "endColumn": found.end_column,
            "severity": found.severity,
            "message": found.message,
        }
        for found in diagnose(request.POST.get("text", ""))
    ]
    return JsonResponse(marks, safe=False)


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
