"""What a room may set of its nodes' kube-proxies: their mode, and how long each takes."""

from __future__ import annotations

from k8sviz.sim.commands import SetProxy, SetProxyDelay
from k8sviz.sim.dataplane.modes import MODES
from k8sviz.sim.problems import Outcome, Refusal, Result
from k8sviz.sim.world import World

SLOWEST = 60_000  # ms; far beyond what anyone waits for in a lesson


def change(world: World, command: SetProxy | SetProxyDelay) -> Outcome:
    """Carry it out, or say what is wrong with it."""
    if isinstance(command, SetProxy):
        return _set_mode(world, command.mode)
    return _set_delay(world, command.node, command.ms)


def _set_mode(world: World, mode: str) -> Outcome:
    if mode not in MODES:
        return _refused(mode, f'there is no proxy mode "{mode}": use {", ".join(MODES)}')
    if mode != world.wiring.mode:
        world.wiring.set_mode(world.cluster, mode)
    return Outcome((Result("Proxy", "", mode, "set"),))


def _set_delay(world: World, node: str, ms: int) -> Outcome:
    if node not in world.wiring.nodes:
        return _refused(node, f'there is no node "{node}"')
    if not 0 <= ms <= SLOWEST:
        return _refused(node, f"a kube-proxy takes 0 to {SLOWEST} ms")
    world.wiring.set_delay(world.cluster, node, ms)
    return Outcome((Result("Proxy", "", node, "set"),))


def _refused(name: str, message: str) -> Outcome:
    refusal = Refusal(400, "BadRequest", message)
    return Outcome((Result("Proxy", "", name, "refused", refusal=refusal),))
