"""Takes the README's pictures from the running program: `make shots`."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright, expect

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
PROJECTOR = {"width": 1280, "height": 720}
PHONE = {"width": 390, "height": 844}
PATIENCE = 20_000  # ms

sys.path.insert(0, str(ROOT / "tests"))
from serving import Server  # noqa: E402


async def ready(page: Page) -> None:
    """The tutorial's three Pods answer."""
    await page.locator("#apply-button").click()
    await page.locator("#outcome button", has_text="apps/v1").click()
    await page.locator("#outcome [data-accept]").click()
    await expect(page.locator("button.face.pod.is-ready")).to_have_count(3, timeout=PATIENCE)
    await page.wait_for_timeout(1_500)  # until every node has its rules


async def lesson(page: Page, step: int) -> None:
    """Turn the lesson's leaves to a step."""
    for _ in range(step - 1):
        await page.locator("#step-next").click()


async def send(page: Page, url: str, client: str = "pod/default/client") -> None:
    """One request under way."""
    await page.locator("#send-client").select_option(client)
    await page.locator("#send-url").fill(url)
    await page.locator("#send-button").click()


async def open_room(browser: Browser, server: Server, **settings: object) -> Page:
    """The tutorial's room in a browser of its own."""
    context = await browser.new_context(base_url=server.url, **settings)  # type: ignore[arg-type]
    page = await context.new_page()
    await page.goto(server.new_room("--tutorial").edit)
    await expect(page.locator("button.face.client")).to_be_visible(timeout=PATIENCE)
    return page


async def picture(page: Page, name: str) -> None:
    """Keep what the page shows."""
    await page.screenshot(path=PICTURES / f"{name}.png")
    print(f"docs/pictures/{name}.png", flush=True)


async def cluster_ip(browser: Browser, server: Server) -> None:
    """The start page, then a request through the ClusterIP in both lenses, then the packet opened."""
    page = await open_room(browser, server, viewport=PROJECTOR)
    await page.goto("/")
    await page.wait_for_timeout(500)
    await picture(page, "start")
    await page.go_back()
    await ready(page)
    await lesson(page, 3)
    for _ in range(9):
        await send(page, "http://httpd-svc:808")
        await page.wait_for_timeout(150)
    await page.wait_for_timeout(3_000)
    await send(page, "http://httpd-svc:808")
    await page.wait_for_timeout(1_000)
    await picture(page, "concept")
    await page.locator("#stage-controls").get_by_role("button", name="Datapath").click()
    await page.wait_for_timeout(2_000)
    await send(page, "http://httpd-svc:808")
    await page.wait_for_timeout(1_000)
    await picture(page, "datapath")
    await page.locator("#sent button").first.click()
    await expect(page.locator("#inspector")).to_contain_text("KUBE-SVC-", timeout=PATIENCE)
    await page.wait_for_timeout(2_000)
    await picture(page, "packet")


async def load_balancer(browser: Browser, server: Server) -> None:
    """A request from outside through the cloud's load balancer, in the dark."""
    page = await open_room(browser, server, viewport=PROJECTOR, color_scheme="dark")
    await ready(page)
    await lesson(page, 5)
    await page.get_by_role("button", name="LoadBalancer", exact=True).click()
    await expect(page.locator("button.face.balancer")).to_contain_text("203.0.113.10", timeout=PATIENCE)
    await page.wait_for_timeout(1_500)
    await send(page, "http://203.0.113.10:808", "outside")
    await page.wait_for_timeout(1_900)
    await picture(page, "loadbalancer")


async def phone(browser: Browser, server: Server) -> None:
    """The same on a phone, in Chinese."""
    page = await open_room(browser, server, viewport=PHONE, locale="zh-CN", device_scale_factor=2)
    await page.locator("[data-tab-of='yaml']").click()
    await ready(page)
    await lesson(page, 3)
    await send(page, "http://httpd-svc:808")
    await page.wait_for_timeout(800)
    await picture(page, "phone")


async def main() -> None:
    """All of them, one after the other."""
    chromium = os.environ.get("K8SVIZ_CHROMIUM") or shutil.which("chromium")
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as var:
        server = Server(Path(var))
        server.manage("migrate", "--verbosity", "0")
        server.start()
        try:
            async with async_playwright() as playwright:
                arguments = ["--no-sandbox", "--disable-gpu", "--disable-quic"]
                browser = await playwright.chromium.launch(executable_path=chromium, args=arguments)
                for story in (cluster_ip, load_balancer, phone):
                    await story(browser, server)
        finally:
            server.stop()


if __name__ == "__main__":
    asyncio.run(main())
