"""From Concept to Datapath and back: one picture becomes the other, and every element stays who it is."""

from __future__ import annotations

from typing import Any

import pytest
from learners import Learner, Newcomers
from playwright.async_api import expect
from serving import NewRoom

WIDE = {"width": 1600, "height": 900}
SERVICE, CLIENT = "service/default/httpd-svc", "pod/default/client"

_LOOK = """([lens, at]) => {
  document.querySelector(`[data-lens=${lens}]`).click();
  if (at === null) return;
  for (const a of document.getAnimations()) if (a.effect.getTiming().duration === 600) {
    a.pause();
    a.currentTime = at;
  }
}"""
_ARRIVED = "() => document.getAnimations().every((a) => a.effect.getTiming().duration !== 600)"
_GO_ON = "() => document.getAnimations().forEach((a) => a.finish())"
_CENTRES = """() => Object.fromEntries([...document.querySelectorAll("button.face[data-id]")].map((face) => {
  const { x, y, width, height } = face.getBoundingClientRect();
  return [face.dataset.id, [x + width / 2, y + height / 2, width, height]]; }))"""
_MARK = """() => document.querySelectorAll("button.face[data-id]")
  .forEach((face) => { face.known = face.dataset.id; })"""
_KNOWN = """() => [...document.querySelectorAll("button.face[data-id]")]
  .filter((face) => face.known && face.known === face.dataset.id).map((face) => face.known)"""


@pytest.fixture
async def learner(newcomers: Newcomers, tutorial: NewRoom) -> Learner:
    person = await newcomers(viewport=WIDE)
    await person.open(tutorial.edit)
    await person.apply_the_tutorial()
    await expect(person.element(SERVICE)).to_be_visible()
    return person


async def look(learner: Learner, lens: str, at: int | None = None) -> dict[str, Any]:
    """Choose a lens, and see where everything is then; `at` so many ms after it."""
    await learner.page.evaluate(_LOOK, [lens, at])
    if at is None:
        await learner.page.wait_for_function(_ARRIVED)
    places: dict[str, Any] = await learner.page.evaluate(_CENTRES)
    return places


def between(a: list[float], b: list[float], c: list[float]) -> bool:
    """Whether `b` is on the way from `a` to `c`, and at neither end."""
    way = [(y - x, z - y) for x, y, z in zip(a[:2], b[:2], c[:2], strict=True)]
    return all(first * then >= 0 for first, then in way) and any(
        abs(first) > 2 and abs(then) > 2 for first, then in way
    )


async def test_everything_glides_and_stays_who_it_is(learner: Learner) -> None:
    before = await learner.page.evaluate(_CENTRES)
    await learner.page.evaluate(_MARK)
    middle = await look(learner, "datapath", at=300)
    await learner.page.evaluate(_GO_ON)
    after = await learner.page.evaluate(_CENTRES)
    assert set(await learner.page.evaluate(_KNOWN)) == set(before), "no element is made anew"
    moved = [name for name in before if before[name][:2] != after[name][:2]]
    assert {SERVICE, CLIENT, "node/node-1"} <= set(moved)
    assert all(between(before[name], middle[name], after[name]) for name in moved)


async def test_the_service_becomes_the_rules_of_every_node(learner: Learner) -> None:
    before = await learner.page.evaluate(_CENTRES)
    assert not any(name.startswith("gate/") for name in before)
    first = await look(learner, "datapath", at=0)
    gates = [name for name in first if name.startswith("gate/")]
    assert gates == ["gate/node-1", "gate/node-2", "gate/node-3"]
    for gate in gates:
        assert first[gate] == pytest.approx(before[SERVICE], abs=2), "it begins where the Service was"
    await learner.page.evaluate(_GO_ON)
    after = await learner.page.evaluate(_CENTRES)
    assert len({tuple(after[gate]) for gate in gates}) == 3, "and ends on its node"
    assert all(after[gate][2] < before[SERVICE][2] / 4 for gate in gates)


async def test_the_rules_go_back_into_the_service(learner: Learner) -> None:
    await look(learner, "datapath")
    leaving = learner.page.locator("button.face.gate")
    await expect(leaving).to_have_count(3)
    await look(learner, "concept", at=599)
    await expect(leaving).to_have_count(3)
    service = await learner.element(SERVICE).bounding_box()
    assert service is not None
    for gate in await leaving.all():
        box = await gate.bounding_box()
        assert box is not None
        assert box["x"] == pytest.approx(service["x"], abs=4)
        assert box["width"] == pytest.approx(service["width"], abs=4)
    await learner.page.evaluate(_GO_ON)
    await expect(leaving).to_have_count(0)


async def test_a_change_of_mind_goes_on_from_where_things_are(learner: Learner) -> None:
    middle = await look(learner, "datapath", at=300)
    back = await look(learner, "concept", at=0)
    for name in (SERVICE, CLIENT, "node/node-2"):
        assert back[name] == pytest.approx(middle[name], abs=2)


async def test_with_reduced_motion_it_is_done_at_once(newcomers: Newcomers, tutorial: NewRoom) -> None:
    learner = await newcomers(viewport=WIDE, reduced_motion="reduce")
    await learner.open(tutorial.edit)
    await learner.apply_the_tutorial()
    await learner.page.evaluate("document.querySelector('[data-lens=datapath]').click()")
    running = "document.getAnimations().filter((a) => a.effect.getTiming().duration === 600).length"
    assert await learner.page.evaluate(running) == 0
    at_once = await learner.page.evaluate(_CENTRES)
    await learner.page.wait_for_timeout(700)
    assert await learner.page.evaluate(_CENTRES) == at_once
