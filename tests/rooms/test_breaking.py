"""Things are broken and mended from their inspector; everybody sees it."""

from __future__ import annotations

import pytest
from people import WORKLOAD, Editor, Watcher
from serving import Server


async def test_a_pod_whose_probe_fails_leaves_and_comes_back(server: Server) -> None:
    editor = await Editor.open(server, speed=10)
    await editor.apply(WORKLOAD)
    async with Watcher(server, editor.code) as watcher:
        await watcher.until(lambda: len(watcher.shapes("pod", state="ready")) == 3)
        pod = watcher.shapes("pod", state="ready")[0]
        await editor.do("break", deed="readiness", subject=pod, on="1")
        await watcher.until(lambda: watcher.shapes("pod", state="unready") == [pod])
        inspector = (await editor.get(f"/rooms/{editor.code}/inspect?id={pod}")).text
        assert "Let its readiness probe succeed" in inspector
        await editor.do("break", deed="readiness", subject=pod, on="0")
        await watcher.until(lambda: len(watcher.shapes("pod", state="ready")) == 3)


async def test_a_stopped_process_is_written_on_the_pod_that_still_counts_as_ready(server: Server) -> None:
    editor = await Editor.open(server, speed=10)
    await editor.apply(WORKLOAD)
    async with Watcher(server, editor.code) as watcher:
        await watcher.until(lambda: len(watcher.shapes("pod", state="ready")) == 3)
        pod = watcher.shapes("pod", state="ready")[0]
        await editor.do("break", deed="process", subject=pod)
        await watcher.until(lambda: watcher.shapes("pod", faults=["process_stopped"]) == [pod])
        assert watcher.scene["elements"][pod]["state"] == "ready"


async def test_a_node_is_cut_off_and_connected_again(server: Server) -> None:
    editor = await Editor.open(server, speed=10)
    async with Watcher(server, editor.code) as watcher:
        await editor.do("break", deed="node", subject="node/node-3")
        await watcher.until(lambda: "cut_off" in watcher.scene["elements"]["node/node-3"].get("faults", []))
        await editor.do("break", deed="node", subject="node/node-3", on="0")
        await watcher.until(lambda: "faults" not in watcher.scene["elements"]["node/node-3"])


async def test_a_bad_image_is_rolled_out(server: Server) -> None:
    editor = await Editor.open(server, speed=10)
    await editor.apply(WORKLOAD)
    async with Watcher(server, editor.code) as watcher:
        await watcher.until(lambda: len(watcher.shapes("pod", state="ready")) == 3)
        answer = await editor.do("bad-image", name="httpd")
        assert "deployment.apps/httpd patched" in answer.text
        await watcher.until(lambda: bool(watcher.shapes("pod", state="failed")))
        assert len(watcher.shapes("pod", state="ready")) >= 2


@pytest.mark.parametrize("deed", ["", "explode"])
async def test_what_cannot_be_broken_is_told(server: Server, deed: str) -> None:
    editor = await Editor.open(server)
    assert (await editor.do("break", deed=deed, subject="node/node-1")).status == 400


async def test_viewers_break_nothing(server: Server) -> None:
    owner = await Editor.open(server)
    stranger = Editor(server, owner.code)
    for action in ("break", "bad-image"):
        assert (await stranger.do(action, deed="node", subject="node/node-1", name="httpd")).status == 403
