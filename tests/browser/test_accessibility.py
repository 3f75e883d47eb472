"""axe finds nothing serious, on either page, in either theme, on a wide screen and on a phone."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from learners import Learner, Newcomers
from playwright.async_api import expect
from serving import NewRoom

WIDE, PHONE = {"width": 1280, "height": 720}, {"width": 390, "height": 844}
THEMES = ("light", "dark")


@pytest.fixture(params=[(theme, size) for theme in THEMES for size in (WIDE, PHONE)], ids=str)
async def learner(request: pytest.FixtureRequest, newcomers: Newcomers) -> Learner:
    theme, size = request.param
    return await newcomers(color_scheme=theme, viewport=size)


async def serious(learner: Learner) -> list[str]:
    """What axe calls serious or critical, with the places."""
    found: dict[str, Any] = (await Axe().run(learner.page)).response
    return [
        f"{violation['id']}: {violation['help']}: {node['html']}"
        for violation in found["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]


async def test_the_start_page_can_be_used_by_everybody(learner: Learner) -> None:
    await learner.page.goto("/")
    assert await serious(learner) == []


async def test_the_room_can_be_used_by_everybody(learner: Learner, tutorial: NewRoom) -> None:
    await learner.open(tutorial.edit)
    if not await learner.page.locator("#apply-button").is_visible():
        await learner.page.locator("[data-tab-of='yaml']").click()
    await learner.press("apply")
    await expect(learner.page.locator("#outcome .offer")).to_be_visible()
    assert await serious(learner) == []
    await learner.press("convert")
    await learner.press("accept")
    await expect(learner.pods()).to_have_count(3)
    assert await serious(learner) == []


async def test_the_catalogue_can_be_used_by_everybody(learner: Learner) -> None:
    await learner.page.goto("/lessons/")
    assert await serious(learner) == []


async def test_a_lesson_can_be_used_by_everybody(learner: Learner, tutorial: NewRoom) -> None:
    await learner.open(tutorial.edit + "#step=service")
    for step in ("service", "cluster-ip", "dns"):
        await learner.page.goto(learner.page.url.split("#")[0] + f"#step={step}")
        await expect(learner.page.locator(f"#step-{step}")).to_be_visible()
        await learner.page.locator(f"#step-{step} .hint-more").click()
        await learner.page.locator(f"#step-{step} .helps button").last.click()
        await expect(learner.page.locator(f"#solution-{step} button.solid")).to_be_visible()
        assert await serious(learner) == []


async def test_the_inspector_can_be_read_by_everybody(learner: Learner, tutorial: NewRoom) -> None:
    await learner.open(tutorial.edit)
    await learner.element("pod/default/client").click()
    await expect(learner.page.locator("#inspector")).to_contain_text("10.244.0.2")
    assert await serious(learner) == []


async def test_the_reasons_of_what_stands_can_be_read_by_everybody(
    learner: Learner, tutorial: NewRoom
) -> None:
    await learner.open(tutorial.edit)
    await learner.element("pod/default/client").click()
    await learner.page.locator("#inspector [data-why-of]").click()
    await expect(learner.page.locator(".why-link").first).to_be_visible()
    if await learner.page.locator("#more-button").is_visible():
        await learner.page.locator("#more-button").press("Enter")
    assert await serious(learner) == []


async def test_the_terminal_can_be_used_by_everybody(learner: Learner, tutorial: NewRoom) -> None:
    await learner.open(tutorial.edit)
    await learner.page.get_by_role("button", name="Terminal").click()
    await learner.page.get_by_role("textbox", name="Command").fill("kubectl get nosuch")
    await learner.page.keyboard.press("Enter")
    await expect(learner.page.get_by_role("log", name="Terminal")).to_contain_text("resource type")
    assert await serious(learner) == []


async def test_the_past_and_two_rooms_side_by_side_can_be_used_by_everybody(
    learner: Learner, tutorial: NewRoom
) -> None:
    await learner.open(tutorial.edit)
    if await learner.page.locator("[data-tab-of='time']").is_visible():
        await learner.page.locator("[data-tab-of='time']").click()
    await learner.page.get_by_role("slider").focus()
    await learner.page.keyboard.press("Home")
    await expect(learner.page.locator("#live")).to_be_enabled()
    assert await serious(learner) == []
    await learner.page.keyboard.press("?")
    await expect(learner.page.locator("#keys")).to_be_visible()
    assert await serious(learner) == []
    await learner.page.keyboard.press("Escape")
    await learner.page.locator("#what_if").click()
    await expect(learner.page.locator("#stage-b button.face").first).to_be_attached()
    assert await serious(learner) == []
