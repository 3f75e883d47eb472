"""What a room may hold."""

from __future__ import annotations

import pytest
from people import WORKLOAD
from pytest_django import Settings

from k8sviz.rooms import bounds
from k8sviz.rooms.history import History
from k8sviz.rooms.log import Entry
from k8sviz.sim import engine
from k8sviz.sim.commands import Apply, Command, Create, Delete, StartTraffic, StopTraffic
from k8sviz.sim.problems import Outcome
from k8sviz.sim.world import World

DONE = Outcome(())
CLIENTS = ("pod/default/client", "node/node-1", "node/node-2")


def room(*commands: Command) -> World:
    world = engine.create(Create(seed=7))
    for command in commands:
        assert not engine.step(world, command).refused
    engine.advance(world, 30_000)
    return world


def after(world: World, command: Command) -> World:
    twin = world.copy()
    engine.step(twin, command)
    return twin


def objection(before: World, command: Command) -> str:
    found = bounds.too_much(before, after(before, command), DONE)
    return "" if found is None else str(found.results[0].refusal)


def test_replicas_count_once_whether_they_are_there_or_wanted(settings: Settings) -> None:
    empty = room()
    full = room(Apply(text=WORKLOAD))
    settings.K8SVIZ_LIMITS = {"objects": bounds._count(full.cluster)}
    assert objection(empty, Apply(text=WORKLOAD)) == ""
    assert objection(full, Apply(text=WORKLOAD.replace("replicas: 3", "replicas: 4"))) != ""


def test_who_is_over_a_limit_may_still_make_it_less(settings: Settings) -> None:
    full = room(Apply(text=WORKLOAD))
    settings.K8SVIZ_LIMITS = {"objects": 1, "object_bytes": 1}
    assert objection(full, Delete("Deployment.apps", "httpd")) == ""


def test_a_large_template_counts_for_each_replica(settings: Settings) -> None:
    settings.K8SVIZ_LIMITS = {"object_bytes": bounds._bytes(room().cluster) + 20_000}
    assert objection(room(), Apply(text=WORKLOAD)) == ""
    assert "bytes" in objection(room(), Apply(text=WORKLOAD.replace("replicas: 3", "replicas: 900")))


def test_all_sources_of_a_room_share_one_bound(settings: Settings) -> None:
    settings.K8SVIZ_LIMITS = {"traffic": 100}
    world = room(*(StartTraffic(client, "http://192.0.2.1", 50) for client in CLIENTS[:2]))
    assert "at most 100 requests a second" in objection(
        world, StartTraffic(CLIENTS[2], "http://192.0.2.1", 1)
    )
    assert objection(world, StartTraffic(CLIENTS[1], "http://192.0.2.1", 20)) == ""
    assert objection(world, StopTraffic(CLIENTS[0])) == ""


@pytest.mark.parametrize("limit", ["log_entries", "log_bytes"])
def test_a_log_is_full_by_entries_or_by_bytes(settings: Settings, limit: str) -> None:
    history = History(Entry(1, 0, Create(seed=7)))
    history.take(Entry(2, 0, Apply(text=WORKLOAD)))
    settings.K8SVIZ_LIMITS = {limit: 3 if limit == "log_entries" else len(WORKLOAD) * 2}
    assert bounds.log_is_full(history) is None
    history.take(Entry(3, 0, Apply(text=WORKLOAD)))
    assert bounds.log_is_full(history) is not None


def test_a_log_that_goes_back_and_comes_again_is_as_long_as_before() -> None:
    history = History(Entry(1, 0, Create(seed=7)))
    history.take(Entry(2, 0, Apply(text=WORKLOAD)))
    size = history.size
    history.advance(10_000)
    history.take(Entry(3, 20_000, StopTraffic("outside")))
    before = history.size
    history.take(Entry(4, 5_000, StopTraffic("outside")))
    assert history.size - before == before - size
