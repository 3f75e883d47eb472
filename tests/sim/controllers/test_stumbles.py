"""A room lives on whatever a controller raises: the fault is told, and is the same at every replay."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from worlds import HTTPD_SVC, Scenario, deployment, service, tutorial

from k8sviz.sim import engine, processes
from k8sviz.sim.commands import Apply, Command, Create, Patch, StartTraffic
from k8sviz.sim.controllers import loop, stumbles
from k8sviz.sim.controllers.controller import Controller
from k8sviz.sim.world import World

FORGIVE = stumbles.forgive


@pytest.fixture(autouse=True)
def forgiven(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everywhere else tests fail at the first fault. All rooms of a process begin with the same world."""
    engine.create(Create(seed=1))
    monkeypatch.setattr(stumbles, "forgive", FORGIVE)


def replaced(controller: Controller, part: str, act: Any) -> Controller:
    return controller._replace(**{part: act})


def break_controller(monkeypatch: pytest.MonkeyPatch, name: str, part: str = "reconcile") -> None:
    def fail(*_: object) -> Iterator[str]:
        raise KeyError("status")

    broken = replaced(loop._BY_NAME[name], part, fail)
    monkeypatch.setitem(loop._BY_NAME, name, broken)
    if part == "concerns":
        told = {
            kind: tuple(broken if one.name == name else one for one in those)
            for kind, those in loop._BY_KIND.items()
        }
        monkeypatch.setattr(loop, "_BY_KIND", told)


def test_a_fault_of_a_controller_ends_neither_step_nor_time(monkeypatch: pytest.MonkeyPatch) -> None:
    break_controller(monkeypatch, "deployment")
    room = tutorial()
    assert room.pods == []
    assert room.get("Service", "httpd-svc")
    stumble = room.world.cluster.stumbles[-1]
    assert (stumble.part, stumble.subject, stumble.fault) == ("deployment", "default/httpd", "KeyError")


def test_a_fault_is_told_as_an_event_of_its_object(monkeypatch: pytest.MonkeyPatch) -> None:
    break_controller(monkeypatch, "deployment")
    [event] = [one for one in tutorial().all("Event") if one["reason"] == stumbles.REASON]
    assert event["type"] == "Warning"
    assert event["involvedObject"]["name"] == "httpd"
    assert event["message"].startswith("deployment could not go on: KeyError")


def test_a_mended_controller_goes_on_with_the_next_change(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        break_controller(broken, "deployment")
        room = tutorial()
    room.scale(2)
    room.wait()
    assert len(room.pods) == 2


@pytest.mark.parametrize("part", ["reconcile", "concerns", "due"])
@pytest.mark.parametrize("name", ["kubelet", "scheduler", "endpointslice", "replicaset", "garbage-collector"])
def test_whatever_part_is_at_fault_time_passes(monkeypatch: pytest.MonkeyPatch, name: str, part: str) -> None:
    break_controller(monkeypatch, name, part)
    room = tutorial()
    room.delete("Deployment.apps", "httpd")
    room.wait(600_000)
    assert room.world.cluster.now >= 600_000


def test_a_fault_at_every_write_does_not_go_round_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def restless(cluster: object, subject: str) -> None:
        asked.append(subject)
        room.world.cluster.touch(HTTPD_SVC)
        raise ValueError(subject)

    room = Scenario()
    broken = loop._BY_NAME["endpointslice"]._replace(reconcile=restless)
    monkeypatch.setitem(loop._BY_NAME, "endpointslice", broken)
    room.apply(service())
    assert 1 <= asked.count("default/httpd-svc") <= 10


@pytest.mark.parametrize("name", ["go_on", "hear"])
def test_a_fault_of_a_container_s_process_ends_nothing(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    def fail(*_: object) -> None:
        raise OverflowError

    monkeypatch.setattr(processes, name, fail)
    room = tutorial()
    room.do(StartTraffic("pod/default/client", "http://httpd-svc:8080", 2))
    room.wait()
    assert len(room.pods) == 3


def test_faults_are_the_same_at_every_replay_and_in_any_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    break_controller(monkeypatch, "endpointslice")
    commands: tuple[Command, ...] = (
        Apply(text=deployment() + service()), Patch("Deployment.apps", "httpd", {"spec": {"replicas": 5}}),
    )  # fmt: skip

    def replayed(slices: int) -> World:
        world = engine.create(Create(seed=1))
        for command in commands:
            engine.step(world, command)
            for _ in range(slices):
                engine.advance(world, world.cluster.now + 12_000 // slices)
        return world

    once, often = replayed(1), replayed(12)
    assert once.cluster.stumbles
    assert once.cluster.stumbles == often.cluster.stumbles
    assert list(once.cluster.timers) == list(often.cluster.timers)
    assert once.cluster.in_namespace("default") == often.cluster.in_namespace("default")


def test_a_copy_keeps_the_faults(monkeypatch: pytest.MonkeyPatch) -> None:
    break_controller(monkeypatch, "deployment")
    world = tutorial().world
    assert world.copy().cluster.stumbles == world.cluster.stumbles


def test_only_the_last_faults_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    break_controller(monkeypatch, "deployment")
    room = tutorial()
    for replicas in range(70):
        room.scale(replicas)
        room.wait(10)
    assert len(room.world.cluster.stumbles) == stumbles.KEPT


def test_what_depends_on_the_process_is_not_forgiven(monkeypatch: pytest.MonkeyPatch) -> None:
    def deep(*_: object) -> None:
        raise RecursionError

    broken = loop._BY_NAME["deployment"]._replace(reconcile=deep)
    monkeypatch.setitem(loop._BY_NAME, "deployment", broken)
    with pytest.raises(RecursionError):
        tutorial()
