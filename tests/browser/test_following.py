"""What one editor applies, the editors of the others show; nobody's own typing is swept away."""

from __future__ import annotations

from learners import Learner, Newcomers
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
