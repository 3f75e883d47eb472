"""Leases, and what happens when something fails."""

from __future__ import annotations

import time

import pytest

from k8sviz.rooms import log
from k8sviz.rooms.bodies import Bounded, Message, Receive, Send
from k8sviz.rooms.founding import found
from k8sviz.rooms.live import Live
from k8sviz.rooms.models import LogEntry, Room
from k8sviz.rooms.outbox import Outbox
from k8sviz.rooms.perform import perform
from k8sviz.sim import engine
from k8sviz.sim.commands import SetClock, SetCloud

database = pytest.mark.django_db(transaction=True)


@database
async def test_a_computer_that_slept_does_not_simulate_its_sleep(monkeypatch: pytest.MonkeyPatch) -> None:
    room, _ = await found(Room.SANDBOX)
    process, viewer = Live(), Outbox(10)
    here = await process.enter(room.pk)
    await here.join(viewer)

    awake = time.time
    monkeypatch.setattr(time, "time", lambda: awake() + 10_000)
    await here.refresh()
    assert here.timeline.world.cluster.now < 10_000
    await process._beat_once()
    newest = (await log.since(room.pk, 0))[-1]
    assert isinstance(newest.command, SetClock)
    assert newest.at < 10_000
    assert here.timeline.position() < 11_000
    await here.leave(viewer)


@database
async def test_the_second_viewer_does_not_touch_the_clock() -> None:
    room, _ = await found(Room.SANDBOX)
    here = await Live().enter(room.pk)
    one, two = Outbox(10), Outbox(10)
    await here.join(one)
    entries = here.timeline.number
    await here.join(two)
    assert here.timeline.number == entries == 2
    await here.leave(one)
    await here.leave(two)


@database
async def test_a_command_that_breaks_the_simulation_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    room, _ = await found(Room.SANDBOX)

    def broken(*args: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(engine, "step", broken)
        outcome = await perform(room, SetCloud("gcp"))
    assert [result.refusal.code for result in outcome.results if result.refusal] == [500]
    assert await LogEntry.objects.filter(room=room).acount() == 1
    assert not (await perform(room, SetCloud("gcp"))).refused


async def test_a_body_of_unannounced_length_is_cut_off() -> None:
    read: list[str] = []

    async def application(scope: dict[str, object], receive: Receive, send: Send) -> None:
        while read[-1:] != ["http.disconnect"]:
            read.append((await receive())["type"])

    async def endless() -> Message:
        return {"type": "http.request", "body": b"x" * 10, "more_body": True}

    async def ignored(message: Message) -> None:
        pass

    await Bounded(application, 25)({"type": "http", "headers": []}, endless, ignored)
    assert read == ["http.request", "http.request", "http.disconnect"]
