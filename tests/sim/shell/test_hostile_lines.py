"""Whatever is typed or written into a manifest: a command ends in a reply, and a room's log replays."""

from __future__ import annotations

import json

import pytest
from hostile import Lines
from prompts import CLIENT, NODE, place, said, world
from worlds import dump

from k8sviz.sim import engine
from k8sviz.sim.commands import Apply
from k8sviz.sim.shell import Budget
from k8sviz.sim.shell.budget import TYPED
from k8sviz.sim.world import World

_PODS = 12


@pytest.mark.parametrize("subject", [CLIENT, NODE])
def test_every_line_ends_in_a_reply_within_its_limits(subject: str) -> None:
    here = world()
    lines = Lines(seed=11)
    for _ in range(150):
        for argv in (lines.argv(), ["sh", "-c", lines.script()]):
            reply = said(place(here, subject), *argv)
            assert 0 <= reply.code <= 255, argv
            assert len(reply.stdout) <= TYPED.output, argv


def test_a_line_has_one_budget_for_all_that_it_starts() -> None:
    here, lines = world(), Lines(seed=12)
    for _ in range(100):
        budget = Budget()
        before = here.sent
        said(place(here, budget=budget), "sh", "-c", lines.script())
        assert here.sent - before <= TYPED.requests
        assert budget.steps <= TYPED.steps + TYPED.output  # the last step may go beyond


def _pod(number: int, lines: Lines) -> dict[str, object]:
    shell = number % 2
    container = {
        "name": "it", "image": "busybox", "command": ["sh", "-c", lines.script()] if shell else lines.argv(),
        "env": [{"name": "A", "value": lines.script()}],
    }  # fmt: skip
    kind = "initContainers" if number % 3 == 0 else "containers"
    spec = {"restartPolicy": "OnFailure", "containers": [{"name": "web", "image": "nginx"}]}
    spec[kind] = [container]
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": f"it-{number}"}, "spec": spec}


def _lived(seed: int, steps: int) -> World:
    """A room with hostile Pods, its time taken in so many steps."""
    here, lines = world(), Lines(seed)
    items = [_pod(number, lines) for number in range(_PODS)]
    outcome = engine.step(
        here, Apply(json.dumps({"apiVersion": "v1", "kind": "List", "items": items}, ensure_ascii=False))
    )
    assert not outcome.refused, outcome
    start = here.cluster.now
    for number in range(1, steps + 1):
        engine.advance(here, start + 12_000 * number // steps)
    return here


@pytest.mark.parametrize("seed", range(4))
def test_scripts_of_containers_never_keep_a_log_from_being_replayed(seed: int) -> None:
    once = _lived(seed, 1)
    assert dump(once) == dump(_lived(seed, 3))
    assert any(once.output.values())
