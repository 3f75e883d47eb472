"""One node's rules in all three modes, from the Services and slices of this moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from k8sviz.sim.dataplane.configuration import Proxy
from k8sviz.sim.dataplane.journey import Journey, Step
from k8sviz.sim.dataplane.modes import MODES
from k8sviz.sim.dataplane.rules import RuleSet
from k8sviz.sim.world import World


def in_every_mode(world: World, node: str) -> Mapping[str, RuleSet]:
    """The node's own rules in its own mode; what kube-proxy would write now in the others."""
    wiring, proxy = world.wiring, Proxy(world.cluster.settings.pod_cidr)
    services, slices = wiring.services.values(), wiring.slices.values()
    return {
        mode: world.network.kernels[node].rules
        if mode == wiring.mode
        else compile_rules(wiring.nodes[node], services, slices, proxy)
        for mode, compile_rules in MODES.items()
    }


def passed(world: World, node: str, number: int = 0) -> Journey | None:
    """A journey over this node: the one with this number, or the newest."""
    where = f"node/{node}"
    for journey in reversed(world.journeys):
        if number in (0, journey.number) and any(step.where == where for step in _steps(journey)):
            return journey
    return None


def _steps(journey: Journey) -> Sequence[Step]:
    """Its packets; those of the question for the name, if it came no further."""
    if journey.steps or journey.lookup is None:
        return journey.steps
    return [step for query in journey.lookup.queries for step in query.steps]


def matched(journey: Journey | None, node: str) -> tuple[str, ...]:
    """The rules of this node that its packets matched, in order."""
    if journey is None:
        return ()
    where = f"node/{node}"
    return tuple(rule for step in _steps(journey) if step.where == where for rule in step.rules)
