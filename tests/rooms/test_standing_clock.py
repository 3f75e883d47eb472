"""A room that nobody watches stands still, costs nothing, and is found again as it was left."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from people import WORKLOAD, Editor, Watcher, digest, fresh_scene
from serving import Server

ABSENCE = 1.2  # seconds: this is about time that passes


@pytest.fixture(scope="module")
def mortal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that tests may kill, if they start it again."""
    site = Server(tmp_path_factory.mktemp("mortal"))
    site.manage("migrate", "--verbosity", "0")
    yield site.start()
    site.stop()


async def test_time_goes_on_from_where_the_last_viewer_left_it(server: Server) -> None:
    editor = await Editor.open(server)
    async with Watcher(server, editor.code):
        await editor.apply(WORKLOAD)
    async with Watcher(server, editor.code) as viewer:
        left = viewer.position[2]
    await asyncio.sleep(ABSENCE)
    async with Watcher(server, editor.code) as viewer:
        assert left <= viewer.position[2] < left + ABSENCE * 1000 / 2


async def test_a_paused_room_is_found_paused(server: Server) -> None:
    editor = await Editor.open(server)
    async with Watcher(server, editor.code) as viewer:
        await editor.do("clock", playing="0")
        await viewer.until(lambda: viewer.rate == 0)
        left = viewer.position[2]
    async with Watcher(server, editor.code) as viewer:
        assert (viewer.rate, viewer.position[2]) == (0, left)


async def test_what_is_done_while_nobody_watches_waits_for_somebody(server: Server) -> None:
    editor = await Editor.open(server, speed=8)
    await editor.apply(WORKLOAD)
    await asyncio.sleep(ABSENCE)
    async with Watcher(server, editor.code) as viewer:
        assert not viewer.shapes("pod", state="ready")
        await viewer.until(lambda: len(viewer.shapes("pod", state="ready")) == 3)


async def test_a_room_that_nobody_watches_uses_no_processor(mortal: Server) -> None:
    editor = await Editor.open(mortal)
    async with Watcher(mortal, editor.code) as viewer:
        await editor.do("traffic", client="pod/default/client", url="http://httpd-svc:8080", rate="50")
        await viewer.until(lambda: bool(viewer.scene["journeys"]))
    before = mortal.cpu_seconds()
    await asyncio.sleep(ABSENCE)
    assert mortal.cpu_seconds() - before <= 0.05


async def test_a_killed_server_has_lost_nothing_and_goes_on_where_it_was(mortal: Server) -> None:
    editor = await Editor.open(mortal, speed=4)
    async with Watcher(mortal, editor.code) as viewer:
        await editor.apply(WORKLOAD)
        await viewer.until(lambda: len(viewer.shapes("pod", state="ready")) == 3)
        await viewer.until(lambda: bool(viewer.shapes("service", ready=3)))
        await editor.do("scale", kind="Deployment.apps", name="httpd", replicas="1")
        mortal.kill()
        at, pods = viewer.position[2], set(viewer.shapes("pod"))
    await asyncio.sleep(ABSENCE)
    mortal.start()
    async with Watcher(mortal, editor.code) as viewer:
        assert viewer.position[2] < at + ABSENCE * 4_000
        assert set(viewer.shapes("pod")) <= pods
        await viewer.until(lambda: len(viewer.shapes("pod")) == 1)
        assert set(viewer.shapes("pod")) < pods


async def test_a_room_read_from_its_log_is_the_room_that_was_there(mortal: Server) -> None:
    editor = await Editor.open(mortal, speed=8)
    async with Watcher(mortal, editor.code) as viewer:
        await editor.apply(WORKLOAD)
        await viewer.until(lambda: bool(viewer.shapes("service", ready=3)))
        await editor.do("clock", playing="0")
        await viewer.until(lambda: viewer.rate == 0)
        seen = digest(viewer.scene)
    mortal.stop()
    mortal.start()
    assert digest(await fresh_scene(mortal, editor.code)) == seen
