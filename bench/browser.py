"""The browser: the main thread's time for a frame of a full stage. And a second `make run`."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import NamedTuple

from playwright.async_api import Browser, CDPSession, Page, async_playwright

from bench.core import TUTORIAL
from bench.figures import show
from bench.site import Editor, Server, Watcher, free_port, site

ROOT = Path(__file__).resolve().parent.parent
SIZE = {"width": 1280, "height": 720}
SECONDS = 5
PODS, CLIENT_RATE, OUTSIDE_RATE = 100, 40, 40
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
_COUNT = """() => { window.frames_ = 0;
  const tick = () => { window.frames_ += 1; requestAnimationFrame(tick); }; requestAnimationFrame(tick); }"""
_DOTS = """(n) => {
  const canvas = document.body.appendChild(document.createElement("canvas"));
  canvas.width = innerWidth; canvas.height = innerHeight;
  const pen = canvas.getContext("2d");
  const draw = (now) => {
    pen.clearRect(0, 0, canvas.width, canvas.height);
    for (let i = 0; i < n; i += 1) {
      pen.beginPath();
      pen.arc((now / 5 + i * 37) % canvas.width, (i * 61) % canvas.height, 5, 0, 7);
      pen.fill();
    }
    requestAnimationFrame(draw);
  };
  requestAnimationFrame(draw);
}"""


class Cost(NamedTuple):
    """Of one frame, in ms of the main thread."""

    task: float
    script: float
    style: float
    frames: float


async def crowded(server: Server) -> tuple[Editor, int]:
    """A room with 100 Pods and two sources, and how many packets are in flight in it."""
    editor = await Editor.open(server)
    text = TUTORIAL.replace("replicas: 3", f"replicas: {PODS}")
    async with Watcher(server, editor.code) as viewer:
        await editor.apply(text.replace("spec:\n  selector: {run: httpd}\n  ports", _NODE_PORT))
        await editor.do("clock", playing="1", speed="4")
        await viewer.until(lambda: len(viewer.shapes("pod", state="ready")) == PODS, 90)
        await editor.do("clock", playing="1", speed="1")
        port = viewer.scene["elements"][viewer.shapes("nodeport")[0]]["name"]
        await editor.do(
            "traffic", client="pod/default/client", url="http://httpd-svc:8080", rate=str(CLIENT_RATE)
        )
        await editor.do("traffic", client="outside", url=f"http://192.168.0.12{port}", rate=str(OUTSIDE_RATE))
        began = time.perf_counter()
        await viewer.until(lambda: time.perf_counter() - began > 5)
        return editor, flying(viewer)


_NODE_PORT = "spec:\n  type: NodePort\n  selector: {run: httpd}\n  ports"


def flying(viewer: Watcher) -> int:
    """Journeys on their way as a browser draws them."""
    hop, routes = viewer.scene["room"]["hop"], viewer.scene["routes"]
    return sum(
        at + hop * len(routes[route]["legs"]) > viewer.position[2]
        for at, route, _ in viewer.scene["journeys"].values()
    )


async def cost(page: Page, cdp: CDPSession) -> Cost:
    """What frames cost for some seconds."""
    before, frames = await metrics(cdp), await page.evaluate("frames_")
    await asyncio.sleep(SECONDS)
    after, drawn = await metrics(cdp), await page.evaluate("frames_") - frames
    spent = {name: (after[name] - before[name]) * 1000 / drawn for name in after}
    style = spent["RecalcStyleDuration"] + spent["LayoutDuration"]
    return Cost(spent["TaskDuration"], spent["ScriptDuration"], style, drawn / SECONDS)


async def metrics(cdp: CDPSession) -> dict[str, float]:
    """Chromium's own counters of the page's main thread, in seconds."""
    names = ("TaskDuration", "ScriptDuration", "RecalcStyleDuration", "LayoutDuration")
    found = (await cdp.send("Performance.getMetrics"))["metrics"]
    return {metric["name"]: metric["value"] for metric in found if metric["name"] in names}


async def watched(browser: Browser, url: str, dots: int = 0) -> Cost:
    """The cost of a page, with so many bare dots drawn on it by us."""
    page = await browser.new_page(viewport=SIZE)  # type: ignore[arg-type]
    await page.goto(url)
    cdp = await page.context.new_cdp_session(page)
    await cdp.send("Performance.enable")
    await page.evaluate(_COUNT)
    if dots:
        await page.evaluate(_DOTS, dots)
    await asyncio.sleep(3)
    found = await cost(page, cdp)
    await page.close()
    return found


async def stage(server: Server, path: str) -> tuple[Cost, Cost, int]:
    """The full stage, the bare canvas, and the number of packets."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=_FLAGS)
        editor, packets = await crowded(server)
        ours = await watched(browser, f"{server.url}/rooms/{editor.code}/")
        bare = await watched(browser, "about:blank", dots=packets)
        await browser.close()
    return ours, bare, packets


def second_start() -> float:
    """Seconds from `make run` to an answer of /healthz where everything is set up."""
    subprocess.run(["make", "setup"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    port = free_port()
    began = time.perf_counter()
    with subprocess.Popen(
        ["make", "run"], cwd=ROOT, env=os.environ | {"PORT": str(port)}, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True,
    ) as process:  # fmt: skip
        while not answers(port) and time.perf_counter() - began < 30:
            time.sleep(0.02)
        took = time.perf_counter() - began
        os.killpg(process.pid, signal.SIGTERM)
    return took


def answers(port: int) -> bool:
    """Whether /healthz does."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def run() -> None:
    """Measure and print."""
    show("second `make run` until /healthz answers", f"{second_start():.2f} s", "< 3 s")
    path = os.environ.get("K8SVIZ_CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if path is None:
        print("no Chromium here: K8SVIZ_CHROMIUM names one")
        return
    with site() as server:
        ours, bare, packets = asyncio.run(stage(server, path))
    ratio = f"{ours.task / bare.task:.1f} × of {bare.task:.2f} ms (bare canvas, {packets} dots)"
    show(f"main thread a frame, {PODS} Pods, {packets} packets", f"{ours.task:.2f} ms", "≤ 8 ms", ratio)
    parts = f"style and layout {ours.style:.2f} ms; {ours.frames:.0f} frames/s, bare {bare.frames:.0f}"
    show("of it JavaScript", f"{ours.script:.2f} ms", "", parts)
