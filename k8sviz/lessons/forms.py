"""The panel's forms: show a solution, do it, start over, undo."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from k8sviz.lessons import actions
from k8sviz.lessons.again import before_the_last_change, started
from k8sviz.lessons.lesson import Loaded, Solution
from k8sviz.lessons.room import lesson_of
from k8sviz.lessons.spoken import spoken
from k8sviz.lessons.wording import Wording
from k8sviz.rooms.editing import UnreadableError, answer, checking, editing, field, number
from k8sviz.rooms.extras import Beginning
from k8sviz.rooms.founding import first_entries
from k8sviz.rooms.limits import limits
from k8sviz.rooms.live import live, world
from k8sviz.rooms.models import Room
from k8sviz.rooms.perform import perform
from k8sviz.sim.commands import Apply
from k8sviz.sim.problems import Outcome


@checking
async def solution(request: HttpRequest, room: Room) -> HttpResponse:
    """What one of the right ways changes: as a difference to the editor's text, or as commands."""
    lesson, chosen = _chosen(request, room)
    commands = [
        command for action in chosen.actions for command in actions.read(lesson, action, await world(room))
    ]
    shown = {
        "room": room,
        "step": request.POST["step"],
        "which": request.POST["which"],
        "say": Wording(get_language() or "en").line(chosen.say.in_language(get_language() or "en")),
        "before": request.POST.get("text", ""),
        "changes": [command.text for command in commands if isinstance(command, Apply)],
        "commands": list(dict.fromkeys(filter(None, map(spoken, commands)))),
        "can_edit": True,
    }
    return render(request, "lessons/_solution.html", shown)


@editing
async def solve(request: HttpRequest, room: Room) -> HttpResponse:
    """Do it: what changes the cluster; where nothing does, the requests."""
    lesson, chosen = _chosen(request, room)
    results: list[Outcome] = []
    for command in _to_do(lesson, chosen):
        for one in actions.read(lesson, command, await world(room)):
            if not isinstance(one, actions.Look):
                results.append(await perform(room, one))
    texts = [
        one.text
        for action in chosen.actions
        for one in actions.read(lesson, action)
        if isinstance(one, Apply)
    ]
    response = answer(request, room, Outcome(tuple(line for one in results for line in one.results)))
    if texts:
        response["HX-Trigger"] = json.dumps({"k8sviz:text": {"text": texts[-1]}})
    return response


@editing
async def reset(request: HttpRequest, room: Room) -> HttpResponse:
    """The lesson's start again, in the same room."""
    if lesson_of(room) is None:
        raise UnreadableError(_("This room has no lesson."))
    entries = first_entries(room.lesson)
    return await _begin_again(room, entries, _("The lesson begins again."), "k8sviz:lesson-reset")


@editing
async def undo(request: HttpRequest, room: Room) -> HttpResponse:
    """Back to the moment before the last change."""
    here = await live.enter(room.pk)
    async with here.lock:
        await here.refresh()
        entries = list(here.timeline.history.entries)
    kept = before_the_last_change(entries, len(first_entries(room.lesson)))
    if kept is None:
        return HttpResponse(_("There is nothing to undo."))
    return await _begin_again(room, kept, _("Undone. The clock is where it was before it."), "k8sviz:undone")


async def _begin_again(room: Room, entries: Beginning, words: str, event: str) -> HttpResponse:
    here = await live.enter(room.pk)
    async with here.lock:
        if here.timeline.number + len(entries) >= limits().log_entries:
            return HttpResponse(_("This room's log is full. Open a new room for this lesson."), status=409)
        await here.begin_again(started(entries))
        draft = here.timeline.world.draft
    response = HttpResponse(words)
    response["HX-Trigger"] = json.dumps({"k8sviz:text": {"text": draft}, event: {}})
    return response


def _chosen(request: HttpRequest, room: Room) -> tuple[Loaded, Solution]:
    lesson = lesson_of(room)
    step = lesson.step(field(request, "step")) if lesson else None
    if lesson is None or step is None:
        raise UnreadableError(_("This room's lesson has no such step."))
    return lesson, step.solutions[int(number(request, "which", 0, len(step.solutions) - 1))]


def _to_do(lesson: Loaded, chosen: Solution) -> list[dict[str, object]]:
    changing = [
        action
        for action in chosen.actions
        if any(map(actions.changes_the_cluster, actions.read(lesson, action)))
    ]
    return changing or chosen.actions
