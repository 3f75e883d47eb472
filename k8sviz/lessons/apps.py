"""The lessons as a Django app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from k8sviz.rooms.extras import Lessons


class LessonsConfig(AppConfig):
    """Tells the rooms who knows the lessons."""

    name = "k8sviz.lessons"
    label = "lessons"

    def ready(self) -> None:
        """Register."""
        from k8sviz.rooms import extras  # noqa: PLC0415

        extras.register(_lessons)


def _lessons() -> Lessons:
    """Loaded with the first lesson that is asked for: most commands start without."""
    from k8sviz.lessons import room  # noqa: PLC0415
    from k8sviz.rooms import extras  # noqa: PLC0415

    return extras.Lessons(room.first_entries, room.watcher, room.page)
