"""Taking things away: YAML, the whole room as a file, the stage in somebody else's page."""

from __future__ import annotations

import asyncio
import gzip
import json
import urllib.error
import urllib.request
from typing import Any

import pytest
from people import WORKLOAD, Answer, Browser, Editor, Watcher, fresh_scene
from serving import Server

CREATE = {"do": "create", "seed": 7}
TRAFFIC = {"do": "start-traffic", "url": "http://192.0.2.1", "rate": 50}


def a_file(**changes: Any) -> bytes:
    told: dict[str, Any] = {"k8sviz": 1, "engine": 1, "kind": "sandbox", "lesson": "", "objects": []}
    return gzip.compress(json.dumps({**told, "log": [[0, CREATE]], **changes}).encode())


def bytes_of(browser: Browser, path: str) -> bytes:
    with urllib.request.urlopen(browser.server.url + path, timeout=60) as response:
        data: bytes = response.read()
        return data


async def open_file(browser: Browser, data: bytes) -> Answer:
    await browser.get("/")
    token = browser._token()
    boundary = "edge-of-the-parts"
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.k8sviz"\r\n\r\n'
    body = head.encode() + data + f"\r\n--{boundary}--\r\n".encode()
    kind = f"multipart/form-data; boundary={boundary}"
    return browser._ask("/rooms/open", body, {"X-CSRFToken": token, "Content-Type": kind})


async def lively(server: Server) -> Editor:
    editor = await Editor.open(server, speed=10)
    await editor.apply(WORKLOAD)
    async with Watcher(server, editor.code) as watcher:
        await watcher.until(lambda: len(watcher.shapes("pod", state="ready")) == 3)
        await editor.do("send", client="pod/default/client", url="http://httpd-svc:8080")
        await editor.do("clock", playing="0", speed="1")
        await watcher.until(lambda: not watcher.scene["room"]["clock"]["playing"])
    return editor


async def test_the_clusters_yaml_is_taken_by_another_room(server: Server) -> None:
    editor = await lively(server)
    text = (await editor.get(f"/rooms/{editor.code}/cluster.yaml")).text
    assert "clusterIP:" not in text
    assert "status:" not in text
    other = await Editor.open(server)
    answer = await other.apply(text)
    assert "service/httpd-svc created" in answer.text
    assert "deployment.apps/httpd created" in answer.text


async def test_a_rooms_file_opens_as_the_same_room_elsewhere(server: Server) -> None:
    editor = await lively(server)
    data = await asyncio.to_thread(bytes_of, editor, f"/rooms/{editor.code}/room.k8sviz")
    reader = Editor(server)
    answer = await open_file(reader, data)
    assert answer.status == 302, answer.text
    code = answer.headers["Location"].strip("/").split("/")[-1]
    assert code != editor.code
    before, after = await fresh_scene(server, editor.code), await fresh_scene(server, code)
    for table in ("elements", "journeys", "routes", "answers"):
        assert after[table] == before[table], table
    reader.code = code
    assert (await reader.do("send", client="outside", url="http://192.168.0.11")).status == 200


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "not a room that k8sviz has saved"),
        (b"PK\x03\x04 not gzip", "not a room that k8sviz has saved"),
        (gzip.compress(b"{}"), "not a k8sviz room"),
        (gzip.compress(b"[" * 100_000), "not a k8sviz room"),
        (a_file(k8sviz=2), "newer k8sviz"),
        (a_file(log=[]), "no beginning"),
        (a_file(log=[[5, CREATE]]), "no beginning"),
        (
            a_file(log=[[0, CREATE], [9, {"do": "stop-traffic", "client": "outside"}], [3, CREATE]]),
            "out of order",
        ),
        (a_file(log=[[0, {**CREATE, "nodes": 5_000}]]), "at most 10 nodes"),
        (a_file(log=[[0, CREATE], [10**12, {"do": "set-cloud", "provider": "aws"}]]), "12 hours"),
        (gzip.compress(b" " * (33 * 1024 * 1024)), "larger than"),
        (
            a_file(log=[[0, CREATE], *([0, {**TRAFFIC, "client": f"pod/a/{n}"}] for n in range(7))]),
            "more than 300 requests a second",
        ),
    ],
    ids=[
        "empty",
        "not-compressed",
        "no-room",
        "no-json",
        "newer",
        "empty-log",
        "no-create",
        "backwards",
        "nodes",
        "hours",
        "too-large",
        "too-busy",
    ],
)
async def test_what_is_no_room_is_refused_in_words(server: Server, data: bytes, told: str) -> None:
    answer = await open_file(Browser(server), data)
    assert (answer.status, told in answer.text) == (400, True), answer.text[-2000:]


async def test_only_the_embedded_stage_may_stand_in_other_pages(server: Server) -> None:
    editor = await Editor.open(server)
    stage = await editor.get(f"/rooms/{editor.code}/embed")
    assert "frame-ancestors *" in stage.headers["Content-Security-Policy"]
    assert stage.headers["X-Frame-Options"] is None
    assert 'data-edit="0"' in stage.text
    room = await editor.get(f"/rooms/{editor.code}/")
    assert room.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in str(room.headers["Permissions-Policy"])
    assert "frame-ancestors 'self'" in room.headers["Content-Security-Policy"]
    assert room.headers["X-Frame-Options"] == "SAMEORIGIN"
