"""A trace as text: a traceroute for Services."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from k8sviz.rooms.sentences import told
from k8sviz.sim.dataplane.addresses import joined
from k8sviz.sim.dataplane.asked import typed
from k8sviz.sim.dataplane.journey import ANSWERED, FiveTuple, Journey, Lookup, Step
from k8sviz.sim.explain import name_of
from k8sviz.sim.tracing import Trace

_BAR = 30  # characters for everything
_CODES = {"NOERROR": "NODATA", "": "no answer"}
_WORDS = {
    "answered": "answered",
    "refused": "refused",
    "timeout": "timed out",
    "nxdomain": "no such name",
    "unreachable": "no route",
    "reset": "reset",
}


def page(trace: Trace) -> str:
    """The first journey hop by hop, and what became of all."""
    first = trace.journeys[0]
    lines = [*_head(trace), "", *_lookup(first.lookup), *_steps(first.steps), *_end(first)]
    if len(trace.journeys) > 1:
        lines += ["", *_summary(trace)]
    return "\n".join(lines) + "\n"


def _head(trace: Trace) -> Iterator[str]:
    nodes = len(trace.world.network.kernels)
    yield f"{trace.journeys[0].client} → {trace.asked.url}"
    yield f"{nodes} nodes, kube-proxy in {trace.world.wiring.mode} mode, seed {trace.asked.seed}"


def _lookup(lookup: Lookup | None) -> Iterator[str]:
    if lookup is None:
        return
    if not lookup.queries:
        yield f"/etc/hosts: {lookup.name} {lookup.address}"
        yield ""
        return
    yield f"DNS: {lookup.name}"
    width = max((len(query.name) for query in lookup.queries), default=0)
    for query in lookup.queries:
        aliases = "".join(f"CNAME {alias} " for alias in query.aliases)
        found = ", ".join(query.answers) or _CODES.get(query.code, query.code)
        yield f"     {query.name:<{width}}  {query.kind:<4}  {aliases}{found}"
    yield ""
    yield from _steps([step for query in lookup.queries for step in query.steps])
    yield ""


def _steps(steps: Sequence[Step]) -> Iterator[str]:
    back = False
    for number, step in enumerate(steps, 1):
        if step.reply and not back:
            back = True
            yield ""
            yield "  and back"
        yield from _hop(number, step)


def _hop(number: int, step: Step) -> Iterator[str]:
    where = f"{name_of(step.where)}, {step.hook}"
    yield f"{number:3}  {where:<34} {_packet(step)}".rstrip()
    for line in _changes(step):
        yield f"{'':5}{'':<34} {line}"
    yield from (f"{'':7}│ {rule}" for rule in step.rules)
    if step.verdict in ("REJECT", "DROP"):
        yield f"{'':7}✗ {step.verdict}"


def _packet(step: Step) -> str:
    before = step.before
    marked = f"  mark {step.mark:#x}" if step.mark else ""
    return f"{before.protocol} {_source(before)} → {_destination(before)}  {step.state}".rstrip() + marked


def _changes(step: Step) -> Iterator[str]:
    before, after = step.before, step.after
    if _source(before) != _source(after):
        yield f"└ source       {_source(before)} becomes {_source(after)}"
    if _destination(before) != _destination(after):
        yield f"└ destination  {_destination(before)} becomes {_destination(after)}"


def _end(journey: Journey) -> Iterator[str]:
    yield ""
    for sentence in told(journey):
        yield f"• {sentence}"
    yield ""
    yield f"$ {typed(journey.url)}"
    yield journey.printed


def _summary(trace: Trace) -> Iterator[str]:
    total = len(trace.journeys)
    counted = ", ".join(f"{count} {_WORDS[outcome]}" for outcome, count in trace.outcomes.most_common())
    yield f"{total} requests: {counted}"
    if not trace.answered:
        return
    width = max(len(name_of(who)) for who in trace.answered)
    for who, count in sorted(trace.answered.items(), key=lambda one: (-one[1], one[0])):
        bar = "█" * max(1, round(count * _BAR / total))
        host = trace.world.network.pods.get(who)
        place = f"  on {host.node}" if host else ""
        sources = sorted({one.seen_source for one in trace.journeys if _who(one) == who and one.seen_source})
        saw = f"  saw {', '.join(sources)}" if sources else ""
        yield f"  {name_of(who):<{width}}  {count:4}  {bar}{place}{saw}"


def _who(journey: Journey) -> str:
    return (journey.answered_by or journey.ended) if journey.outcome == ANSWERED else ""


def _source(at: FiveTuple) -> str:
    return joined(at.src, at.src_port) if at.src_port else at.src


def _destination(at: FiveTuple) -> str:
    return joined(at.dst, at.dst_port) if at.dst_port else at.dst
