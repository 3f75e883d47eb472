"""The rooms as a Django app."""

from django.apps import AppConfig


class RoomsConfig(AppConfig):
    """Registers the system checks."""

    name = "k8sviz.rooms"
    label = "rooms"

    def ready(self) -> None:
        """Import what registers itself."""
        from k8sviz.rooms import checks  # noqa: F401, PLC0415
