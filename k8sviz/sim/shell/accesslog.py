"""What a Pod's server has logged: one line for each request that it answered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from k8sviz.sim.dataplane.journey import Journey
from k8sviz.sim.objects.identity import ApiObject
from k8sviz.sim.world import World

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_AGENT = "curl/8.14.1"


class Line(NamedTuple):
    """One line: the number of its journey, when it was written (ms) and what it says."""

    number: int
    at: int
    text: str


def lines(world: World, subject: str, pod: ApiObject, after: int = 0) -> Iterator[Line]:
    """The lines of a Pod (its element id), of the known journeys with numbers above `after`."""
    combined = "nginx" in pod["spec"]["containers"][0].get("image", "")
    for journey in world.journeys:
        if journey.number > after and journey.answered_by == subject:
            yield Line(journey.number, journey.at, _text(world, journey, combined))


def _text(world: World, journey: Journey, combined: bool) -> str:
    """Apache's common log format, or nginx's combined one."""
    parts = urlsplit(journey.url if "://" in journey.url else f"http://{journey.url}")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    stamp = _clf(world.cluster.settings.timestamp(journey.at))
    said = f'{journey.seen_source} - - [{stamp}] "GET {target} HTTP/1.1" 200 {len(journey.printed) + 1}'
    return f'{said} "-" "{_AGENT}" "-"' if combined else said


def _clf(stamp: str) -> str:
    """2026-01-31T23:59:59Z → 31/Jan/2026:23:59:59 +0000"""
    date, clock = stamp.rstrip("Z").split("T")
    year, month, day = date.split("-")
    return f"{day}/{_MONTHS[int(month) - 1]}/{year}:{clock} +0000"
