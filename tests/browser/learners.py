"""A learner in front of a browser: what they do, in their words."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from playwright.async_api import ConsoleMessage, Locator, Page, expect

PATIENCE = 60_000  # ms; the machines that run this are slow, and do other things too
expect.set_options(timeout=PATIENCE)

_RECORD = """() => {
  window.seen = { journeys: {} };
  document.body.addEventListener("k8sviz:scene", (event) => {
    const { scene } = event.detail;
    window.seen.scene = scene;
    for (const number of Object.keys(scene.journeys)) window.seen.journeys[number] ??= Date.now();
  });
}"""

WORDS = {
    "en": {
        "apply": "Apply",
        "convert": "Convert to apps/v1",
        "accept": "Accept and apply",
        "send": "Send a request",
        "keep": "Keep sending",
        "tutorial": "Begin the tutorial",
    },
    "zh": {
        "apply": "应用",
        "convert": "转换为 apps/v1",
        "accept": "接受并应用",
        "send": "发一个请求",
        "keep": "持续发送",
        "tutorial": "开始教程",
    },
}


class Learner:
    """One person, one page."""

    def __init__(self, page: Page, language: str = "en") -> None:
        self.page = page
        self.words = WORDS[language]
        self.complaints: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text} ({message.location})")

    async def open(self, path: str) -> None:
        """Open a page and wait until its scene is there."""
        await self.page.goto(path)
        await expect(self.element("outside").or_(self.element("node/node-1")).first).to_be_attached()

    async def record(self) -> None:
        """From now on note what the socket brings, and when."""
        await self.page.evaluate(_RECORD)

    def element(self, name: str) -> Locator:
        """An element of the stage."""
        return self.page.locator(f'button.face[data-id="{name}"]')

    def pods(self, state: str = "ready") -> Locator:
        """The Pods in a state, the client apart."""
        return self.page.locator(f"button.face.pod.is-{state}")

    async def press(self, word: str) -> None:
        """Press the button with this word on it."""
        await self.page.get_by_role("button", name=self.words[word], exact=True).first.click()

    async def write(self, text: str) -> None:
        """Replace what is in the editor."""
        editor = self.page.locator(".cm-content")
        await editor.focus()
        await editor.press("ControlOrMeta+a")
        await editor.press("Delete")
        await self.page.keyboard.insert_text(text)

    async def editor_text(self) -> str:
        """What is in the editor."""
        return await self.page.locator("#manifest").input_value()

    async def ask(self, url: str, client: str = "pod/default/client") -> None:
        """Send one request."""
        await self.page.locator("#send-client").select_option(client)
        await self.page.locator("#send-url").fill(url)
        await self.press("send")

    async def apply_the_tutorial(self) -> None:
        """Steps 1 to 3: apply, convert, wait for three Pods."""
        await self.press("apply")
        await self.press("convert")
        await self.press("accept")
        await expect(self.pods()).to_have_count(3)

    async def scene(self) -> dict[str, Any]:
        """The scene as this browser has it; `record` first."""
        scene: dict[str, Any] = await self.page.evaluate("window.seen.scene")
        return scene

    async def until(self, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Wait until the scene is so."""
        for _ in range(PATIENCE // 100):
            scene = await self.scene()
            if holds(scene):
                return scene
            await self.page.wait_for_timeout(100)
        raise AssertionError(f"it never came so: {scene}")

    async def rules_are_written(self, ready: int = 3) -> dict[str, Any]:
        """Wait until every node's kube-proxy is done with what the Service and its endpoints are now."""

        def done(scene: dict[str, Any]) -> bool:
            elements = scene["elements"].values()
            gates = [element["state"] for element in elements if element["shape"] == "gate"]
            service = scene["elements"].get("service/default/httpd-svc", {})
            return set(gates) == {"synced"} and service.get("ready") == ready

        return await self.until(done)

    async def journeys(self) -> dict[str, int]:
        """When (ms since 1970) this browser learned of each journey."""
        journeys: dict[str, int] = await self.page.evaluate("window.seen.journeys")
        return journeys


Newcomers = Callable[..., Coroutine[Any, Any, Learner]]
