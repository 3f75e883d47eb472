"""The lessons as a Django app."""

from django.apps import AppConfig


class LessonsConfig(AppConfig):
    """Tells the rooms who knows the lessons."""

    name = "k8sviz.lessons"
    label = "lessons"

    def ready(self) -> None:
        """Register."""
        from k8sviz.lessons import room  # noqa: PLC0415
        from k8sviz.rooms import extras  # noqa: PLC0415

        extras.register(extras.Lessons(room.first_entries, room.watcher, room.page))
