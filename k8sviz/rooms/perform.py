"""What people do to a room: the one door for every change."""

from __future__ import annotations

import logging
from typing import NamedTuple

from django.utils.translation import gettext as _

from k8sviz.rooms import bounds
from k8sviz.rooms.live import live
from k8sviz.rooms.models import Room
from k8sviz.rooms.timeline import Judge
from k8sviz.sim.calls import Request, Response
from k8sviz.sim.commands import AnyCommand, ApiRequest, SetClock
from k8sviz.sim.problems import Outcome
from k8sviz.sim.world import World

_logger = logging.getLogger(__name__)


class Performed(NamedTuple):
    """The outcome of a command, and the world right after it."""

    outcome: Outcome
    world: World


async def perform(room: Room, command: AnyCommand) -> Outcome:
    """Carry out `command` in `room`, as the next entry of its log."""
    return (await performed(room, command)).outcome


async def performed(room: Room, command: AnyCommand) -> Performed:
    """The same, with the world that came of it."""
    here = await live.enter(room.pk)
    async with here.lock:
        world = await here.refresh()
        full = bounds.log_is_full(here.timeline.history)
        if full and not isinstance(command, SetClock):
            return Performed(full, world)
        try:
            return Performed(*await here.perform(command, bounds.too_much))
        except Exception:
            _logger.exception("room %s could not take %s", room.code, type(command).__name__)
            return Performed(_failed(), here.timeline.world)


async def requested(room: Room, request: Request) -> Response:
    """Answer a request of the Kubernetes API that may change something.

    What changes nothing leaves no entry in the log: refusals, dry runs, patches without effect.
    """
    here = await live.enter(room.pk)
    async with here.lock:
        await here.call()
        full = bounds.log_is_full(here.timeline.history)
        if full:
            return _answer(full)
        try:
            outcome, _ = await here.perform(ApiRequest(request), _worth_an_entry(request))
        except Exception:
            _logger.exception("room %s could not take %s %s", room.code, request.method, request.path)
            outcome = _failed()
        return _answer(outcome)


def _worth_an_entry(request: Request) -> Judge:
    def judge(before: World, after: World, outcome: Outcome) -> Outcome | None:
        if request.query.get("dryRun") or after.cluster.revision == before.cluster.revision:
            return outcome
        return bounds.too_much(before, after, outcome)

    return judge


def _answer(outcome: Outcome) -> Response:
    if outcome.response is not None:
        return outcome.response
    refusal = next((result.refusal for result in outcome.results if result.refusal), None)
    assert refusal is not None
    head = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure"}
    told = {"message": refusal.message, "reason": refusal.reason, "code": refusal.code}
    return Response(refusal.code, {**head, **told})


def _failed() -> Outcome:
    return bounds.refused(
        500, "InternalError", _("The simulation could not do this, and has left everything as it was.")
    )
