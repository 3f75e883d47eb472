"""Time is the learner's own: back to any moment, step by step, by a link, and back to the others."""

from __future__ import annotations

import re

from learners import Learner, Newcomers
from playwright.async_api import Locator, expect
from serving import NewRoom

URL = "http://httpd-svc:808"
SELECTS_NOTHING = """apiVersion: v1
kind: Service
metadata:
  name: httpd-svc
spec:
  selector:
    run: http
  ports:
  - port: 808
    targetPort: 80
"""


def line(learner: Learner) -> Locator:
    """The line of the moment, as a slider."""
    return learner.page.get_by_role("slider", name="Timeline")


async def moment(learner: Learner) -> float:
    """The moment that is shown, in seconds."""
    return float(await line(learner).get_attribute("aria-valuenow") or "nan")


async def a_request_was_sent(newcomers: Newcomers, room: NewRoom) -> Learner:
    """One who has done the first steps of the tutorial, in a room that stands still now."""
    learner = await newcomers()
    await learner.open(room.edit)
    await learner.record()
    await learner.apply_the_tutorial()
    await learner.rules_are_written()
    await learner.ask(URL)
    await expect(learner.page.locator("#sent [data-landed]")).to_be_visible()
    await expect(line(learner)).to_have_attribute("aria-valuetext", re.compile("way: 0"))
    await learner.page.get_by_role("button", name="Pause").click()
    await expect(learner.page.get_by_role("button", name="Play")).to_be_visible()
    return learner


async def test_the_room_as_it_was_is_a_drag_away(newcomers: Newcomers, tutorial: NewRoom) -> None:
    learner = await a_request_was_sent(newcomers, tutorial)
    live = learner.page.locator("#live")
    await expect(live).to_be_disabled()
    await line(learner).focus()
    await learner.page.keyboard.press("Home")
    await expect(learner.pods()).to_have_count(0)
    await expect(line(learner)).to_have_attribute("aria-valuetext", re.compile("behind"))
    box = await line(learner).bounding_box()
    assert box
    await learner.page.mouse.move(box["x"] + 20, box["y"] + box["height"] / 2)
    await learner.page.mouse.down()
    await learner.page.mouse.move(box["x"] + box["width"] * 0.15, box["y"] + box["height"] / 2, steps=8)
    await learner.page.mouse.up()
    await expect(live).to_be_enabled()
    assert await moment(learner) > 0
    await live.click()
    await expect(learner.pods()).to_have_count(3)
    await expect(live).to_be_disabled()


async def test_others_stay_at_the_live_edge(newcomers: Newcomers, tutorial: NewRoom) -> None:
    learner = await a_request_was_sent(newcomers, tutorial)
    other = await newcomers()
    await other.open(tutorial.view)
    await expect(other.pods()).to_have_count(3)
    await line(other).focus()
    await other.page.keyboard.press("Home")
    await expect(other.pods()).to_have_count(0)
    await expect(learner.pods()).to_have_count(3)


async def test_hops_are_stepped_there_and_back(newcomers: Newcomers, tutorial: NewRoom) -> None:
    learner = await a_request_was_sent(newcomers, tutorial)
    await line(learner).focus()
    await learner.page.keyboard.press("[")
    await expect(line(learner)).to_have_attribute("aria-valuetext", re.compile("way: 1"))
    seen = [await moment(learner)]
    for key in (".", ".", ","):
        before = await line(learner).get_attribute("aria-valuenow")
        await learner.page.keyboard.press(key)
        await expect(line(learner)).not_to_have_attribute("aria-valuenow", before or "")
        seen.append(await moment(learner))
    assert seen[0] < seen[1] < seen[2]
    await expect(learner.page.locator("#narrator")).to_contain_text("Request 1: from client to")
    assert seen[3] == seen[1]


async def test_a_link_opens_the_moment_with_its_packet(newcomers: Newcomers, tutorial: NewRoom) -> None:
    learner = await a_request_was_sent(newcomers, tutorial)
    await line(learner).focus()
    await learner.page.keyboard.press("[")
    await learner.page.keyboard.press(".")
    await expect(line(learner)).to_have_attribute("aria-valuetext", re.compile("behind"))
    at = round(await moment(learner) * 1000) + 60  # told in tenths of a second
    reader = await newcomers()
    await reader.open(f"{tutorial.view}?at={at}&journey=1")
    await expect(reader.page.locator("#inspector")).to_contain_text("Packet 1")
    await expect(reader.page.locator("#live")).to_be_enabled()
    assert abs(await moment(reader) * 1000 - at) < 100


async def test_a_step_of_a_room_that_stands_still_is_everyones(
    newcomers: Newcomers, tutorial: NewRoom
) -> None:
    learner = await a_request_was_sent(newcomers, tutorial)
    other = await newcomers()
    await other.open(tutorial.view)
    before = await moment(other)
    await learner.page.get_by_role("button", name="Step forward").click()
    await expect(line(other)).not_to_have_attribute("aria-valuenow", f"{before:.1f}")
    assert await moment(other) > before
    await expect(other.page.get_by_role("button", name="Step forward")).to_be_disabled()


async def test_what_if_shows_both_ways_side_by_side(newcomers: Newcomers, tutorial: NewRoom) -> None:
    learner = await a_request_was_sent(newcomers, tutorial)
    page = learner.page
    await page.locator("#what_if").click()
    first, second = page.locator("#stage-a"), page.locator("#stage-b")
    await expect(first.locator("button.face.pod.is-ready")).to_have_count(3)
    await expect(second.locator("button.face.pod.is-ready")).to_have_count(3)
    await learner.record()
    await learner.write(SELECTS_NOTHING)
    await learner.press("apply")
    await page.get_by_role("button", name="Play").click()
    await expect(second.locator(".face.service", has_text="0 Pods")).to_be_visible()
    await expect(learner.page.get_by_role("slider").first).to_have_attribute(
        "aria-valuetext", re.compile("Live")
    )
    await page.locator("#send-url").fill(URL)
    await learner.press("send")
    different = page.locator("#answers tr.differs")
    await expect(different).to_have_count(2)
    await expect(different.last).to_contain_text(re.compile("refused.*1"))
    await expect(first.locator(".face.service .nothing")).to_have_count(0)
