"""Every limit of a room, by name. settings.K8SVIZ_LIMITS overrides them."""

from __future__ import annotations

from functools import cache

import msgspec
from django.conf import settings
from django.core.signals import setting_changed


class Rate(msgspec.Struct, frozen=True):
    """A token bucket: `burst` at once, `per_second` for ever."""

    burst: float
    per_second: float


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one room, one member or one address may use."""

    text_bytes: int = 256 * 1024  # of one apply
    objects: int = 1_000  # stored, or asked for as replicas
    object_bytes: int = 64 * 1024 * 1024  # of all objects as JSON, those of wanted replicas included
    traffic: int = 300  # requests a second of simulated time, by all sources of a room together
    carried_bytes: int = 32 * 1024 * 1024  # of a room's file, unpacked
    carried_hours: int = 12  # of simulated time in a room's file
    viewers: int = 500  # sockets of one room in one process
    log_entries: int = 20_000
    log_bytes: int = 64 * 1024 * 1024  # of their commands
    idle_days: float = 30  # after which a room that nobody uses is deleted; 0: never
    queue: int = 64  # frames that wait for one slow viewer before it has to resync
    message_bytes: int = 1_024  # what a browser may send over the socket
    actions: Rate = Rate(40, 8)  # changes by one member of a room
    checks: Rate = Rate(30, 8)  # looks at a text while it is typed
    past_viewers: int = 100  # of one room in one process that look at its past at the same time
    moments: Rate = Rate(40, 15)  # of the past: for one viewer, for all pages of a room; more wait
    api_requests: Rate = Rate(600, 200)  # of the Kubernetes API, by all kubectls of a room
    watches: int = 100  # open streams of a room's Kubernetes API: watches, followed logs, sessions
    streams: int = 500  # the same of all rooms in one process
    outgoing_bytes: int = 64 * 1024 * 1024  # of the Kubernetes API's answers that one process is sending
    forwarded_connections: int = 50  # that one kubectl port-forward may have open
    terminal_seconds: float = 40  # that one command in the page's terminal may take
    resyncs: Rate = Rate(6, 1)  # snapshots that one viewer may ask for
    new_rooms: Rate = Rate(100, 0.2)  # by one address
    misses: Rate = Rate(60, 1)  # room codes that do not exist, tried by one address


@cache
def limits() -> Limits:
    """The limits in force."""
    return msgspec.convert(settings.K8SVIZ_LIMITS, Limits)


def _forget(*, setting: str, **kwargs: object) -> None:
    if setting == "K8SVIZ_LIMITS":
        limits.cache_clear()


setting_changed.connect(_forget)
