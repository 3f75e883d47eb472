"""What the lessons add to rooms. The rooms know only this much of them; the lessons register themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

from django.http import HttpRequest

from k8sviz.rooms.models import Room
from k8sviz.sim.commands import AnyCommand
from k8sviz.sim.world import World

Beginning = list[tuple[int, AnyCommand]]
"""The first entries of a log with their simulated times (ms); the first of them creates the world."""


class Watcher(Protocol):
    """Looks at one room's world again and again."""

    def look(self, world: World) -> dict[str, Any]:
        """What the room's viewers are told of it, as a small table."""


class Lessons(NamedTuple):
    """What somebody has to say about a lesson of this name."""

    beginning: Callable[[str, int], Beginning]  # by its name and the seed of the world's chance
    watcher: Callable[[str], Watcher | None]
    page: Callable[[HttpRequest, Room, World], dict[str, Any]]  # what the room's page shows besides


_registered: list[Callable[[], Lessons]] = []


def register(lessons: Callable[[], Lessons]) -> None:
    """Say who knows the lessons; asked only when one is wanted."""
    _registered[:] = [lessons]


def beginning(slug: str, seed: int) -> Beginning:
    """How a lesson's room begins. Raises LookupError if there is no such lesson."""
    if not _registered:
        raise LookupError(slug)
    return _registered[0]().beginning(slug, seed)


def watcher(slug: str) -> Watcher | None:
    """Who watches a lesson's room; nobody watches one without a lesson."""
    return _registered[0]().watcher(slug) if slug and _registered else None


def page(request: HttpRequest, room: Room, world: World) -> dict[str, Any]:
    """What a lesson adds to the page of its room."""
    return _registered[0]().page(request, room, world) if room.lesson and _registered else {}
