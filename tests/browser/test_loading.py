"""A page brings what its first picture needs; the editor and the terminal come when they are opened."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from learners import Learner, Newcomers
from playwright.async_api import Route, expect
from serving import NewRoom

PHONE = {"width": 390, "height": 844}
EDITOR = "**/vendor/codemirror*.js"
_DRAWN = """document.addEventListener("DOMContentLoaded", () => {
  document.body.addEventListener("k8sviz:drawn", () => { window.drawn = performance.now(); });
});"""


_SCRIPTS = """() => Object.fromEntries(performance.getEntriesByType("resource")
  .filter(({ name }) => name.endsWith(".js"))
  .map(({ name, startTime }) => [name.split("/").at(-1), startTime]))"""


async def scripts(learner: Learner) -> dict[str, float]:
    """The modules that were asked for, and when."""
    found: dict[str, float] = await learner.page.evaluate(_SCRIPTS)
    return found


async def held(learner: Learner) -> asyncio.Event:
    """Keep the editor on its way until the event is set."""
    gate = asyncio.Event()

    async def wait(route: Route) -> None:
        await gate.wait()
        await route.continue_()

    await learner.page.route(EDITOR, wait)
    return gate


async def test_the_editor_comes_after_the_first_picture(newcomers: Newcomers, sandbox: NewRoom) -> None:
    learner = await newcomers()
    await learner.page.add_init_script(_DRAWN)
    await learner.open(sandbox.edit)
    await expect(learner.page.locator(".cm-content")).to_be_visible()
    loaded = await scripts(learner)
    assert loaded["codemirror.js"] > await learner.page.evaluate("window.drawn")
    assert "console.js" not in loaded
    assert "lesson.js" not in loaded


async def test_until_the_editor_is_there_its_text_is(newcomers: Newcomers, tutorial: NewRoom) -> None:
    learner = await newcomers()
    gate = await held(learner)
    await learner.open(tutorial.edit)
    text = learner.page.locator("#manifest")
    await expect(text).to_be_visible()
    assert "kind: Service" in await text.input_value()
    await learner.press("apply")
    await expect(learner.page.locator("#outcome")).to_contain_text("apps/v1beta1")
    gate.set()
    await expect(learner.page.locator(".cm-content")).to_be_attached()


async def test_what_is_typed_meanwhile_is_kept_and_the_caret_stays(
    newcomers: Newcomers, sandbox: NewRoom
) -> None:
    learner = await newcomers()
    gate = await held(learner)
    await learner.open(sandbox.edit)
    keys = learner.page.keyboard
    await learner.page.locator("#manifest").focus()
    await keys.press("ControlOrMeta+a")
    await keys.type("kind: Servce")
    await keys.press("ArrowLeft")
    await keys.press("ArrowLeft")
    gate.set()
    await expect(learner.page.locator(".cm-content")).to_be_visible()
    await expect(learner.page.locator(".cm-content")).to_be_focused()
    await keys.type("i")
    assert await learner.editor_text() == "kind: Service"


async def test_control_enter_applies_before_the_editor_is_there(
    newcomers: Newcomers, sandbox: NewRoom
) -> None:
    learner = await newcomers()
    gate = await held(learner)
    await learner.open(sandbox.edit)
    await learner.page.locator("#manifest").fill("kind: Nosuch")
    await learner.page.keyboard.press("ControlOrMeta+Enter")
    await expect(learner.page.locator("#outcome .refused").first).to_be_visible()
    gate.set()


async def test_text_typed_before_a_reload_is_there_after_it(newcomers: Newcomers, sandbox: NewRoom) -> None:
    learner = await newcomers()
    gate = await held(learner)
    await learner.open(sandbox.edit)
    await learner.page.locator("#manifest").fill("kind: Mine")
    await learner.page.reload()
    gate.set()
    await expect(learner.page.locator(".cm-content")).to_contain_text("kind: Mine")


async def test_without_the_editor_the_text_can_still_be_applied(
    newcomers: Newcomers, sandbox: NewRoom
) -> None:
    learner = await newcomers()
    await learner.page.route(EDITOR, lambda route: route.abort())
    await learner.open(sandbox.edit)
    await learner.page.locator("#manifest").fill("kind: Nosuch")
    await learner.press("apply")
    await expect(learner.page.locator("#outcome .refused").first).to_be_visible()
    await learner.page.goto("about:blank")  # whatever the page still asked for has failed by now
    assert all("ERR_FAILED" in complaint for complaint in learner.complaints)
    learner.complaints.clear()


@pytest.mark.parametrize("viewport", [PHONE], ids=["phone"])
async def test_an_editor_that_is_not_open_is_not_loaded(
    newcomers: Newcomers, tutorial: NewRoom, viewport: dict[str, Any]
) -> None:
    learner = await newcomers(viewport=viewport)
    await learner.open(tutorial.edit)
    await learner.page.wait_for_timeout(1000)
    assert "codemirror.js" not in await scripts(learner)
    await learner.page.locator("[data-tab-of='yaml']").click()
    await expect(learner.page.locator(".cm-content")).to_be_visible()


async def test_the_terminal_comes_when_it_is_opened(newcomers: Newcomers, sandbox: NewRoom) -> None:
    learner = await newcomers()
    await learner.open(sandbox.edit)
    await learner.page.get_by_role("button", name="Terminal").click()
    await expect(learner.page.get_by_role("textbox", name="Command")).to_be_visible()
    assert "console.js" in await scripts(learner)
