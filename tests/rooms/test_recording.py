"""A log that another version of the engine wrote is not replayed: the room goes on, and says so."""

from __future__ import annotations

import pytest
from people import WORKLOAD

from k8sviz.rooms import log, recording
from k8sviz.rooms.founding import found
from k8sviz.rooms.live import Live, live, world
from k8sviz.rooms.models import LogEntry, Room
from k8sviz.rooms.perform import perform
from k8sviz.sim.commands import Apply
from k8sviz.sim.objects.identity import ApiObject, Key

pytestmark = pytest.mark.django_db(transaction=True)
SERVICE, DEPLOYMENT = Key("Service", "default", "httpd-svc"), Key("Deployment.apps", "default", "httpd")


async def service_of(room: Room, process: Live) -> ApiObject:
    here = await process.enter(room.pk)
    await here.timeline.flow(10_000)
    service = here.timeline.world.cluster.get(SERVICE)
    assert service is not None
    assert here.timeline.world.cluster.get(DEPLOYMENT)
    return service


async def test_a_room_goes_on_from_its_recorded_objects(monkeypatch: pytest.MonkeyPatch) -> None:
    room, _ = await found(Room.SANDBOX)
    await perform(room, Apply(WORKLOAD))
    before = await service_of(room, live)
    here = await live.enter(room.pk)
    await recording.keep(room.pk, here.timeline.number, here.timeline.world.cluster)
    await perform(room, Apply(WORKLOAD.replace("httpd-svc", "later")))

    monkeypatch.setattr(log, "ENGINE", log.ENGINE + 1)
    newer = Live()
    after = await service_of(room, newer)
    assert after["spec"]["clusterIP"] == before["spec"]["clusterIP"]
    later = Key("Service", "default", "later")
    assert (await newer.enter(room.pk)).timeline.world.cluster.get(later)
    await room.arefresh_from_db()
    assert room.continued_at == 4


async def test_it_goes_on_once(monkeypatch: pytest.MonkeyPatch) -> None:
    room, _ = await found(Room.SANDBOX)
    await perform(room, Apply(WORKLOAD))
    monkeypatch.setattr(log, "ENGINE", log.ENGINE + 1)
    await service_of(room, Live())
    entries = await LogEntry.objects.filter(room=room).acount()
    await service_of(room, Live())
    assert await LogEntry.objects.filter(room=room).acount() == entries


async def test_a_log_of_this_version_is_replayed() -> None:
    room, _ = await found(Room.TUTORIAL)
    await world(room)
    await room.arefresh_from_db()
    assert room.continued_at is None


async def test_what_controllers_and_the_cluster_made_is_not_recorded() -> None:
    room, _ = await found(Room.SANDBOX)
    await perform(room, Apply(WORKLOAD))
    here = await live.enter(room.pk)
    await here.timeline.flow(10_000)
    kinds = [obj["kind"] for obj in recording.made_by_people(here.timeline.world.cluster)]
    assert sorted(kinds) == ["Deployment", "Service"]
