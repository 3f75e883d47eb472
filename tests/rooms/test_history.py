"""Law 1: a room is its log. When and where an entry is heard of does not change the world."""

from __future__ import annotations

from itertools import pairwise

import pytest
from people import WORKLOAD, digest

from k8sviz.rooms.history import History
from k8sviz.rooms.log import Entry
from k8sviz.sim.commands import AnyCommand, Apply, Create, Delete, Patch, SendRequest, SetClock, StartTraffic
from k8sviz.sim.scene import draw

CLIENT, URL = "pod/default/client", "http://httpd-svc:8080"
COMMANDS: list[tuple[int, AnyCommand]] = [
    (0, Create(seed=7)),
    (0, SetClock(True, 1.0, 1e9)),
    (10, Apply(WORKLOAD)),
    (6_000, StartTraffic(CLIENT, URL, 20)),
    (7_013, Patch("Deployment.apps", "httpd", {"spec": {"replicas": 5}})),
    (7_013, SendRequest(CLIENT, URL)),
    (9_500, Delete("Service", "httpd-svc")),
]
LOG = [Entry(number, at, command) for number, (at, command) in enumerate(COMMANDS, 1)]
END = 15_000


def in_time() -> History:
    """A process that hears of every entry at once, and looks only where it must."""
    history = History(LOG[0])
    for entry in LOG[1:]:
        history.take(entry)
    history.advance(END)
    return history


@pytest.mark.parametrize("late", [1, 40, 900, 3_000, 8_000])
def test_a_process_that_hears_late_comes_to_the_same_world(late: int) -> None:
    history = History(LOG[0])
    for entry in LOG[1:]:
        history.advance(entry.at + late)
        history.take(entry)
    history.advance(END)
    assert digest(draw(history.world)) == digest(draw(in_time().world))


@pytest.mark.parametrize("step", [7, 100, 2_500])
def test_how_often_somebody_looks_does_not_change_the_world(step: int) -> None:
    history = History(LOG[0])
    for entry, following in pairwise([*LOG[1:], Entry(0, END, SetClock(True, 1.0, 0.0))]):
        history.take(entry)
        while history.now < following.at:
            history.advance(min(history.now + step, following.at))
    assert digest(draw(history.world)) == digest(draw(in_time().world))


def test_an_attempt_leaves_the_world_as_it_was() -> None:
    history = History(LOG[0])
    before = digest(draw(history.world))
    history.attempt(Apply(WORKLOAD))
    assert digest(draw(history.world)) == before


def test_what_was_attempted_and_adopted_is_what_a_replay_comes_to() -> None:
    history = History(LOG[0])
    for entry in LOG[1:]:
        history.advance(entry.at)
        _, world = history.attempt(entry.command)
        history.adopt(entry, world)
    history.advance(END)
    assert digest(draw(history.world)) == digest(draw(in_time().world))


def test_the_clocks_anchor_is_the_logs_last() -> None:
    history = in_time()
    assert (history.anchor.at, history.anchor.wall) == (0, 1e9)
    history.take(Entry(8, 20_000, SetClock(False, 2.0, 2e9)))
    assert (history.anchor.at, history.anchor.playing) == (20_000, False)


def test_checkpoints_are_few() -> None:
    history = in_time()
    for second in range(100):
        history.advance(END + second * 1_000)
    assert len(history._checkpoints) <= 14
