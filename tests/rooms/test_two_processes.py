"""THE proof of law 1: across processes only the log is shared, and everyone sees the same.

Two servers on one PostgreSQL and one Redis, with different hash seeds.
"""

from __future__ import annotations

import asyncio
import os
import socket
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from people import WORKLOAD, Editor, Watcher, digest, fresh_scene
from serving import Server

POSTGRES = os.environ.get("K8SVIZ_TEST_POSTGRES", "postgres://postgres@127.0.0.1:5432")
REDIS = os.environ.get("K8SVIZ_TEST_REDIS", "redis://127.0.0.1:6379/0")
URL = "http://httpd-svc:8080"


def listens(url: str) -> bool:
    """Whether somebody answers there."""
    place = urlsplit(url)
    try:
        socket.create_connection((place.hostname or "", place.port or 0), timeout=1).close()
    except OSError:
        return False
    return True


pytestmark = pytest.mark.skipif(
    not (listens(POSTGRES) and listens(REDIS)),
    reason=f"needs PostgreSQL at {POSTGRES} and Redis at {REDIS}",
)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An empty database of this test's own."""
    name = f"k8sviz_test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        Server(tmp_path_factory.mktemp("new"), DATABASE_URL=f"{POSTGRES}/{name}").manage("migrate", "-v0")
        yield f"{POSTGRES}/{name}"
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="module")
def pair(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Server]]:
    """Two processes of one site."""
    var = tmp_path_factory.mktemp("pair")
    shared = {"DATABASE_URL": database, "REDIS_URL": REDIS, "REDIS_PREFIX": f"test{uuid.uuid4().hex[:8]}"}
    one = Server(var, PYTHONHASHSEED="1", **shared)
    two = Server(var, PYTHONHASHSEED="20261122", **shared)
    start(one, two)
    yield one, two
    one.stop()
    two.stop()


def start(*servers: Server) -> None:
    with ThreadPoolExecutor() as hands:
        list(hands.map(Server.start, servers))


def elsewhere(editor: Editor, server: Server) -> Editor:
    """The same person, by way of the other process."""
    twin = Editor(server, editor.code)
    twin.cookies = editor.cookies
    twin._opener = editor._opener
    return twin


async def settled(viewer: Watcher, pods: int) -> None:
    """Read on until the Service has this many endpoints, and no Pod comes or goes."""
    await viewer.until(lambda: bool(viewer.shapes("service", ready=pods, selected=pods)))
    await viewer.until(lambda: len(viewer.shapes("pod")) == len(viewer.shapes("pod", state="ready")) == pods)


async def agree(one: Server, two: Server, viewers: list[Watcher]) -> None:
    """Everybody's scene, and what a newcomer is shown by either process, are the same."""
    code = viewers[0].url.split("/")[-2]
    for _ in range(50):
        newcomers = [digest(await fresh_scene(server, code)) for server in (one, two)]
        for viewer in viewers:
            await drain(viewer)
        if len({*newcomers, *(digest(viewer.scene) for viewer in viewers)}) == 1:
            return
    first, second = [await fresh_scene(server, code) for server in (one, two)]
    assert first == second
    assert [viewer.scene for viewer in viewers] == [first] * len(viewers)


async def drain(viewer: Watcher) -> None:
    """Read what is there."""
    while True:
        try:
            await asyncio.wait_for(viewer.read(), 0.15)
        except TimeoutError:
            return


async def test_viewers_of_two_processes_see_one_room(pair: tuple[Server, Server]) -> None:
    one, two = pair
    here = await Editor.open(one, speed=8)
    there = elsewhere(here, two)
    async with (
        Watcher(one, here.code) as first,
        Watcher(two, here.code) as second,
        Watcher(two, here.code) as third,
    ):
        viewers = [first, second, third]
        await first.until(lambda: first.viewers == 3)
        await here.apply(WORKLOAD)
        for viewer in viewers:
            await settled(viewer, 3)
        await agree(one, two, viewers)

        await there.do("traffic", client="pod/default/client", url=URL, rate="25")
        await asyncio.gather(
            *(here.apply(WORKLOAD.replace("httpd-svc", f"here-{n}")) for n in range(4)),
            *(there.apply(WORKLOAD.replace("httpd-svc", f"there-{n}")) for n in range(4)),
            *(there.do("send", client="outside", url=URL) for _ in range(4)),
        )
        await here.do("scale", kind="Deployment.apps", name="httpd", replicas="5")
        await there.do("traffic", client="pod/default/client", url=URL, rate="0")
        for viewer in viewers:
            await settled(viewer, 5)
            assert len(viewer.shapes("service")) == 9
        await agree(one, two, viewers)
        assert first.scene["journeys"]


async def test_a_killed_process_takes_no_acknowledged_entry_with_it(pair: tuple[Server, Server]) -> None:
    one, two = pair
    here = await Editor.open(one, speed=8)
    there = elsewhere(here, two)
    async with Watcher(one, here.code) as staying:
        async with Watcher(two, here.code) as leaving:
            await there.apply(WORKLOAD)
            await settled(leaving, 3)
            for n in range(5):
                await there.apply(WORKLOAD.replace("httpd-svc", f"last-{n}"))
            two.kill()
        await staying.until(lambda: len(staying.shapes("service")) == 6)
        await here.apply(WORKLOAD.replace("httpd-svc", "after"))
        await staying.until(lambda: len(staying.shapes("service")) == 7)
        await staying.until(lambda: staying.viewers == 1)
        two.start()
        await agree(one, two, [staying])


async def test_a_lost_hint_is_found_by_the_heartbeat(database: str, tmp_path: Path) -> None:
    """Two processes that cannot hear each other at all."""
    one, two = (
        Server(tmp_path, DATABASE_URL=database, REDIS_URL=REDIS, REDIS_PREFIX=uuid.uuid4().hex)
        for _ in range(2)
    )
    try:
        start(one, two)
        editor = await Editor.open(one, speed=8)
        async with Watcher(one, editor.code) as first, Watcher(two, editor.code) as second:
            await editor.apply(WORKLOAD)
            for viewer in (first, second):
                await settled(viewer, 3)
            await agree(one, two, [first, second])
    finally:
        one.stop()
        two.stop()
