"""The two doors of a world: `step` carries out a command now, `advance` lets time pass."""

from __future__ import annotations

from functools import lru_cache, partial

import msgspec

from k8sviz.sim import beginning, performing, processes, requests
from k8sviz.sim.chance import Chance
from k8sviz.sim.cluster import Change, Cluster
from k8sviz.sim.commands import Command, Create
from k8sviz.sim.controllers import loop
from k8sviz.sim.controllers.stumbles import attempt
from k8sviz.sim.problems import Outcome
from k8sviz.sim.settings import INSTANT, LESSON, Settings
from k8sviz.sim.timers import Timer
from k8sviz.sim.wiring import KUBE_PROXY, Wiring
from k8sviz.sim.world import World

DUAL_STACK_PROFILE = "dual-stack"  # the same with a second range of addresses
INSTANT_PROFILE = "instant"  # the recorded reference: no delays, no client, no cloud
TRACE_PROFILE = "trace"  # a lesson's cluster without delays
TRACE_DUAL_STACK_PROFILE = "trace-dual-stack"
_TRACED = (TRACE_PROFILE, TRACE_DUAL_STACK_PROFILE)
_DUAL_STACK = (DUAL_STACK_PROFILE, TRACE_DUAL_STACK_PROFILE)
_FIRST_CLOUD = "aws"
_BEFORE_ANYONE = 0xD1B5_4A32_D192_ED03  # a seed far from those that rooms are given


def create(command: Create) -> World:
    """The world before anyone touched it; its nodes are in order."""
    world = _prepared(command.profile, command.nodes, command.mode).copy()
    world.cluster.chance = Chance(command.seed)
    world.draft = command.draft
    return world


@lru_cache(maxsize=16)
def _prepared(profile: str, nodes: int, mode: str) -> World:
    """What all rooms of one kind begin with, made once a process: a seed decides only what comes after."""
    instant = profile in (INSTANT_PROFILE, DUAL_STACK_PROFILE)
    settings = Settings(
        timings=INSTANT if instant or profile in _TRACED else LESSON,
        nodes=nodes,
        proxy_mode=mode,
        stand_in=instant,
        service_cidr6="fd00:10:96::/112" if profile in _DUAL_STACK else "",
    )
    cluster = Cluster(settings, Chance(_BEFORE_ANYONE))
    cluster.cloud = "none" if instant else _FIRST_CLOUD
    world = World(cluster, Wiring.of(settings))
    _begin(world, client=not instant)
    world.entries = 1
    cluster.journal.begin(cluster.revision)
    return world


def _begin(world: World, client: bool) -> None:
    """What was there before anyone came took no time that anyone saw, and left no marks."""
    cluster, settings = world.cluster, world.cluster.settings
    cluster.settings = msgspec.structs.replace(settings, timings=INSTANT)
    beginning.furnish(cluster, client)
    _settle_unseen(world)
    beginning.join(cluster)
    _settle_unseen(world)
    cluster.settings = settings
    for node in world.wiring.nodes:
        world.wiring.program(cluster, node)


def _settle_unseen(world: World) -> None:
    cluster = world.cluster

    def heard(change: Change) -> None:
        world.wiring.connect(cluster, change)

    loop.settle(cluster, heard)
    while (timer := cluster.timers.pop_due(cluster.now)) is not None:
        loop.due(cluster, timer)
        loop.settle(cluster, heard)


def step(world: World, command: Command) -> Outcome:
    """Carry out a command at the present time, and all that follows from it at once."""
    _happen(world, world.cluster.now)
    world.entries += 1
    outcome = performing.perform(world, command)
    _happen(world, world.cluster.now)
    return outcome


def advance(world: World, to: int) -> None:
    """Let time pass up to `to` (ms): timers come due one after another, each at its own time."""
    _happen(world, to)
    world.cluster.now = max(world.cluster.now, to)


def next_event(world: World) -> int | None:
    """When something next happens by itself; None if nothing will."""
    return world.cluster.timers.next_at()


def _happen(world: World, to: int) -> None:
    """The controllers act, and whatever comes due up to `to`, at its own time.

    What one controller has to do at one instant it does in one go, before the others look at it: a hundred
    Pods that start together are then counted once, not a hundred times.
    """
    heard = partial(_hear, world)
    loop.settle(world.cluster, heard)
    while (timer := world.cluster.timers.pop_due(to)) is not None:
        world.cluster.now = max(world.cluster.now, timer.at)
        _fire(world, timer)
        if not _goes_on(world, timer):
            loop.settle(world.cluster, heard)


def _hear(world: World, change: Change) -> None:
    world.hear(change)
    processes.hear(world, change)


def _goes_on(world: World, timer: Timer) -> bool:
    following = world.cluster.timers.following()
    alike = following is not None and (following.at, following.owner) == (timer.at, timer.owner)
    return alike and loop.is_controller(timer.owner)


def _fire(world: World, timer: Timer) -> None:
    if timer.owner == KUBE_PROXY:
        act = partial(world.wiring.program, world.cluster, timer.subject)
    elif timer.owner == requests.TRAFFIC:
        act = partial(requests.send_next, world, timer.subject)
    elif timer.owner == processes.PROCESS:
        act = partial(processes.go_on, world, timer.subject)
    else:
        loop.due(world.cluster, timer)
        return
    attempt(world.cluster, timer.owner, timer.subject, act)
