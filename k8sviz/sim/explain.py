"""A journey as the sentences that a learner reads: message ids and values, so that they can be translated.

The words stand in k8sviz/rooms/sentences.py; the facts all come from the journey's own steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from k8sviz.sim.dataplane.addresses import joined
from k8sviz.sim.dataplane.journey import (
    ANSWERED,
    NXDOMAIN,
    REFUSED,
    RESET,
    TIMEOUT,
    FiveTuple,
    Journey,
    Lookup,
    Step,
)
from k8sviz.sim.objects.elements import OUTSIDE


class Sentence(NamedTuple):
    """One remark: which message, and the values it names."""

    message: str
    values: dict[str, str]


def explain(journey: Journey) -> list[Sentence]:
    """What happened, in order: the lookup, the way there, the answer, and the way back or the end."""
    there = [step for step in journey.steps if not step.reply]
    back = [step for step in journey.steps if step.reply]
    sentences = [
        *_lookup(journey),
        *_rewrites(there),
        *_answer(journey),
        *_rewrites(back),
        *_end(journey),
    ]
    return [Sentence(message, values) for message, values in sentences]


def _lookup(journey: Journey) -> list[tuple[str, dict[str, str]]]:
    lookup = journey.lookup
    if lookup is None:
        return []
    values = {"name": lookup.name, "address": lookup.address, "tried": str(len(lookup.asked))}
    if lookup.error:
        return [("dns-silent" if lookup.error == TIMEOUT else "dns-refused", values)]
    if not lookup.address:
        return [("name-unknown", values)]
    if not lookup.asked:
        return [("name-in-hosts", values)]
    full_name = lookup.asked[-1]
    found = ("name-found", {**values, "full_name": full_name.rstrip(".")})
    return [found, *_aliases(lookup), *_asked(lookup)]


def _asked(lookup: Lookup) -> list[tuple[str, dict[str, str]]]:
    """Who answered, and through what."""
    first = next((query for query in lookup.queries if query.steps), None)
    if first is None or not first.answered_by:
        return []
    server = first.steps[0].before.dst
    return [("dns-asked", {"server": server, "pod": name_of(first.answered_by)})]


def _aliases(lookup: Lookup) -> list[tuple[str, dict[str, str]]]:
    aliases = [alias for query in lookup.queries for alias in query.aliases if query.answers]
    return [("name-is-alias", {"name": lookup.name, "alias": aliases[-1].rstrip(".")})] if aliases else []


def _rewrites(steps: Sequence[Step]) -> list[tuple[str, dict[str, str]]]:
    return [(_rewrite(step), _change(step)) for step in steps if step.before != step.after]


def _rewrite(step: Step) -> str:
    before, after = step.before, step.after
    moved_dst = (before.dst, before.dst_port) != (after.dst, after.dst_port)
    half = "reply" if step.reply else "request"
    if step.where.startswith("balancer/"):
        return f"{half}-balanced"
    return f"{half}-{'destination' if moved_dst else 'source'}-rewritten"


def _change(step: Step) -> dict[str, str]:
    before, after = step.before, step.after
    moved_dst = (before.dst, before.dst_port) != (after.dst, after.dst_port)
    old, new = (_dst(before), _dst(after)) if moved_dst else (_src(before), _src(after))
    return {"place": name_of(step.where), "hook": step.hook, "old": old, "new": new}


def _answer(journey: Journey) -> list[tuple[str, dict[str, str]]]:
    pod = name_of(journey.answered_by or journey.ended)
    return [("answered", {"pod": pod, "source": journey.seen_source})] if journey.outcome == ANSWERED else []


def _end(journey: Journey) -> list[tuple[str, dict[str, str]]]:
    """What ended it, if nobody answered."""
    if journey.outcome in (ANSWERED, NXDOMAIN):
        return []
    values = {"place": name_of(journey.ended)}
    if journey.outcome == TIMEOUT and journey.steps and journey.steps[-1].reply:
        return [("answer-from-elsewhere", {**values, "from": _src(journey.steps[-1].after)})]
    last = next((step for step in reversed(journey.steps) if not step.reply), None)
    values["destination"] = _dst(last.after) if last else ""
    return [(_ending(journey, last), values)]


def _ending(journey: Journey, last: Step | None) -> str:
    if journey.outcome == RESET:
        return "reset-by-host"
    if journey.outcome == REFUSED:
        return _refusal(last) if last and last.verdict == "REJECT" else "refused-by-host"
    if journey.outcome == TIMEOUT:
        if journey.ended == OUTSIDE:
            return "not-from-outside"
        return _dropped(last) if last and last.verdict == "DROP" else "no-answer"
    return "no-route"


def _dropped(last: Step) -> str:
    way = last.hook.removeprefix("NetworkPolicy ")
    return f"dropped-by-policy-{way}" if way != last.hook else "dropped-by-rule"


def _refusal(last: Step) -> str:
    """A Service without endpoints, or an address of a Service that has no such port (nftables, ipvs)."""
    by_port = ("@cluster-ips", "KUBE-IPVS-IPS")
    return "refused-no-port" if any(word in last.rules[-1] for word in by_port) else "refused-by-rule"


def name_of(element: str) -> str:
    """The name a learner knows an element by."""
    return element.rpartition("/")[2]


def _dst(packet: FiveTuple) -> str:
    return joined(packet.dst, packet.dst_port)


def _src(packet: FiveTuple) -> str:
    return joined(packet.src, packet.src_port)
