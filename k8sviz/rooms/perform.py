"""What people do to a room: the one door for every change."""

from __future__ import annotations

import logging
from typing import NamedTuple

from django.utils.translation import gettext as _

from k8sviz.rooms.limits import limits
from k8sviz.rooms.live import live
from k8sviz.rooms.models import Room
from k8sviz.rooms.timeline import Judge
from k8sviz.sim.calls import Request, Response
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.commands import AnyCommand, ApiRequest, SetClock
from k8sviz.sim.problems import Outcome, Refusal, Result
from k8sviz.sim.world import World

_REPLICATED = ("Deployment.apps", "StatefulSet.apps", "ReplicaSet.apps", "ReplicationController")
_UNCOUNTED = ("Event", "Lease.coordination.k8s.io", "Endpoints", "EndpointSlice.discovery.k8s.io")
_logger = logging.getLogger(__name__)


class Performed(NamedTuple):
    """The outcome of a command, and the world right after it."""

    outcome: Outcome
    world: World


def refused(code: int, reason: str, message: str) -> Outcome:
    """An outcome that says no for a reason of the room's, not of the cluster's."""
    return Outcome((Result("", "", "", "refused", refusal=Refusal(code, reason, message)),))


async def perform(room: Room, command: AnyCommand) -> Outcome:
    """Carry out `command` in `room`, as the next entry of its log."""
    return (await performed(room, command)).outcome


async def performed(room: Room, command: AnyCommand) -> Performed:
    """The same, with the world that came of it."""
    here = await live.enter(room.pk)
    async with here.lock:
        world = await here.refresh()
        if here.timeline.number >= limits().log_entries and not isinstance(command, SetClock):
            return Performed(log_is_full(), world)
        try:
            return Performed(*await here.perform(command, _too_many_objects))
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
        if here.timeline.number >= limits().log_entries:
            return _answer(log_is_full())
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
        return _too_many_objects(before, after, outcome)

    return judge


def _answer(outcome: Outcome) -> Response:
    if outcome.response is not None:
        return outcome.response
    refusal = next((result.refusal for result in outcome.results if result.refusal), None)
    assert refusal is not None
    head = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure"}
    told = {"message": refusal.message, "reason": refusal.reason, "code": refusal.code}
    return Response(refusal.code, {**head, **told})


def _too_many_objects(before: World, after: World, outcome: Outcome) -> Outcome | None:
    size, bound = _size(after.cluster), limits().objects
    if size <= bound or size <= _size(before.cluster):
        return None
    text = _("A room holds at most %(bound)d objects, wanted replicas included; this would make %(size)d.")
    return refused(403, "TooManyObjects", text % {"bound": bound, "size": size})


def _size(cluster: Cluster) -> int:
    """What is stored, and what controllers have been asked to add to it."""
    stored = sum(cluster.size_of(kind) for kind in cluster.kinds() if kind not in _UNCOUNTED)
    asked = sum(
        obj["spec"].get("replicas", 1)
        for kind in _REPLICATED
        for obj in cluster.of_kind(kind)
        if not obj["metadata"].get("ownerReferences")
    )
    return stored + int(asked)


def log_is_full() -> Outcome:
    """The outcome of every change to a room whose log has come to its limit."""
    text = _("This room's log has reached its limit of %(bound)d entries. Open a new room to go on.")
    return refused(403, "LogFull", text % {"bound": limits().log_entries})


def _failed() -> Outcome:
    return refused(
        500, "InternalError", _("The simulation could not do this, and has left everything as it was.")
    )
