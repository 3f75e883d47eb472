"""The browser: the main thread's time for a frame of a full stage. And a second `make run`."""

from __future__ import annotations

import asyncio
import gzip
import os
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from statistics import median
from typing import NamedTuple

from playwright.async_api import Browser, CDPSession, Page, Response, ViewportSize, async_playwright

from bench.core import TUTORIAL
from bench.figures import show
from bench.site import Editor, Server, Watcher, free_port, site

ROOT = Path(__file__).resolve().parent.parent
SIZE: ViewportSize = {"width": 1280, "height": 720}
PROJECTOR: ViewportSize = {"width": 1920, "height": 1080}
OPENINGS = 5
SECONDS = 5
PODS, PACKETS = 100, 300
RATES = (42, 42, 34)  # requests a second of a client in the cluster, one outside, and a Pod
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


_MARK = "performance.getEntriesByName('k8sviz:packet')[0].startTime"
_ENDS = """() => Object.fromEntries(
  performance.getEntriesByType("resource").map(({ name, responseEnd }) => [name, responseEnd]))"""


class Opening(NamedTuple):
    """Of a page: seconds until its first packet is drawn, kB of gzipped JavaScript until then and in all."""

    seconds: float
    early: float
    whole: float


class Cost(NamedTuple):
    """Of one frame, in ms of the main thread."""

    task: float
    script: float
    style: float
    frames: float


class Screen(NamedTuple):
    """The stage on a screen, and so many dots on a bare canvas as large."""

    size: ViewportSize
    ours: Cost
    bare: Cost
    packets: int


class Found(NamedTuple):
    """All that was measured in browsers."""

    openings: list[Opening]
    screens: list[Screen]


async def crowded(server: Server) -> Editor:
    """A room with 100 Pods and traffic from three places."""
    editor = await Editor.open(server)
    text = TUTORIAL.replace("replicas: 3", f"replicas: {PODS}")
    async with Watcher(server, editor.code) as viewer:
        await editor.apply(text.replace("spec:\n  selector: {run: httpd}\n  ports", _NODE_PORT))
        await editor.do("clock", playing="1", speed="4")
        await viewer.until(lambda: len(viewer.shapes("pod", state="ready")) == PODS, 90)
        await editor.do("clock", playing="1", speed="1")
        port = viewer.scene["elements"][viewer.shapes("nodeport")[0]]["name"]
        inside, outside = "http://httpd-svc:8080", f"http://192.168.0.12{port}"
        clients = ("pod/default/client", "outside", viewer.shapes("pod")[0])
        for client, url, rate in zip(clients, (inside, outside, inside), RATES, strict=True):
            await editor.do("traffic", client=client, url=url, rate=str(rate))
    return editor


_NODE_PORT = "spec:\n  type: NodePort\n  selector: {run: httpd}\n  ports"
_FLYING = "() => Number(document.querySelectorAll('.totals-list dd')[1].textContent)"


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


async def watched(
    browser: Browser, url: str, size: ViewportSize, dots: int = 0, projected: bool = False
) -> tuple[Cost, int]:
    """The cost of a page and the packets it says are in flight, or that of so many bare dots."""
    page = await browser.new_page(viewport=size)
    await page.goto(url)
    cdp = await page.context.new_cdp_session(page)
    await cdp.send("Performance.enable", {"timeDomain": "threadTicks"})  # CPU time, not that of the clock
    await page.evaluate(_COUNT)
    if dots:
        await page.evaluate(_DOTS, dots)
    if projected:
        await page.click("[data-project]")
    await asyncio.sleep(5)
    found = await cost(page, cdp)
    packets = dots or await page.evaluate(_FLYING)
    await page.close()
    return found, packets


async def opened(browser: Browser, url: str) -> Opening:
    """What a page needs until its first packet is drawn, in a browser that was never here."""
    page = await browser.new_page(viewport=SIZE)
    responses: list[Response] = []
    page.on("response", lambda response: responses.append(response))  # noqa: PLW0108 - playwright marks the handler
    await page.goto(url)
    await page.locator(".editor.live").wait_for()
    first = await page.evaluate(_MARK)
    ends = await page.evaluate(_ENDS)
    weights = {
        response.url: len(gzip.compress(await response.body(), 9)) / 1000
        for response in responses
        if response.url.endswith(".js")
    }
    await page.close()
    early = sum(weight for address, weight in weights.items() if ends.get(address, 0) <= first)
    return Opening(first / 1000, early, sum(weights.values()))


async def stage(server: Server, path: str) -> Found:
    """The full stage on two screens, bare canvases of their sizes, and what it takes to open it."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=_FLAGS)
        editor = await crowded(server)
        room = f"{server.url}/rooms/{editor.code}/"
        openings = [await opened(browser, room) for _ in range(OPENINGS)]
        screens = []
        for size in (SIZE, PROJECTOR):
            ours, packets = await watched(browser, room, size, projected=size == PROJECTOR)
            assert packets >= PACKETS, f"only {packets} packets are in flight"
            bare, _ = await watched(browser, "about:blank", size, dots=packets)
            screens.append(Screen(size, ours, bare, packets))
        await browser.close()
    return Found(openings, screens)


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
    with site(STATIC_FILES="hashed") as server:  # as `make run` does; `make bench` has collected them
        found = asyncio.run(stage(server, path))
    seconds = median(opening.seconds for opening in found.openings)
    show("page to first packet, warm server", f"{seconds:.2f} s", "≤ 1.5 s", f"median of {OPENINGS}")
    early, whole = found.openings[0].early, found.openings[0].whole
    show("JavaScript gzipped before the first packet", f"{early:.0f} kB", "≤ 450 kB")
    show("in all, with the editor", f"{whole:.0f} kB", "≤ 450 kB")
    for screen in found.screens:
        report(screen)


def report(screen: Screen) -> None:
    """Print what a frame costs on one screen."""
    size, ours, bare, packets = screen
    where = f"{size['width']} × {size['height']}"
    ratio = f"{ours.task / bare.task:.1f} × of {bare.task:.2f} ms (bare canvas, {packets} dots)"
    show(
        f"main thread a frame, {PODS} Pods, {packets} packets, {where}",
        f"{ours.task:.2f} ms",
        "≤ 8 ms",
        ratio,
    )
    parts = f"style and layout {ours.style:.2f} ms; {ours.frames:.0f} frames/s, bare {bare.frames:.0f}"
    show("of it JavaScript", f"{ours.script:.2f} ms", "", parts)
