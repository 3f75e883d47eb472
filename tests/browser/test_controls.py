"""The stage's controls: one row at any width, and what has no room there behind one button."""

from __future__ import annotations

import pytest
from learners import Newcomers
from people import WORKLOAD
from playwright.async_api import expect
from serving import NewRoom

LAPTOP, PHONE = {"width": 1280, "height": 720}, {"width": 390, "height": 844}


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
async def test_the_controls_stay_in_one_row(
    newcomers: Newcomers, sandbox: NewRoom, size: dict[str, int]
) -> None:
    learner = await newcomers(viewport=size)
    await learner.open(sandbox.edit)
    await learner.element("node/node-1").click()
    await learner.page.locator("#inspector [data-why-of]").click()
    await expect(learner.page.locator(".why-link").first).to_be_visible()
    height = await learner.page.locator("#stage-controls").evaluate("(it) => it.clientHeight")
    assert height <= 64


async def test_the_proxys_mode_is_chosen_from_the_menu(newcomers: Newcomers, sandbox: NewRoom) -> None:
    learner = await newcomers(viewport=LAPTOP)
    page = learner.page
    await learner.open(sandbox.edit)
    await learner.record()
    await expect(page.locator("#proxy-mode")).to_be_hidden()
    await page.get_by_role("button", name="More settings of the stage").press("Enter")
    await page.locator("#proxy-mode").select_option("nftables")
    await learner.until(lambda scene: bool(scene and scene["room"]["mode"] == "nftables"))
    await page.locator("#proxy-mode").press("Escape")
    await expect(page.locator("#proxy-mode")).to_be_hidden()
    await expect(page.locator("#more-button")).to_be_focused()


async def test_a_phone_has_both_lenses(newcomers: Newcomers, sandbox: NewRoom) -> None:
    learner = await newcomers(viewport=PHONE)
    page = learner.page
    await learner.open(sandbox.edit)
    await page.locator("#more-button").click()
    await page.get_by_role("button", name="Datapath").click()
    await expect(page.locator("#stage .stage, #stage").first).to_have_attribute("data-lens", "datapath")
    await expect(learner.element("gate/node-1")).to_be_attached()


async def test_what_is_broken_is_said_on_the_stage_in_words(newcomers: Newcomers, sandbox: NewRoom) -> None:
    learner = await newcomers(viewport=LAPTOP)
    page = learner.page
    await learner.open(sandbox.edit)
    await learner.write(WORKLOAD)
    await learner.press("apply")
    await expect(learner.pods()).to_have_count(3)
    pod, node = learner.pods().first, learner.element("node/node-2")
    await pod.click()
    await page.get_by_role("button", name="Stop its process").click()
    await expect(pod.locator(".trouble")).to_have_text("process stopped")
    fits = "(it) => { const face = it.closest('.face').getBoundingClientRect();"
    fits += " return it.getBoundingClientRect().bottom <= face.bottom; }"
    assert await pod.locator(".trouble").evaluate(fits)
    await node.press("Enter")
    await page.get_by_role("button", name="Cut the node off").click()
    await expect(node.locator(".trouble").first).to_have_text("cut off")
    await expect(page.locator(".node-box.is-cut")).to_have_count(1)


@pytest.mark.parametrize("size", [(640, 360), (700, 800), (820, 1180), (844, 390)], ids=str)
async def test_the_stage_keeps_its_room_at_200_percent_and_on_tablets(
    newcomers: Newcomers, sandbox: NewRoom, size: tuple[int, int]
) -> None:
    learner = await newcomers(viewport={"width": size[0], "height": size[1]})
    await learner.open(sandbox.edit)
    stage = await learner.page.locator("#stage").bounding_box()
    assert stage is not None
    assert stage["height"] >= 240
    wide = await learner.page.evaluate("document.scrollingElement.scrollWidth")
    assert wide <= size[0]
