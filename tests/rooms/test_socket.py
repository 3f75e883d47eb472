"""The WebSocket: who is let in, what they are sent, what they may say."""

from __future__ import annotations

import asyncio
import json

import pytest
from people import WORKLOAD, Browser, Editor, Watcher, digest, fresh_scene
from serving import Server
from websockets.exceptions import ConnectionClosed, InvalidStatus


async def test_a_viewer_is_greeted_with_a_snapshot_of_every_table(server: Server) -> None:
    editor = await Editor.open(server)
    async with Watcher(server, editor.code) as viewer:
        assert list(viewer.told[0]) == ["snapshot", "rate", "scene"]
        assert viewer.rate == 1
        assert set(viewer.scene) == {
            "room",
            "elements",
            "edges",
            "answers",
            "totals",
            "traffic",
            "marks",
            "routes",
            "journeys",
        }


async def test_a_code_is_read_in_any_case(server: Server) -> None:
    editor = await Editor.open(server)
    async with Watcher(server, editor.code.lower()) as viewer:
        assert viewer.snapshots == 1


async def test_frames_add_up_to_what_a_newcomer_sees(server: Server) -> None:
    editor = await Editor.open(server, speed=8)
    async with Watcher(server, editor.code) as one, Watcher(server, editor.code) as two:
        await editor.apply(WORKLOAD)
        for viewer in (one, two):
            await complete(viewer)
        await asyncio.gather(*(calm(viewer) for viewer in (one, two)))
        assert digest(one.scene) == digest(two.scene) == digest(await fresh_scene(server, editor.code))
        assert one.snapshots == 1


async def complete(viewer: Watcher) -> None:
    """Read on until the workload is there."""
    await viewer.until(lambda: len(viewer.shapes("pod", state="ready")) == 3)
    await viewer.until(lambda: bool(viewer.shapes("service", ready=3)))


async def calm(viewer: Watcher) -> None:
    """Read on until nothing has come for a while: there is no other sign that nothing more will."""
    while True:
        try:
            await asyncio.wait_for(viewer.read(), 0.4)
        except TimeoutError:
            return


async def test_nothing_is_sent_while_nothing_happens(server: Server) -> None:
    editor = await Editor.open(server)
    async with Watcher(server, editor.code) as viewer:
        await viewer.until(lambda: viewer.viewers == 1)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(viewer.read(), 0.7)


async def test_everyone_is_told_how_many_are_watching(server: Server) -> None:
    editor = await Editor.open(server)
    async with Watcher(server, editor.code) as one:
        async with Watcher(server, editor.code):
            await one.until(lambda: one.viewers == 2)
        await one.until(lambda: one.viewers == 1)


async def test_a_room_shows_nothing_of_another(server: Server) -> None:
    here, there = await Editor.open(server), await Editor.open(server)
    async with Watcher(server, here.code) as viewer, Watcher(server, there.code) as other:
        await there.apply(WORKLOAD)
        await other.until(lambda: len(other.shapes("pod")) == 3)
        assert viewer.shapes("pod") == []
        assert not [told for told in viewer.told if "frame" in told]


async def test_pausing_stops_time_for_everyone_and_playing_lets_it_go_on(server: Server) -> None:
    editor = await Editor.open(server)
    async with Watcher(server, editor.code) as viewer:
        await editor.do("clock", playing="0")
        await viewer.until(lambda: viewer.rate == 0)
        await editor.apply(WORKLOAD)
        await viewer.until(lambda: bool(viewer.shapes("service")))
        paused = viewer.position[2]
        await editor.do("clock", playing="1", speed="4")
        await viewer.until(lambda: len(viewer.shapes("pod", state="ready")) == 3)
        assert viewer.rate == 4
        assert viewer.position[2] > paused


async def test_a_resync_brings_a_snapshot(server: Server) -> None:
    editor = await Editor.open(server)
    async with Watcher(server, editor.code) as viewer:
        await viewer.say('{"resync": true}')
        await viewer.until(lambda: viewer.snapshots == 2)


@pytest.mark.parametrize(
    ("said", "code"),
    [('{"resync": false}', 1003), ("{", 1003), ('{"apply": "x"}', 1003), ("x" * 2_000, 1009)],
)
async def test_nothing_else_may_be_said(server: Server, said: str, code: int) -> None:
    editor = await Editor.open(server)
    async with Watcher(server, editor.code) as viewer:
        await viewer.say(said)
        with pytest.raises(ConnectionClosed) as closed:
            await viewer.until(lambda: False)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == code


async def test_snapshots_may_not_be_asked_for_without_end(server: Server) -> None:
    editor = await Editor.open(server)
    async with Watcher(server, editor.code) as viewer:
        for _ in range(10):
            await viewer.say('{"resync":true}')
        with pytest.raises(ConnectionClosed) as closed:
            await viewer.until(lambda: False)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1008


async def test_a_message_beyond_the_servers_bound_is_not_even_read(server: Server) -> None:
    editor = await Editor.open(server)
    async with Watcher(server, editor.code) as viewer:
        with pytest.raises(ConnectionClosed):
            await viewer.say("x" * 300_000)
            await viewer.until(lambda: False)


@pytest.mark.parametrize(
    "origin",
    [
        "https://127.0.0.1:{port}",
        "http://127.0.0.1",
        "http://localhost:{port}",
        "http://[",
        "null",
        "http://x.y",
    ],
)
async def test_pages_of_other_origins_are_turned_away(server: Server, origin: str) -> None:
    editor = await Editor.open(server)
    with pytest.raises(InvalidStatus) as refused:
        await Watcher(server, editor.code, origin.format(port=server.port)).__aenter__()
    assert refused.value.response.status_code == 403


async def test_a_wrong_code_is_turned_away_as_a_strangers_page_is(server: Server) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await Watcher(server, "BCDFGHJK").__aenter__()
    assert refused.value.response.status_code == 403


async def test_a_second_browser_sees_a_change_as_a_frame_of_few_bytes(server: Server) -> None:
    editor = await Editor.open(server, speed=8)
    await Browser(server).get(f"/rooms/{editor.code}/")
    async with Watcher(server, editor.code) as viewer:
        await editor.apply(WORKLOAD)
        await viewer.until(lambda: bool(viewer.shapes("service", ready=3)))
        await calm(viewer)
        seen = len(viewer.told)
        for _ in range(10):
            await editor.do("send", client="pod/default/client", url="http://httpd-svc:8080")
        await viewer.until(lambda: len(viewer.scene["journeys"]) == 10)
        known = [json.dumps(told, separators=(",", ":")) for told in viewer.told[seen:] if "frame" in told]
        assert "routes" not in known[-1]
        assert len(known[-1]) <= 200
