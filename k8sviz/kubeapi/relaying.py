"""A request that comes over a real connection, made in the room: its packets fly, its answer goes back."""

from __future__ import annotations

from typing import NamedTuple

from k8sviz.rooms.limits import limits
from k8sviz.rooms.models import Room
from k8sviz.rooms.perform import performed
from k8sviz.rooms.rates import buckets
from k8sviz.sim.commands import SendRequest
from k8sviz.sim.dataplane.journey import ANSWERED, UNREACHABLE

_URL_BYTES = 2_048
_UNAVAILABLE = 503


class Relayed(NamedTuple):
    """What came of it."""

    outcome: str  # of the journey; ANSWERED where the room itself says no
    status: int
    body: str


async def relay(room: Room, client: str, address: str, target: str) -> Relayed:
    """Send a request for `target` from `client` (an element id) to `address` (host:port)."""
    if len(target) > _URL_BYTES:
        return Relayed(ANSWERED, 414, f"this room's limit is {_URL_BYTES} characters in a URL\n")
    if not buckets.take(f"kube {room.code}", limits().api_requests):
        words = f"this room's limit is {limits().api_requests.per_second:g} API requests a second\n"
        return Relayed(ANSWERED, 429, words)
    outcome, world = await performed(room, SendRequest(client, f"http://{address}{target}"))
    refusal = next((result.refusal for result in outcome.results if result.refusal), None)
    if refusal is not None:
        known = UNREACHABLE if refusal.code in (404, 409) else ANSWERED  # the client is gone
        return Relayed(known, _UNAVAILABLE, f"{refusal.message}\n")
    journey = world.journeys[-1]
    return Relayed(journey.outcome, journey.status, f"{journey.printed}\n")
