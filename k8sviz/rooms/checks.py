"""System checks: combinations of settings that would lose messages without a word."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register
def several_workers_need_redis(app_configs: Any = None, **kwargs: Any) -> Sequence[CheckMessage]:
    """The in-memory channel layer does not leave its process."""
    in_memory = settings.CHANNEL_LAYERS["default"]["BACKEND"].endswith("InMemoryChannelLayer")
    if settings.WORKERS < 2 or not in_memory:  # noqa: PLR2004
        return []
    return [
        Error(
            "Several worker processes need Redis to tell each other about new entries of a room.",
            hint="Set REDIS_URL, or leave WEB_CONCURRENCY at 1.",
            id="k8sviz.E001",
        )
    ]
