"""Proxy mode and delay: settings of a room that its log carries."""

from __future__ import annotations

import pytest
from worlds import Scenario, dump, service, tutorial

from k8sviz.sim import engine
from k8sviz.sim.commands import Create, SendRequest, SetProxy, SetProxyDelay
from k8sviz.sim.dataplane.journey import Journey
from k8sviz.sim.dataplane.modes import MODES

CLIENT, URL = "pod/default/client", "http://httpd-svc:8080"


def send(room: Scenario) -> Journey:
    room.do(SendRequest(CLIENT, URL))
    return room.world.journeys[-1]


def rules(room: Scenario, node: str = "node-1") -> str:
    tables = room.world.network.kernels[node].rules.tables
    return "\n".join(rule.line for chains in tables.values() for c in chains.values() for rule in c.rules)


@pytest.mark.parametrize("mode", MODES)
def test_a_room_may_begin_in_any_mode(mode: str) -> None:
    room = Scenario()
    room.world = engine.create(Create(seed=7, mode=mode))
    assert room.world.wiring.mode == mode
    room.apply(service()).wait()
    assert room.world.rule_count("node-1") > 0


def test_another_mode_is_written_after_each_node_s_delay() -> None:
    room = tutorial()
    room.do(SetProxyDelay("node-1", 0))
    room.do(SetProxy("ipvs"))
    assert "KUBE-IPVS" in rules(room, "node-1")
    assert "KUBE-IPVS" not in rules(room, "node-2")
    room.wait(1_000)
    assert "KUBE-IPVS" in rules(room, "node-2")


@pytest.mark.parametrize("mode", MODES)
def test_the_tutorial_s_request_is_answered_in_every_mode(mode: str) -> None:
    room = tutorial()
    room.do(SetProxy(mode))
    journey = send(room.wait())
    assert (journey.outcome, journey.service) == ("answered", "service/default/httpd-svc")
    assert journey.seen_source == "10.244.0.2"


def test_a_slow_node_keeps_its_old_rules_while_the_others_have_new_ones() -> None:
    room = tutorial()
    room.do(SetProxyDelay("node-1", 20_000))
    room.scale(0)
    room.wait(10_000)
    assert [room.world.rule_state(node) for node in ("node-1", "node-2")] == ["syncing", "synced"]
    assert send(room).outcome in ("timeout", "unreachable")
    room.wait(20_000)
    assert send(room).outcome == "refused"


def test_a_shorter_delay_counts_for_what_is_waiting_already() -> None:
    room = tutorial()
    room.do(SetProxyDelay("node-1", 60_000))
    room.apply(service(name="another"))
    room.do(SetProxyDelay("node-1", 0))
    assert room.world.rule_state("node-1") == "synced"


@pytest.mark.parametrize(
    "command",
    [SetProxy("userspace"), SetProxyDelay("node-9", 5), SetProxyDelay("node-1", -1)],
)
def test_what_makes_no_sense_is_refused(command: SetProxy | SetProxyDelay) -> None:
    assert engine.step(tutorial().world, command).refused


def test_a_copy_of_a_world_keeps_both() -> None:
    room = tutorial()
    room.do(SetProxy("ipvs"))
    room.do(SetProxyDelay("node-1", 1_000))
    other = Scenario()
    other.world = room.world.copy()
    for one in (room, other):
        one.scale(5)
        one.wait()
        send(one)
    assert dump(room.world) == dump(other.world)
