"""A room that is used by requests only lives too."""

from __future__ import annotations

import pytest

from k8sviz.rooms import callers, live
from k8sviz.rooms.founding import found
from k8sviz.rooms.models import Room

pytestmark = pytest.mark.django_db(transaction=True)


async def test_a_call_sets_the_clock_going() -> None:
    room, _ = await found(Room.SANDBOX)
    here = await live.live.enter(room.pk)
    async with here.lock:
        await here.call()
    assert here.attended
    assert here.timeline.history.anchor.playing
    assert here.timeline.until > here.timeline.history.anchor.wall


async def test_the_clock_stands_still_when_nobody_calls_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(callers, "LINGER", 0.0)
    room, _ = await found(Room.SANDBOX)
    here = await live.live.enter(room.pk)
    async with here.lock:
        await here.call()
    assert here.lapsed
    await here.lapse()
    assert not here.lapsed
    async with here.lock:
        before = (await here.refresh()).cluster.now
        assert (await here.refresh()).cluster.now == before


async def test_a_follower_hears_of_what_is_done() -> None:
    room, _ = await found(Room.SANDBOX)
    here = await live.live.enter(room.pk)
    with here.callers.following() as happened:
        async with here.lock:
            await here.call()
        assert happened.is_set()
        assert here.attended
