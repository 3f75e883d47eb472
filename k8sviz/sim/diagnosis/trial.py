"""A fix tried on a fork of the world: the same requests there and here, and which of them end otherwise."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from k8sviz.sim import engine
from k8sviz.sim.commands import SendRequest
from k8sviz.sim.dataplane.journey import ANSWERED, Journey
from k8sviz.sim.diagnosis.chain import Fix
from k8sviz.sim.world import World

_SETTLED = 30_000  # ms in which Pods start and every node has its rules
_TIMES = 3  # that each request is sent: some outcomes are a matter of chance
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
    changed: tuple[Changed, ...]
    refused: str = ""  # the API server's word, if it does not take the fix


def attempt(world: World, fix: Fix, journey: Journey) -> Trial:
    """Try a fix; `world` stays as it is."""
    asked = next((command for command in fix.commands if isinstance(command, SendRequest)), None)
    if asked is not None:
        outcomes = _outcomes(world.copy(), asked.client, asked.url)
        return Trial(outcomes[ANSWERED], _TIMES, ())
    fork = world.copy()
    fork.traffic.clear()
    for command in fix.commands:
        outcome = engine.step(fork, command)
        refusal = next((result.refusal for result in outcome.results if result.refusal), None)
        if refusal is not None:
            return Trial(0, 0, (), refusal.message)
    engine.advance(fork, fork.cluster.now + _SETTLED)
    return _compared(world.copy(), fork, journey)


def _compared(here: World, fork: World, journey: Journey) -> Trial:
    recent = [journey, *reversed(here.journeys[-_RECENT:])]
    changed: list[Changed] = []
    answered = 0
    for client, url in dict.fromkeys((one.client, one.url) for one in recent):
        before, after = _outcomes(here, client, url), _outcomes(fork, client, url)
        if (client, url) == (journey.client, journey.url):
            answered = after[ANSWERED]
        if before != after:
            changed.append(Changed(client, url, _usual(before), _usual(after)))
    return Trial(answered, _TIMES, tuple(changed))


def _outcomes(world: World, client: str, url: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for _ in range(_TIMES):
        if not engine.step(world, SendRequest(client, url)).refused:
            found[world.journeys[-1].outcome] += 1
    return found


def _usual(outcomes: Counter[str]) -> str:
    return outcomes.most_common(1)[0][0] if outcomes else ""
