"""Law 1: a room is its log. The same log gives the same world, in whatever process and steps."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import deployment, dump, service

from k8sviz.sim import engine
from k8sviz.sim.commands import (
    Apply,
    Command,
    Create,
    Delete,
    Patch,
    SendRequest,
    SetCloud,
    StartTraffic,
    StopTraffic,
)
from k8sviz.sim.world import World

HERE = Path(__file__).resolve().parent
CLIENT, URL = "pod/default/client", "http://httpd-svc:8080"
CHOICES: tuple[Command, ...] = (
    Apply(text=deployment() + service()),
    Apply(text=deployment(5) + service("NodePort")),
    Apply(text=deployment(2, "httpd:2.4") + service("LoadBalancer")),
    Apply(text=deployment(1, "nonexistent:1")),
    Apply(text="kind: [broken"),
    Patch("Deployment.apps", "httpd", {"spec": {"replicas": 4}}),
    Delete("Deployment.apps", "httpd"),
    Delete("Service", "httpd-svc"),
    SetCloud("gcp"),
    SetCloud("aws"),
    SendRequest(CLIENT, URL),
    SendRequest("outside", "http://192.168.0.11:30080"),
    StartTraffic(CLIENT, URL, 7),
    StopTraffic(CLIENT),
)
COMMANDS = st.sampled_from(CHOICES)
Log = list[tuple[int, Command]]
LOGS: st.SearchStrategy[Log] = st.lists(st.tuples(st.integers(0, 3_000), COMMANDS), max_size=8)


def replay(log: Log, seed: int = 3, profile: str = "lesson") -> World:
    world = engine.create(Create(seed=seed, profile=profile))
    for wait, command in log:
        engine.advance(world, world.cluster.now + wait)
        engine.step(world, command)
    return world


@settings(max_examples=25, deadline=None)
@given(LOGS, st.sampled_from(("lesson", "instant")))
def test_the_same_log_gives_the_same_world(log: Log, profile: str) -> None:
    one, other = (replay(log, profile=profile) for _ in range(2))
    for world in (one, other):
        engine.advance(world, 20_000)
    assert dump(one) == dump(other)


@settings(max_examples=25, deadline=None)
@given(LOGS, st.lists(st.integers(0, 8_000), max_size=6))
def test_time_may_pass_in_any_number_of_steps(log: Log, stops: list[int]) -> None:
    in_one, in_many = replay(log), replay(log)
    start = in_one.cluster.now
    engine.advance(in_one, start + 8_000)
    for stop in [*sorted(stops), 8_000]:
        engine.advance(in_many, start + stop)
    assert dump(in_one) == dump(in_many)


@settings(max_examples=25, deadline=None)
@given(LOGS, LOGS)
def test_a_checkpoint_has_the_same_future_as_the_original(before: Log, after: Log) -> None:
    original = replay(before)
    checkpoint = original.copy()
    at_checkpoint = dump(checkpoint)
    for wait, command in after:
        engine.advance(original, original.cluster.now + wait)
        engine.step(original, command)
    assert dump(checkpoint) == at_checkpoint
    for wait, command in after:
        engine.advance(checkpoint, checkpoint.cluster.now + wait)
        engine.step(checkpoint, command)
    assert dump(checkpoint) == dump(original)


@settings(max_examples=15, deadline=None)
@given(LOGS)
def test_a_world_without_traffic_comes_to_rest(log: Log) -> None:
    world = replay(log)
    for client in list(world.traffic):
        engine.step(world, StopTraffic(client))
    engine.advance(world, world.cluster.now + 700_000)
    at_rest = dump(world)
    engine.advance(world, world.cluster.now + 700_000)
    assert engine.next_event(world) is None
    assert {**dump(world), "now": 0} == {**at_rest, "now": 0}


def digest() -> str:
    """A fingerprint of one busy world, also computed in other processes."""
    world = replay([(500, command) for command in CHOICES])
    engine.advance(world, 30_000)
    plain: Any = msgspec.json.encode(dump(world), order="deterministic")
    return hashlib.sha256(plain).hexdigest()


def test_processes_with_other_hash_seeds_compute_the_same_world() -> None:
    script = "from test_engine_determinism import digest; print(digest())"
    found = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": f"{HERE}:{HERE.parent.parent}"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert found == {digest()}
