"""Law 1: a room is its log. When and where an entry is heard of does not change the world."""

from __future__ import annotations

from itertools import pairwise

import pytest
from people import WORKLOAD, digest

from k8sviz.rooms.checkpoints import KEPT, RECENT, Checkpoint, Checkpoints
from k8sviz.rooms.history import History, StumbledError
from k8sviz.rooms.log import Entry
from k8sviz.rooms.replay import Replay, event_before, events, packet_before, packets
from k8sviz.sim.commands import AnyCommand, Apply, Create, Delete, Patch, SendRequest, SetClock, StartTraffic
from k8sviz.sim.controllers import loop, stumbles
from k8sviz.sim.scene import draw

FORGIVE = stumbles.forgive
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


def test_what_makes_a_controller_raise_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise KeyError("status")

    history = History(LOG[0])
    monkeypatch.setattr(stumbles, "forgive", FORGIVE)
    monkeypatch.setitem(loop._BY_NAME, "deployment", loop._BY_NAME["deployment"]._replace(reconcile=fail))
    with pytest.raises(StumbledError, match="deployment could not go on with default/httpd: KeyError"):
        history.attempt(Apply(WORKLOAD))
    assert not history.world.cluster.stumbles
    history.take(LOG[2]._replace(number=2))
    outcome, world = history.attempt(Patch("Deployment.apps", "httpd", {"spec": {"replicas": 2}}))
    assert not outcome.refused
    assert world.cluster.stumbles


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


def test_checkpoints_are_few_where_little_happens() -> None:
    history = History(LOG[0])
    for second in range(100):
        history.advance(END + second * 1_000)
    assert len(history._checkpoints) <= 14


def test_old_checkpoints_are_apart_by_work_and_never_more_than_their_bound() -> None:
    world = History(LOG[0]).world
    kept = Checkpoints(Checkpoint(world, 1, 0.0))
    for second in range(1, 1_000):
        twin = world.copy()
        twin.cluster.now = second * 1_000
        kept.keep(Checkpoint(twin, 1, second * 0.05))
    assert len(kept) == KEPT + RECENT
    gaps = [b.work - a.work for a, b in pairwise(kept._old)]
    assert max(gaps) <= 2.5 * (1_000 * 0.05 / KEPT)
    assert all(kept.before(at).at <= at for at in range(0, 1_000_000, 777))


@pytest.mark.parametrize("at", [0, 10, 5_000, 6_000, 7_012, 7_013, 9_499, 9_500, 12_345, END])
async def test_any_moment_is_what_a_replay_up_to_it_comes_to(at: int) -> None:
    past = Replay(in_time(), at)
    await past.go(at)
    fresh = History(LOG[0])
    for entry in LOG[1:]:
        if entry.at <= at:
            fresh.take(entry)
    fresh.advance(at)
    assert digest(draw(past.world)) == digest(draw(fresh.world))


def test_a_packed_checkpoint_opens_to_the_same_world() -> None:
    world = in_time().world
    packed = Checkpoint(world, 7, 0.0).packed()
    assert packed.world.journeys == []
    assert packed.open().journeys == world.journeys
    assert digest(draw(packed.open())) == digest(draw(world))


async def test_a_moment_of_a_busy_hour_has_all_its_journeys() -> None:
    history = in_time()
    for at in range(END, 100_000, 500):
        history.advance(at)
    old = history._checkpoints._old
    old[:] = [old[0], *(one.packed() for one in old[1:])]
    for at in (old[-1].at, 50_333):
        past, fresh = Replay(history, at), in_time()
        await past.go(at)
        fresh.advance(at)
        assert past.world.journeys == fresh.world.journeys
        assert digest(draw(past.world)) == digest(draw(fresh.world))


async def test_a_replay_that_goes_on_comes_to_the_present() -> None:
    history = in_time()
    past = Replay(history, 3_000)
    for at in range(3_000, END + 1, 700):
        await past.go(at)
    await past.go(END)
    assert digest(draw(past.world)) == digest(draw(history.world))
    assert digest(draw(history.world)) == digest(draw(in_time().world))


async def test_steps_find_the_next_packet_and_the_one_before() -> None:
    past = Replay(in_time(), 6_000)
    await past.go(6_000)
    assert past.world.sent == 1
    assert await past.find(packets, END)
    assert (past.world.sent, past.now) == (2, 6_050)
    assert packet_before(past) == 6_000


async def test_steps_find_the_next_event_and_the_one_before() -> None:
    past = Replay(in_time(), 5_000)
    await past.go(5_000)
    assert await past.find(events, END)
    assert past.now == 6_000
    assert event_before(past) < 5_000
    assert await past.find(events, END)
    assert past.now == 7_013


def test_a_replay_is_not_trusted_when_an_entry_came_late() -> None:
    history = in_time()
    early, late = Replay(history, 2_000), Replay(history, END)
    history.take(Entry(8, 14_500, SendRequest(CLIENT, URL)))
    assert early.holds(history)
    assert not late.holds(history)


def test_the_overview_counts_what_the_world_has_counted() -> None:
    history = in_time()
    summary = history.overview.summary(history.now)
    assert sum(good + bad for good, bad in summary.requests) == history.world.sent
    assert ("Service", "httpd-svc", "deleted") in [mark[1:] for mark in summary.marks]


def test_going_back_does_not_count_twice() -> None:
    history = in_time()
    history.take(Entry(8, 14_500, SendRequest(CLIENT, URL)))
    history.advance(END)
    summary = history.overview.summary(history.now)
    assert sum(good + bad for good, bad in summary.requests) == history.world.sent
    numbers = [mark for mark in summary.marks if mark[1:] == ("Service", "httpd-svc", "deleted")]
    assert len(numbers) == 1
