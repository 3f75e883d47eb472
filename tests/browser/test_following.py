"""What one editor applies, the editors of the others show; nobody's own typing is swept away."""

from __future__ import annotations

from learners import Learner, Newcomers
from people import WORKLOAD
from playwright.async_api import expect
from serving import NewRoom

SERVICE = """apiVersion: v1
kind: Service
metadata:
  name: {name}
spec:
  ports:
  - port: 80
"""


async def opened(newcomers: Newcomers, link: str) -> Learner:
    learner = await newcomers()
    await learner.open(link)
    return learner


async def test_an_untouched_editor_follows(newcomers: Newcomers, sandbox: NewRoom) -> None:
    writer = await opened(newcomers, sandbox.edit)
    viewer = await opened(newcomers, sandbox.view)
    await writer.write(SERVICE.format(name="one"))
    await writer.press("apply")
    await expect(viewer.page.locator(".cm-content")).to_contain_text("name: one")
    await expect(writer.page.locator("#theirs")).to_be_hidden()


async def test_an_editor_with_edits_of_its_own_is_asked(newcomers: Newcomers, sandbox: NewRoom) -> None:
    writer = await opened(newcomers, sandbox.edit)
    other = await opened(newcomers, sandbox.edit)
    await other.write(SERVICE.format(name="mine"))
    await writer.write(SERVICE.format(name="one"))
    await writer.press("apply")
    take = other.page.get_by_role("button", name="Take theirs")
    await expect(take).to_be_visible()
    assert "name: mine" in await other.editor_text()
    await take.click()
    assert "name: one" in await other.editor_text()
    await expect(take).to_be_hidden()


async def test_typing_on_after_an_apply_of_ones_own_is_no_conflict(
    newcomers: Newcomers, sandbox: NewRoom
) -> None:
    writer = await opened(newcomers, sandbox.edit)
    await writer.write(SERVICE.format(name="one"))
    await writer.press("apply")
    await writer.write(SERVICE.format(name="two"))
    await expect(writer.element("service/default/one")).to_be_visible()
    await writer.page.wait_for_timeout(1_000)
    await expect(writer.page.locator("#theirs")).to_be_hidden()
    assert "name: two" in await writer.editor_text()


async def test_an_apply_stops_when_somebody_else_was_quicker(newcomers: Newcomers, sandbox: NewRoom) -> None:
    learner, other = await newcomers(), await newcomers()
    await learner.open(sandbox.edit)
    await other.open(sandbox.edit)
    await learner.write(WORKLOAD)
    await other.write(WORKLOAD.replace("replicas: 3", "replicas: 2"))
    await other.page.route("**/text", lambda route: route.abort())
    await learner.press("apply")
    await expect(learner.pods()).to_have_count(3)
    await other.page.unroute("**/text")
    other.complaints.clear()  # of the answer that the test kept from it
    await other.page.locator(".cm-content").press("ControlOrMeta+Enter")
    await expect(other.page.locator("#theirs")).to_be_visible()
    await expect(learner.pods()).to_have_count(3)
    await other.page.get_by_role("button", name="Compare").press("Enter")
    await expect(other.page.locator("#outcome .diff")).to_contain_text("replicas: 2")
    await other.page.locator(".cm-content").press("ControlOrMeta+Enter")
    await expect(other.page.locator("#theirs")).to_be_hidden()
    await expect(learner.pods()).to_have_count(2)


async def test_typing_over_several_lines_is_one_change_that_undo_takes_back(
    newcomers: Newcomers, sandbox: NewRoom
) -> None:
    learner = await newcomers()
    await learner.open(sandbox.edit)
    await learner.write(WORKLOAD)
    await learner.page.keyboard.press("ControlOrMeta+a")
    await learner.page.keyboard.type("k")
    assert await learner.editor_text() == "k"
    await learner.page.keyboard.press("ControlOrMeta+z")
    assert await learner.editor_text() == WORKLOAD
