"""What lessons add to a room: how it begins, who watches it, and the panel on its page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from k8sviz.lessons.beginning import Timed, beginning
from k8sviz.lessons.lesson import Loaded
from k8sviz.lessons.load import catalogue
from k8sviz.lessons.panel import panel
from k8sviz.lessons.watcher import LessonWatcher
from k8sviz.lessons.words import lesson_words
from k8sviz.rooms.models import Room
from k8sviz.rooms.stagewords import page_words
from k8sviz.sim.world import World


def first_entries(slug: str, seed: int) -> list[Timed]:
    """How a lesson's room begins. Raises LookupError if there is no such lesson."""
    return beginning(catalogue()[slug], seed)


def watcher(slug: str) -> LessonWatcher | None:
    """Who judges its checks; nobody, if the lesson is gone."""
    lesson = catalogue().get(slug)
    return LessonWatcher(lesson) if lesson else None


def lesson_of(room: Room) -> Loaded | None:
    """The lesson that is taught in a room."""
    return catalogue().get(room.lesson)


def page(request: HttpRequest, room: Room, world: World) -> dict[str, Any]:
    """The panel, its words, and the address to ask first."""
    lesson = lesson_of(room)
    if lesson is None:
        return {}
    language = get_language() or "en"
    shown: dict[str, Any] = {
        "lesson": panel(lesson, language),
        "room_title": lesson.lesson.title.in_language(language),
        "page_words": {**page_words(), **lesson_words()},
    }
    if lesson.lesson.start.ask:
        shown["url"] = lesson.lesson.start.ask
    return shown
