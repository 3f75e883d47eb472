"""The stage alone, for a page or slides of somebody else: to look at, never to change."""

from __future__ import annotations

from typing import cast

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt

from k8sviz.rooms import access
from k8sviz.rooms.stagewords import stage_words

_ANYWHERE = csp_replace({"frame-ancestors": ["*"]})


@xframe_options_exempt
async def embed(request: HttpRequest, code: str) -> HttpResponse:
    """The room's stage; the address may name a moment (`at`) and a packet (`journey`)."""
    room = await access.find_or_404(request, code)
    url = request.build_absolute_uri(reverse("room", args=[room.code]))
    page = render(request, "embed.html", {"room": room, "url": url, "stage_words": stage_words()})
    return cast("HttpResponse", _ANYWHERE(lambda _request: page)(request))
