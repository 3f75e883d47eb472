"""Why a request ended as it did: from what the client saw, back to a line of YAML."""

from __future__ import annotations

from k8sviz.sim.dataplane.journey import (
    ANSWERED,
    NXDOMAIN,
    REFUSED,
    RESET,
    TIMEOUT,
    UNREACHABLE,
    Journey,
    Lookup,
    Step,
)
from k8sviz.sim.diagnosis import answers, endpoints, isolation, names, policies, ports
from k8sviz.sim.diagnosis.chain import Diagnosis, Link
from k8sviz.sim.diagnosis.target import NODE, NODE_PORT, Target, target_of
from k8sviz.sim.objects.elements import OUTSIDE
from k8sviz.sim.world import World

_SEEN = {
    ANSWERED: "client-answered",
    REFUSED: "client-refused",
    TIMEOUT: "client-timeout",
    NXDOMAIN: "client-nxdomain",
    UNREACHABLE: "client-unreachable",
    RESET: "client-reset",
}


def diagnose(world: World, journey: Journey) -> Diagnosis:
    """The chain behind one outcome, in the world of that moment."""
    seen = Link(
        _SEEN.get(journey.outcome, "client-timeout"),
        {"pod": journey.answered_by.rpartition("/")[2], "client": journey.client.rpartition("/")[2]},
        tuple(journey.printed.splitlines()[:3]),
        journey.client,
    )
    rest = _rest(world, journey)
    return Diagnosis((seen, *rest.links), rest.fixes)


def _rest(world: World, journey: Journey) -> Diagnosis:
    lookup = journey.lookup
    if lookup is not None and lookup.error:
        return _unasked(world, journey.client, lookup)
    if journey.outcome == NXDOMAIN and lookup is not None:
        return names.unknown_name(world, journey, lookup)
    target = target_of(world, journey)
    if journey.outcome == ANSWERED:
        return answers.answered(world, journey, target)
    last = next((step for step in reversed(journey.steps) if not step.reply), None)
    if last is not None and _held_up(last):
        return isolation.held_up(world, journey.client, last)
    if target is None or last is None:
        return Diagnosis(())
    return _failed(world, journey, target, last)


def _unasked(world: World, client: str, lookup: Lookup) -> Diagnosis:
    """The question for the name found no one to answer it."""
    steps = [step for query in lookup.queries for step in query.steps]
    if steps and _held_up(steps[-1]):
        link = Link("question-held-up", {"name": lookup.name})
        return _with(link, isolation.held_up(world, client, steps[-1]))
    return names.nobody_answers(world, lookup)


def _held_up(last: Step) -> bool:
    return last.verdict == "DROP" and isolation.is_policy(last)


def _failed(world: World, journey: Journey, target: Target, last: Step) -> Diagnosis:
    if last.verdict in ("REJECT", "DROP"):
        return _with(_stopped(last), _by_rule(world, journey, target, last))
    if journey.outcome in (REFUSED, RESET):
        return _with(_reset(journey, last), ports.nothing_listens(world, journey, target, last))
    if journey.outcome == TIMEOUT and journey.steps[-1].reply:
        return policies.astray(world, journey, target)
    if journey.ended == OUTSIDE:
        return Diagnosis((_inside_only(target),))
    if target.service is not None and target.port is None:
        return _with(_unmatched(last, target), ports.unknown_port(world, journey, target))
    return Diagnosis((_gone(journey, last, target),))


def _by_rule(world: World, journey: Journey, target: Target, last: Step) -> Diagnosis:
    if target.service is None:
        return Diagnosis(())
    if target.port is None:
        return ports.unknown_port(world, journey, target)
    if last.verdict == "DROP":
        return policies.dropped(world, target, last)
    if world.endpoint_counts(target.service.namespace, target.service.name)[0]:
        return policies.dropped(world, target, last)
    return endpoints.why_none(world, target.service)


def _with(first: Link, rest: Diagnosis) -> Diagnosis:
    return Diagnosis((first, *rest.links), rest.fixes)


def _stopped(last: Step) -> Link:
    message = "rule-rejects" if last.verdict == "REJECT" else "rule-drops"
    values = {"node": last.where.rpartition("/")[2], "hook": last.hook}
    return Link(message, values, last.rules[-1:], last.where)


def _reset(journey: Journey, last: Step) -> Link:
    place = journey.ended.rpartition("/")[2]
    return Link("host-resets", {"place": place, "port": str(last.after.dst_port)}, element=journey.ended)


def _unmatched(last: Step, target: Target) -> Link:
    values = {"node": last.where.rpartition("/")[2], "asked": f"{target.address}:{target.number}"}
    return Link("no-rule-matches", values, element=last.where)


def _inside_only(target: Target) -> Link:
    message = "node-port-unknown" if target.by in (NODE, NODE_PORT) else "inside-only"
    return Link(message, {"asked": f"{target.address}:{target.number}"}, element=OUTSIDE, cause=True)


def _gone(journey: Journey, last: Step, target: Target) -> Link:
    values = {"place": journey.ended.rpartition("/")[2], "asked": f"{target.address}:{target.number}"}
    values["destination"] = f"{last.after.dst}:{last.after.dst_port}"
    return Link("nobody-there", values, element=journey.ended, cause=True)
