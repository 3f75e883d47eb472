"""Without a mouse: everything a newcomer does in the tutorial, by Tab, Enter and the arrows."""

from __future__ import annotations

import re

from learners import Learner, Newcomers
from playwright.async_api import Locator, expect
from serving import NewRoom

MANY = 200  # more stops than the page has


async def tab_to(learner: Learner, target: Locator) -> None:
    """Press Tab until the focus is there."""
    for _ in range(MANY):
        await learner.page.keyboard.press("Tab")
        if await target.count() and await target.evaluate("(it) => it === document.activeElement"):
            return
    raise AssertionError(f"Tab does not lead to {target}")


async def press(learner: Learner, target: Locator) -> None:
    """Tab to a button, and press it."""
    await tab_to(learner, target)
    await learner.page.keyboard.press("Enter")


async def test_the_tutorial_can_be_done_from_the_keyboard(newcomers: Newcomers, tutorial: NewRoom) -> None:
    learner = await newcomers()
    page = learner.page
    await learner.open(tutorial.edit)
    await press(learner, page.locator("#apply-button"))
    outcome = page.locator("#outcome")
    convert = outcome.get_by_role("button", name="Convert to apps/v1")
    await expect(convert).to_be_visible()
    await press(learner, convert)
    accept = outcome.get_by_role("button", name="Accept and apply")
    await expect(accept).to_be_visible()
    await press(learner, accept)
    await expect(learner.pods()).to_have_count(3)

    await press(learner, page.locator("#twin"))
    chosen = page.locator("[role=treeitem][aria-selected=true]")
    service = page.locator("[role=treeitem]:focus", has_text="Service httpd-svc")
    for _ in range(MANY):
        if await service.count():
            break
        await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(chosen.first).to_contain_text("Service httpd-svc")
    await expect(page.locator("#inspector")).to_contain_text("run=httpd")

    await tab_to(learner, page.locator("#send-url"))
    await page.keyboard.press("ControlOrMeta+a")
    await page.keyboard.type("http://httpd-svc:808")
    await page.keyboard.press("Enter")
    await expect(page.locator("#sent")).to_contain_text(re.compile("answered"))


async def test_the_editor_lets_the_keyboard_go(newcomers: Newcomers, tutorial: NewRoom) -> None:
    learner = await newcomers()
    await learner.open(tutorial.edit)
    await learner.page.locator(".cm-content").focus()
    await learner.page.keyboard.press("Tab")
    inside = "document.activeElement?.classList.contains('editor-host')"
    assert not await learner.page.evaluate(inside), "Tab leaves the editor"
