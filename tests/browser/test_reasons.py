"""Somebody is stuck: the packet was refused, its page says why, and the fix is one press away."""

from __future__ import annotations

from learners import Learner, Newcomers
from people import WORKLOAD
from playwright.async_api import expect
from serving import NewRoom

TYPO = WORKLOAD.replace("selector: {run: httpd}\n  ports", "selector: {run: http}\n  ports")
WIDE = {"width": 1600, "height": 1000}


async def stuck(newcomers: Newcomers, sandbox: NewRoom) -> Learner:
    learner = await newcomers(viewport=WIDE)
    await learner.open(sandbox.edit)
    await learner.record()
    await learner.write(TYPO)
    await learner.press("apply")
    await expect(learner.pods()).to_have_count(3)
    await learner.rules_are_written(ready=0)
    await learner.ask("http://httpd-svc:8080")
    return learner


async def test_from_a_refusal_to_an_answer(newcomers: Newcomers, sandbox: NewRoom) -> None:
    learner = await stuck(newcomers, sandbox)
    page = learner.page
    await page.locator("[data-why]").first.click()
    links = page.locator(".why-link h3")
    await expect(links.first).to_have_text("The client was refused")
    await expect(links.last).to_have_text("The YAML says it")
    await expect(page.locator(".why-trial")).to_contain_text("3 of 3 requests answered")
    await page.get_by_role("button", name="Apply fix").click()
    await learner.rules_are_written()
    assert "selector: {run: httpd}\n  ports" in await learner.editor_text()
    await learner.press("send")
    await learner.until(lambda scene: scene["totals"].get("answered", 0) == 1)


async def test_each_link_leads_to_what_it_names(newcomers: Newcomers, sandbox: NewRoom) -> None:
    learner = await stuck(newcomers, sandbox)
    page = learner.page
    await page.locator("[data-why]").first.click()
    await page.locator(".why-line").click()
    await expect(page.locator(".cm-activeLine")).to_contain_text("selector: {run: http}")
    await page.locator(".why-link [data-select]").nth(2).click()
    await expect(learner.element("service/default/httpd-svc")).to_have_attribute("aria-pressed", "true")


async def test_the_margin_says_it_before_anything_is_applied(newcomers: Newcomers, sandbox: NewRoom) -> None:
    learner = await newcomers(viewport=WIDE)
    await learner.open(sandbox.edit)
    await learner.write(TYPO)
    note = learner.page.locator(".cm-note-warn")
    await expect(note).to_have_text("selects 0 of 3 Pods · nearest label run=httpd")
    await learner.write(WORKLOAD)
    await expect(learner.page.locator(".cm-note-good").first).to_be_visible()
    await expect(note).to_have_count(0)


async def test_the_editor_completes_fields_from_the_api(newcomers: Newcomers, sandbox: NewRoom) -> None:
    learner = await newcomers(viewport=WIDE)
    await learner.open(sandbox.edit)
    await learner.write("apiVersion: v1\nkind: Service\nspec:\n  externalT")
    await learner.page.keyboard.press("Control+Space")
    options = learner.page.locator(".cm-tooltip-autocomplete li")
    await expect(options).to_have_count(1)
    await expect(options.first).to_contain_text("externalTrafficPolicy")
    await learner.page.wait_for_timeout(
        100
    )  # the list takes no key for 75 ms, lest one was meant for the text
    await learner.page.keyboard.press("Enter")
    await expect(learner.page.locator(".cm-content")).to_contain_text("externalTrafficPolicy: ")


async def test_a_service_is_asked_why_without_a_packet_and_by_keyboard_alone(
    newcomers: Newcomers, sandbox: NewRoom
) -> None:
    learner = await newcomers()
    await learner.open(sandbox.edit)
    await learner.record()
    await learner.write(TYPO)
    await learner.press("apply")
    await expect(learner.pods()).to_have_count(3)
    await learner.rules_are_written(ready=0)
    await learner.element("service/default/httpd-svc").focus()
    await learner.page.keyboard.press("Enter")
    await expect(learner.page.locator(".why-ask")).to_be_visible()
    await learner.page.keyboard.press("w")
    links = learner.page.locator(".why-link h3")
    await expect(links.first).to_have_text("Nobody behind httpd-svc can answer")
    await expect(learner.page.locator(".why-trial").first).to_contain_text("3 of 3 requests answered")
    await learner.page.get_by_role("button", name="Apply fix").press("Enter")
    await learner.rules_are_written()
    await expect(links.first).to_have_text("httpd-svc can answer: 3 endpoints are ready")
