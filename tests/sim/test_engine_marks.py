"""The timeline: what happened to objects, in one word each."""

from __future__ import annotations

from worlds import Scenario, deployment, tutorial

from k8sviz.sim.marks import MARKS_KEPT


def words(room: Scenario, kind: str) -> list[str]:
    return [mark.verb for mark in room.world.marks if mark.kind == kind]


def test_a_pods_life_has_its_stations() -> None:
    room = tutorial(replicas=1)
    assert words(room, "Pod") == ["created", "scheduled", "started", "ready"]
    room.scale(0)
    room.wait()
    assert words(room, "Pod")[4:] == ["terminating", "deleted"]


def test_a_deployment_is_created_scaled_and_configured() -> None:
    room = tutorial()
    room.scale(2)
    room.apply(deployment(2, "httpd:2.4"))
    assert words(room, "Deployment") == ["created", "scaled", "configured"]


def test_only_the_newest_marks_are_kept_and_numbers_go_on() -> None:
    room = Scenario("instant").apply(deployment(40))
    assert len(room.world.marks) == MARKS_KEPT
    numbers = [mark.number for mark in room.world.marks]
    assert numbers == list(range(numbers[0], numbers[0] + MARKS_KEPT))
    assert numbers[0] > 1
