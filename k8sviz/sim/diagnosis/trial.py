"""A fix tried on a fork of the world: the same requests there and here, and which of them end otherwise."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from k8sviz.sim import engine
from k8sviz.sim.commands import SendRequest
from k8sviz.sim.dataplane.journey import ANSWERED
from k8sviz.sim.diagnosis.asking import Question, Questions
from k8sviz.sim.diagnosis.chain import Fix
from k8sviz.sim.objects import pod as pods
from k8sviz.sim.world import World

SETTLED = 30_000  # ms in which Pods start and every node has its rules
_TIMES = 3  # that each request is sent: some outcomes are a matter of chance
_SYSTEM = "kube-system"
_RECENT = 40  # journeys of which every different request is tried again


class Changed(NamedTuple):
    """A request that ends otherwise with the fix."""

    client: str
    url: str
    before: str  # its usual outcome without the fix
    after: str


class Trial(NamedTuple):
    """What a fix would do."""

    answered: int
    sent: int
    changed: tuple[Changed, ...] = ()
    refused: str = ""  # the API server's word, if it does not take the fix
    ready: tuple[int, int] = (0, 0)  # Pods, without the fix and with it


def attempt(world: World, fix: Fix, questions: Questions) -> Trial:
    """Try a fix with these requests; `world` stays as it is."""
    asked = next((command for command in fix.commands if isinstance(command, SendRequest)), None)
    if asked is not None:
        outcomes = _outcomes(world.copy(), Question(asked.client, asked.url))
        return Trial(outcomes[ANSWERED], _TIMES)
    fork = world.copy()
    fork.traffic.clear()
    for command in fix.commands:
        outcome = engine.step(fork, command)
        refusal = next((result.refusal for result in outcome.results if result.refusal), None)
        if refusal is not None:
            return Trial(0, 0, (), refusal.message)
    engine.advance(fork, fork.cluster.now + SETTLED)
    return _compared(world.copy(), fork, questions(fork))


def _compared(here: World, fork: World, asked: tuple[Question, ...]) -> Trial:
    recent = [Question(one.client, one.url) for one in reversed(here.journeys[-_RECENT:])]
    ready = _ready(here), _ready(fork)
    changed: list[Changed] = []
    answered = 0
    for question in dict.fromkeys((*asked, *recent)):
        before, after = _outcomes(here, question), _outcomes(fork, question)
        if question in asked:
            answered += after[ANSWERED]
        if before != after:
            changed.append(Changed(*question, _usual(before), _usual(after)))
    return Trial(answered, _TIMES * len(asked), tuple(changed), ready=ready)


def _ready(world: World) -> int:
    """The Pods that are ready, but for the client and the cluster's own."""
    mine = (obj for obj in world.cluster.of_kind("Pod") if not pods.is_client(obj))
    return sum(pods.view(obj).ready for obj in mine if obj["metadata"]["namespace"] != _SYSTEM)


def _outcomes(world: World, question: Question) -> Counter[str]:
    found: Counter[str] = Counter()
    for _ in range(_TIMES):
        if not engine.step(world, SendRequest(*question)).refused:
            found[world.journeys[-1].outcome] += 1
    return found


def _usual(outcomes: Counter[str]) -> str:
    return outcomes.most_common(1)[0][0] if outcomes else ""
