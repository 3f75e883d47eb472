"""Each viewer may leave the live edge and come back; nobody else notices."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from people import WORKLOAD, Browser, Editor, Watcher, digest
from serving import Server
from websockets.exceptions import ConnectionClosed

SEND = {"client": "pod/default/client", "url": "http://httpd-svc:8080"}


async def busy(server: Server) -> Editor:
    """A room in which something has happened, standing still."""
    editor = await Editor.open(server, speed=8)
    async with Watcher(server, editor.code) as viewer:
        await editor.apply(WORKLOAD)
        await viewer.until(lambda: bool(viewer.shapes("service", ready=3)))
        await editor.do("traffic", **SEND, rate="3")
        await viewer.until(lambda: len(viewer.scene["journeys"]) > 20)
        await editor.do("traffic", **SEND, rate="0")
        await editor.do("clock", playing="0", speed="1")
        await viewer.until(lambda: viewer.rate == 0)
    return editor


async def ask(viewer: Watcher, **wish: Any) -> dict[str, Any]:
    """Say it, and take the snapshot that answers."""
    seen = viewer.snapshots
    await viewer.say(json.dumps(wish))
    await viewer.until(lambda: viewer.snapshots > seen)
    return viewer.told[-1]


async def test_a_past_moment_is_shown_as_it_was(server: Server) -> None:
    editor = await busy(server)
    async with Watcher(server, editor.code) as viewer:
        first = min(journey[0] for journey in viewer.scene["journeys"].values())
        told = await ask(viewer, seek=first - 1)
        assert told["snapshot"][2] == first - 1
        assert told["rate"] == 0
        assert told["edge"][0] > first
        assert viewer.scene["journeys"] == {}
        assert len(viewer.shapes("pod", state="ready")) == 3
        await ask(viewer, seek=0)
        assert viewer.shapes("pod") == []


async def test_back_at_the_live_edge_the_scene_is_everyones(server: Server) -> None:
    editor = await busy(server)
    async with Watcher(server, editor.code) as viewer:
        before = digest(viewer.scene)
        await ask(viewer, seek=10)
        told = await ask(viewer, live=True)
        assert "edge" not in told
        assert digest(viewer.scene) == before


async def test_who_looks_at_the_past_gets_no_live_frames_but_counts_as_a_viewer(server: Server) -> None:
    editor = await busy(server)
    async with Watcher(server, editor.code) as away, Watcher(server, editor.code) as other:
        await ask(away, seek=10)
        await editor.do("send", **SEND)
        known = len(other.scene["journeys"])
        await other.until(lambda: len(other.scene["journeys"]) > known)
        assert other.viewers == 2
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(away.until(lambda: "frame" in away.told[-1]), 0.4)
        await ask(away, live=True)
        assert digest(away.scene) == digest(other.scene)


async def test_a_room_that_is_played_tells_those_who_are_away(server: Server) -> None:
    editor = await busy(server)
    async with Watcher(server, editor.code) as viewer:
        await ask(viewer, seek=10)
        await editor.do("clock", playing="1", speed="2")
        await viewer.until(lambda: "edge" in viewer.told[-1] and "snapshot" not in viewer.told[-1])
        assert viewer.told[-1]["edge"][1] == 2


async def test_the_past_is_played_at_ones_own_speed_up_to_the_live_edge(server: Server) -> None:
    editor = await busy(server)
    async with Watcher(server, editor.code) as viewer:
        edge, known = viewer.position[2], digest(viewer.scene)
        await ask(viewer, seek=edge - 3_000)
        seen = viewer.snapshots
        await viewer.say('{"play": 10}')
        await viewer.until(lambda: viewer.rate == 10)
        await viewer.until(lambda: viewer.snapshots > seen)
        assert (viewer.rate, digest(viewer.scene)) == (0, known)


async def test_steps_go_from_packet_to_packet(server: Server) -> None:
    editor = await busy(server)
    async with Watcher(server, editor.code) as viewer:
        starts = sorted(journey[0] for journey in viewer.scene["journeys"].values())
        await ask(viewer, seek=starts[0] - 50)
        await ask(viewer, step="packet")
        assert (viewer.position[2], len(viewer.scene["journeys"])) == (starts[0], 1)
        await ask(viewer, step="packet")
        assert viewer.position[2] == starts[1]
        await ask(viewer, step="packet", back=True)
        assert viewer.position[2] == starts[0]


async def test_a_step_back_from_the_live_edge_leaves_it(server: Server) -> None:
    editor = await busy(server)
    async with Watcher(server, editor.code) as viewer:
        last = max(journey[0] for journey in viewer.scene["journeys"].values())
        told = await ask(viewer, step="packet", back=True)
        assert told["snapshot"][2] == last
        assert "edge" in told


async def test_a_moment_that_has_not_come_is_the_live_edge(server: Server) -> None:
    editor = await busy(server)
    async with Watcher(server, editor.code) as viewer:
        assert "edge" in await ask(viewer, seek=10)
        assert "edge" not in await ask(viewer, seek=10**9)


async def test_a_resync_in_the_past_brings_the_same_moment(server: Server) -> None:
    editor = await busy(server)
    async with Watcher(server, editor.code) as viewer:
        await ask(viewer, seek=1_000)
        assert (await ask(viewer, resync=True))["snapshot"][2] == 1_000


async def test_many_moments_asked_for_at_once_are_all_answered(server: Server) -> None:
    editor = await busy(server)
    async with Watcher(server, editor.code) as viewer:
        for at in range(0, 3_000, 100):
            await viewer.say(json.dumps({"seek": at}))
        await viewer.until(lambda: viewer.position[2] == 2_900)


@pytest.mark.parametrize(
    "said",
    ['{"seek": -1}', '{"seek": 1, "live": true}', '{"play": 11}', '{"step": "year"}', '{"back": true}'],
)
async def test_what_is_no_moment_closes_the_socket(server: Server, said: str) -> None:
    editor = await Editor.open(server)
    async with Watcher(server, editor.code) as viewer:
        await viewer.say(said)
        with pytest.raises(ConnectionClosed) as closed:
            await viewer.until(lambda: False)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1003


async def test_a_room_that_stands_still_is_stepped_for_everyone(server: Server) -> None:
    editor = await busy(server)
    async with Watcher(server, editor.code) as viewer:
        before = viewer.position[2]
        await editor.do("clock", forward="600")
        await viewer.until(lambda: viewer.position[2] == before + 600)
        await editor.do("clock", until=str(before + 1_200))
        await viewer.until(lambda: viewer.position[2] == before + 1_200)
        await editor.do("traffic", **SEND, rate="10")
        known = len(viewer.scene["journeys"])
        await editor.do("clock", step="packet")
        await viewer.until(lambda: len(viewer.scene["journeys"]) == known + 1)
        assert viewer.rate == 0


async def test_a_running_room_is_not_stepped(server: Server) -> None:
    editor = await Editor.open(server)
    async with Watcher(server, editor.code):
        assert "pause it" in (await editor.do("clock", forward="600")).text


async def test_fragments_tell_of_a_past_moment(server: Server) -> None:
    editor = await busy(server)
    reader = Browser(server)
    pod = "inspect?id=service/default/httpd-svc"
    assert "httpd-svc" in (await reader.get(f"/rooms/{editor.code}/{pod}")).text
    assert "run=httpd" not in (await reader.get(f"/rooms/{editor.code}/{pod}&at=0")).text


async def test_the_overview_tells_of_the_whole_time(server: Server) -> None:
    editor = await busy(server)
    told = json.loads((await Browser(server).get(f"/rooms/{editor.code}/overview")).text)
    assert set(told) == {"now", "width", "requests", "marks"}
    assert sum(good for good, _ in told["requests"]) > 20
    assert [mark for mark in told["marks"] if mark[1:] == ["Service", "httpd-svc", "created"]]
