"""The server: from Apply to a second viewer, the cost of a frame, bytes of a journey, a room at rest."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from bench.core import TUTORIAL
from bench.figures import percentile, show
from bench.site import Editor, Server, Watcher, free_port, site

VIEWERS = 200
SECONDS = 5.0
ROUNDS = 3
URL = "http://httpd-svc:8080"
SELECTORS = ("run: httpd", "run: nobody")


async def lesson(server: Server) -> tuple[Editor, Watcher]:
    """A room with the tutorial's Pods ready, its editor, and a viewer who is connected."""
    editor = await Editor.open(server)
    viewer = Watcher(server, editor.code)
    await viewer.__aenter__()
    await editor.apply(TUTORIAL)
    await editor.do("clock", playing="1", speed="4")
    await viewer.until(lambda: len(viewer.shapes("pod", state="ready")) == 3, 60)
    await editor.do("clock", playing="1", speed="1")
    return editor, viewer


# -- from Apply to the second viewer --------------------------------------------------------------


async def apply_ms(server: Server, applies: int = 40) -> list[float]:
    """From sending the form to the frame whose endpoints differ, over another connection.

    The room has the instant profile: the lesson's simulated 200 ms from a change to the
    EndpointSlice are not in it.
    """
    room = server.new_room("--instant")
    editor, viewer = Editor(server, room.code), Watcher(server, room.code)
    await editor.get(room.edit)
    await viewer.__aenter__()
    await editor.apply(TUTORIAL)
    await viewer.until(lambda: len(endpoints(viewer)) == 3)
    service = TUTORIAL.partition("---\n")[2]
    times = []
    for n in range(applies):
        text = service.replace(SELECTORS[0], SELECTORS[(n + 1) % 2])
        want = 3 * (n % 2)
        started = time.perf_counter()
        sending = asyncio.create_task(editor.apply(text))
        await viewer.until(lambda want=want: len(endpoints(viewer)) == want)  # type: ignore[misc]
        times.append((time.perf_counter() - started) * 1000)
        await sending
    await viewer.__aexit__(None, None, None)
    return times


def endpoints(viewer: Watcher) -> list[str]:
    """The edges from Services to Pods that a viewer sees."""
    return [name for name, edge in viewer.scene["edges"].items() if edge["kind"] == "endpoint"]


# -- CPU of a frame -------------------------------------------------------------------------------


def cpu_of(pid: int) -> float:
    """Seconds of CPU that a process's threads have used, to the nanosecond (Linux)."""
    return (
        sum(int(path.read_text().split()[0]) for path in Path(f"/proc/{pid}/task").glob("*/schedstat")) / 1e9
    )


def resident_kib(pid: int) -> int:
    """The memory of a process."""
    line = next(x for x in Path(f"/proc/{pid}/status").read_text().splitlines() if x.startswith("VmRSS"))
    return int(line.split()[1])


def pid_of(server: Server) -> int:
    """The server's process."""
    assert server._process is not None
    return server._process.pid


@contextmanager
def crowd(port: int, path: str, viewers: int) -> Iterator[None]:
    """So many viewers, in another process."""
    command = [sys.executable, "-m", "bench.crowd", str(port), path, str(viewers)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "here\n"
        try:
            yield
        finally:
            process.kill()


async def gather(viewer: Watcher, seconds: float) -> list[dict[str, Any]]:
    """The frames that come in so many seconds."""
    found = []
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        message = await viewer.read()
        if "frame" in message:
            found.append(message)
    return found


async def frame_us(server: Server) -> tuple[float, float, list[dict[str, Any]]]:
    """CPU for one frame to one of 200 viewers; the same for one viewer alone; the frames."""
    editor, viewer = await lesson(server)
    await editor.do("traffic", client="pod/default/client", url=URL, rate="10")
    await gather(viewer, 1)
    pid = pid_of(server)
    before = cpu_of(pid)
    few = await gather(viewer, SECONDS)
    alone = (cpu_of(pid) - before) / len(few)
    with crowd(server.port, f"/rooms/{editor.code}/ws", VIEWERS):
        await gather(viewer, 1)
        before = cpu_of(pid)
        frames = await gather(viewer, SECONDS)
        many = (cpu_of(pid) - before) / len(frames)
    await editor.do("traffic", client="pod/default/client", url=URL, rate="0")
    await viewer.__aexit__(None, None, None)
    return (many - alone) / VIEWERS * 1e6, alone * 1e6, frames


def bare_us(frames: list[dict[str, Any]]) -> float:
    """CPU for the same frames, at the same pace, sent to each of 200 viewers by `websockets` alone."""
    port = free_port()
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        file.write("\n".join(json.dumps(frame, separators=(",", ":")) for frame in frames))
        file.flush()
        with subprocess.Popen([sys.executable, "-m", "bench.bare", str(port), file.name]) as process:
            time.sleep(1)
            with crowd(port, "/", VIEWERS):
                time.sleep(1)
                before, started = cpu_of(process.pid), time.perf_counter()
                time.sleep(SECONDS)
                used, sent = cpu_of(process.pid) - before, (time.perf_counter() - started) / 0.1
            process.kill()
    return used / sent / VIEWERS * 1e6


def frame_round(server: Server) -> tuple[float, float, float]:
    """One round: ours, one viewer alone, bare."""
    ours, alone, frames = asyncio.run(frame_us(server))
    return ours, alone, bare_us(frames)


# -- bytes, and rest ------------------------------------------------------------------------------


async def bytes_per_journey(server: Server, rate: int) -> float:
    """What a viewer is sent for each journey, once every route is known."""
    editor, viewer = await lesson(server)
    await editor.do("traffic", client="pod/default/client", url=URL, rate=str(rate))
    await gather(viewer, 2)
    frames = await gather(viewer, SECONDS)
    await editor.do("traffic", client="pod/default/client", url=URL, rate="0")
    await viewer.__aexit__(None, None, None)
    size = sum(len(json.dumps(frame, separators=(",", ":"))) for frame in frames)
    journeys = sum(len(frame["delta"]["journeys"]["+"]) for frame in frames if "journeys" in frame["delta"])
    return size / journeys


async def unwatched(server: Server, rooms: int = 20) -> tuple[float, float]:
    """CPU in 5 s and KiB of memory for one of so many rooms with traffic that were just left."""
    pid = pid_of(server)
    before = resident_kib(pid)
    for _ in range(rooms):
        editor = await Editor.open(server)
        await editor.apply(TUTORIAL)
    grown = (resident_kib(pid) - before) / rooms
    await asyncio.sleep(1)
    started = cpu_of(pid)
    await asyncio.sleep(SECONDS)
    return (cpu_of(pid) - started) * 1000, grown


def run() -> None:
    """Measure and print."""
    with site() as server:
        times = asyncio.run(apply_ms(server))
        goal = f"median {percentile(times, 0.5):.0f} ms"
        show(
            "Apply to the second viewer's endpoints, p95 of 40",
            f"{percentile(times, 0.95):.0f} ms",
            "≤ 100 ms",
            goal,
        )
        for rate in (10, 50):
            size = asyncio.run(bytes_per_journey(server, rate))
            show(f"bytes per journey on the wire at {rate}/s", f"{size:.0f} B", "≤ 200 B")
        rounds = [frame_round(server) for _ in range(ROUNDS)]  # in turns: other programs disturb both alike
        ours, alone, bare = (median(column) for column in zip(*rounds, strict=True))
        show(
            "frame delivered to one of 200 viewers, CPU",
            f"{ours:.1f} µs",
            "≤ 1.5 ×",
            f"{ours / bare:.2f} × of {bare:.1f} µs (bare websockets)",
        )
        show("frame made for all of them (simulate, draw, encode), CPU", f"{alone:.0f} µs", "")
    with site() as server:
        cpu, memory = asyncio.run(unwatched(server))
        show("20 rooms nobody watches, CPU in 5 s", f"{cpu:.0f} ms", "0 ms")
        show("one of them, the process's memory", f"{memory:.0f} KiB", "≤ 1 MiB")
