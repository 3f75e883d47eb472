"""The catalogue, and the way from it into a room."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from k8sviz.lessons.lesson import Loaded
from k8sviz.lessons.load import catalogue
from k8sviz.lessons.wording import Wording
from k8sviz.rooms import access
from k8sviz.rooms.founding import found
from k8sviz.rooms.limits import limits
from k8sviz.rooms.models import Room
from k8sviz.rooms.problems import too_many_rooms
from k8sviz.rooms.rates import buckets


async def lessons(request: HttpRequest) -> HttpResponse:
    """What each lesson teaches, how long it takes, and what comes before."""
    language = get_language() or "en"
    cards = [_card(one, language) for one in catalogue().values()]
    groups = [
        {"title": _("Learn"), "lead": "", "cards": [card for card in cards if not card["story"]]},
        {
            "title": _("Broken worlds"),
            "lead": _("One symptom, one cause. Each cluster is broken; find out why, then fix it."),
            "cards": [card for card in cards if card["story"]],
        },
    ]
    return render(request, "lessons/catalogue.html", {"groups": groups})


def _card(loaded: Loaded, language: str) -> dict[str, Any]:
    lesson = loaded.lesson
    return {
        "slug": loaded.slug,
        "title": lesson.title.in_language(language),
        "teaches": Wording(language).line(lesson.teaches.in_language(language), explain=False),
        "story": Wording(language).line(lesson.story.in_language(language), explain=False)
        if lesson.story
        else "",
        "minutes": lesson.minutes,
        "steps": len(lesson.steps),
        "before": [
            {"slug": slug, "title": catalogue()[slug].lesson.title.in_language(language)}
            for slug in lesson.before
            if slug in catalogue()
        ],
    }


@require_POST
async def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """A new room for a lesson; whoever asked for it may edit it."""
    if slug not in catalogue():
        raise Http404(_("There is no such lesson."))
    if not buckets.take(f"new {access.address_of(request)}", limits().new_rooms):
        return too_many_rooms(request)
    room, key = await found(Room.LESSON, lesson=slug)
    response = HttpResponseRedirect(reverse("room", args=[room.code]))
    access.grant(response, room, key)
    return response
