"""Requests through the cluster that some manifests make, without a room: what `manage.py trace` tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from k8sviz.sim import engine
from k8sviz.sim.commands import Apply, Create, Delete, SendRequest, SetCloud
from k8sviz.sim.dataplane.journey import Journey
from k8sviz.sim.manifests import load
from k8sviz.sim.objects.elements import OUTSIDE
from k8sviz.sim.problems import Refusal
from k8sviz.sim.world import World

SETTLES = 60_000  # ms in which all that takes no time has long been done


class Text(NamedTuple):
    """One manifest, and what to call it."""

    name: str
    text: str


class Asked(NamedTuple):
    """Who asks for what, how often, and in which cluster."""

    client: str  # pod/client, pod/shop/client, node/node-1 or outside
    url: str
    times: int = 1
    mode: str = "iptables"
    seed: int = 7
    cloud: str = "aws"
    dual_stack: bool = False
    family: int = 0  # 4 or 6: only addresses of this family
    keep: bool = False  # all requests over one connection


class Fault(NamedTuple):
    """What is wrong with the input, and where."""

    message: str
    file: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        return f"{place}: {self.message}" if place else self.message


class Trace(NamedTuple):
    """All journeys of one run, and the cluster they went through."""

    world: World
    asked: Asked
    warnings: tuple[Fault, ...]
    journeys: tuple[Journey, ...]

    @property
    def answered(self) -> Counter[str]:
        """How often each Pod (or node) answered."""
        return Counter(one.answered_by or one.ended for one in self.journeys if one.outcome == "answered")

    @property
    def outcomes(self) -> Counter[str]:
        """How often each outcome was met."""
        return Counter(one.outcome for one in self.journeys)


def trace(texts: Sequence[Text], asked: Asked) -> Trace | list[Fault]:
    """Apply the manifests, let the controllers finish, and send."""
    profile = engine.TRACE_DUAL_STACK_PROFILE if asked.dual_stack else engine.TRACE_PROFILE
    world = engine.create(Create(seed=asked.seed, profile=profile, mode=asked.mode))
    engine.step(world, SetCloud(asked.cloud))
    if any(_brings_client(one.text) for one in texts):
        engine.step(world, Delete("Pod", "client", grace_seconds=0))
    found = [fault for one in texts for fault in _applied(world, one)]
    if any(fault for fault, is_error in found if is_error):
        return [fault for fault, is_error in found if is_error]
    engine.advance(world, world.cluster.now + SETTLES)
    journeys = []
    for _ in range(asked.times):
        outcome = engine.step(
            world, SendRequest(element_of(asked.client), asked.url, asked.family, asked.keep)
        )
        refusal = next((one.refusal for one in outcome.results if one.refusal), None)
        if refusal is not None:
            return [Fault(_with_clients(world, refusal))]
        journeys.append(world.journeys[-1])
    return Trace(world, asked, tuple(fault for fault, _ in found), tuple(journeys))


def element_of(client: str) -> str:
    """The element behind a client's short name: pod/client is pod/default/client."""
    shape, _, rest = client.partition("/")
    return f"pod/default/{rest}" if shape == "pod" and "/" not in rest else client


def clients(world: World) -> list[str]:
    """All that can send."""
    return [*world.network.pods, *(kernel.element for kernel in world.network.kernels.values()), OUTSIDE]


def _with_clients(world: World, refusal: Refusal) -> str:
    if refusal.code == 0:
        return refusal.message
    return f"{refusal.message}; there are: {', '.join(clients(world))}"


def _brings_client(text: str) -> bool:
    for document in load.read(text):
        value = document.value
        if isinstance(value, dict) and value.get("kind") == "Pod":
            metadata = value.get("metadata")
            if isinstance(metadata, dict) and metadata.get("name") == "client":
                return bool(metadata.get("namespace", "default") == "default")
    return False


def _applied(world: World, one: Text) -> Iterator[tuple[Fault, bool]]:
    """The faults of one manifest, and its warnings."""
    for result in engine.step(world, Apply(one.text)).results:
        if result.refusal is not None:
            refusal = result.refusal
            line = refusal.line or result.line
            yield Fault(refusal.message, one.name, line, refusal.column), True
        for warning in result.warnings:
            yield Fault(warning, one.name, result.line), False
