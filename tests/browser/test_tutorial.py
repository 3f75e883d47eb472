"""A newcomer's whole way through the tutorial, by clicks, with a second browser watching."""

from __future__ import annotations

import re

import pytest
from learners import WORDS, Learner, Newcomers
from playwright.async_api import expect
from serving import NewRoom

SERVICE = "service/default/httpd-svc"
LOCALES = {"en": "en-US", "zh": "zh-CN"}


@pytest.fixture(params=["en", "zh"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


async def pair(newcomers: Newcomers, room: NewRoom, language: str) -> tuple[Learner, Learner]:
    """Somebody who may edit, and somebody who was given the link."""
    editor = await newcomers(locale=LOCALES[language])
    viewer = await newcomers(locale=LOCALES[language])
    for learner, link in ((editor, room.edit), (viewer, room.view)):
        learner.words = WORDS[language]
        await learner.open(link)
        await learner.record()
    return editor, viewer


async def same_scene(one: Learner, other: Learner) -> None:
    """Both browsers come to hold the same tables."""
    for _ in range(100):
        if await one.scene() == await other.scene():
            return
        await one.page.wait_for_timeout(100)
    assert await one.scene() == await other.scene()


async def test_the_start_page_leads_into_the_tutorial(newcomers: Newcomers, language: str) -> None:
    learner = await newcomers(locale=LOCALES[language])
    await learner.page.goto("/")
    await learner.page.get_by_role("button", name=WORDS[language]["tutorial"]).click()
    await expect(learner.page).to_have_url(re.compile(r"/rooms/[A-Z0-9]{8}/$"))
    assert "apiVersion: apps/v1beta1" in await learner.editor_text()


async def test_apply_refuses_the_old_deployment_creates_the_service_and_offers_a_conversion(
    newcomers: Newcomers, tutorial: NewRoom, language: str
) -> None:
    editor, viewer = await pair(newcomers, tutorial, language)
    await editor.press("apply")
    outcome = editor.page.locator("#outcome")
    await expect(outcome).to_contain_text('no matches for kind "Deployment" in version "apps/v1beta1"')
    await expect(outcome).to_contain_text("service/httpd-svc created")
    await expect(viewer.element(SERVICE)).to_be_visible()
    await editor.press("convert")
    await expect(outcome).to_contain_text("matchLabels")
    assert "apiVersion: apps/v1beta1" in await editor.editor_text(), "nothing changes before it is accepted"
    await editor.press("accept")
    await expect(outcome).to_contain_text("deployment.apps/httpd created")
    assert "matchLabels" in await editor.editor_text()
    for learner in (editor, viewer):
        await expect(learner.pods()).to_have_count(3)
    await editor.element(SERVICE).click()
    inspector = editor.page.locator("#inspector")
    for text in ("run=httpd", "808/TCP", "80/TCP", "10.244.1.2:80"):
        await expect(inspector).to_contain_text(text)
    await same_scene(editor, viewer)


async def test_a_request_is_seen_by_both_with_every_rewrite(
    newcomers: Newcomers, tutorial: NewRoom, language: str
) -> None:
    editor, viewer = await pair(newcomers, tutorial, language)
    await editor.apply_the_tutorial()
    await editor.rules_are_written()
    await editor.ask("http://httpd-svc:808")
    await expect(editor.page.locator("#narrator")).not_to_be_empty()
    scene = await editor.scene()
    [(number, journey)] = scene["journeys"].items()
    route, address = scene["routes"][journey[1]], scene["elements"][SERVICE]["address"]
    there, onward, back, home = route["legs"]
    assert (there[0], there[3]) == ("pod/default/client", f"{address}:808")
    assert onward[1] == route["answered_by"]
    assert re.fullmatch(r"10\.244\.\d\.\d+:80", onward[3])
    assert back[2] == onward[3]
    assert (home[1], home[2]) == ("pod/default/client", f"{address}:808")
    await same_scene(editor, viewer)
    seen = [(await learner.journeys())[number] for learner in (editor, viewer)]
    assert abs(seen[0] - seen[1]) < 5_000, "both saw it; bench/ measures by how much"
    await editor.page.locator("#sent").get_by_role("button").or_(editor.page.locator("#sent a")).first.click()
    packet = editor.page.locator("#inspector")
    for text in (f"{address}:808", onward[3], "nat PREROUTING", "KUBE-SVC-"):
        await expect(packet).to_contain_text(text)


@pytest.mark.parametrize("target", ["http://{cluster_ip}:808", "http://{pod}:80"], ids=["ClusterIP", "Pod"])
async def test_addresses_can_be_asked_as_well_as_names(
    newcomers: Newcomers, tutorial: NewRoom, target: str
) -> None:
    editor, _ = await pair(newcomers, tutorial, "en")
    await editor.apply_the_tutorial()
    elements = (await editor.rules_are_written())["elements"]
    pod = next(e["address"] for e in elements.values() if e["shape"] == "pod")
    await editor.ask(target.format(cluster_ip=elements[SERVICE]["address"], pod=pod))
    await expect(editor.page.locator("#sent")).to_contain_text("answered")


async def test_a_continuous_source_is_counted_pod_by_pod(
    newcomers: Newcomers, tutorial: NewRoom, language: str
) -> None:
    editor, viewer = await pair(newcomers, tutorial, language)
    await editor.apply_the_tutorial()
    await editor.page.locator("#send-url").fill("http://httpd-svc:808")
    await editor.page.locator("#send-rate").fill("50")
    await editor.page.locator("#keep-sending").set_checked(True, force=True)
    for learner in (editor, viewer):
        await expect(learner.page.locator(".count .number").first).not_to_have_text("0")
    await viewer.until(lambda scene: len(scene["answers"]) == 3 and sum(scene["answers"].values()) >= 60)
    await editor.page.locator("#keep-sending").set_checked(False, force=True)
    await viewer.until(lambda scene: not scene["traffic"])
    await same_scene(editor, viewer)


async def test_service_types_change_the_yaml_and_open_the_cluster(
    newcomers: Newcomers, tutorial: NewRoom, language: str
) -> None:
    editor, viewer = await pair(newcomers, tutorial, language)
    await editor.apply_the_tutorial()
    await editor.ask(
        "http://{}:808".format((await editor.scene())["elements"][SERVICE]["address"]), "outside"
    )
    await expect(viewer.page.locator("#narrator")).not_to_be_empty()
    scene = await viewer.scene()
    assert scene["totals"] == {"timeout": 1}, "from outside a ClusterIP does not answer"
    assert next(iter(scene["routes"].values()))["ended"] == "outside"

    await editor.page.get_by_role("button", name="NodePort", exact=True).click()
    tabs = viewer.page.locator("button.face.nodeport")
    await expect(tabs).to_have_count(3)
    await expect(editor.page.locator("#manifest")).to_have_value(re.compile("type: NodePort"))
    port = (await editor.rules_are_written())["elements"][SERVICE]["ports"][0][3]
    assert 30000 <= port <= 32767
    await editor.ask(f"http://192.168.0.12:{port}", "outside")
    await expect(editor.page.locator("#sent")).to_contain_text(re.compile("answered|应答"))

    await editor.page.get_by_role("button", name="LoadBalancer", exact=True).click()
    balancer = viewer.element("balancer/default/httpd-svc")
    await expect(balancer).to_be_visible()
    await expect(editor.page.locator("#manifest")).to_have_value(re.compile("type: LoadBalancer"))
    assert (await viewer.scene())["elements"][SERVICE]["pending"] is True
    await expect(balancer).to_contain_text("203.0.113.10")
    await editor.rules_are_written()
    await editor.ask("http://203.0.113.10:808", "outside")
    await expect(editor.page.locator("#sent")).to_contain_text(re.compile("answered|应答"))
    await editor.page.get_by_role("button", name="ClusterIP", exact=True).click()
    await expect(tabs).to_have_count(0)
    await same_scene(editor, viewer)


async def test_the_address_stays_while_pods_come_and_go(
    newcomers: Newcomers, tutorial: NewRoom, language: str
) -> None:
    editor, viewer = await pair(newcomers, tutorial, language)
    await editor.apply_the_tutorial()
    address = (await editor.scene())["elements"][SERVICE]["address"]
    text = (await editor.editor_text()).replace("replicas: 3", "replicas: 4")
    await editor.write(text)
    await editor.press("apply")
    await expect(viewer.pods()).to_have_count(4)
    first = await viewer.pods().first.get_attribute("data-id")
    assert first is not None
    await editor.element(first).click()
    inspector = editor.page.locator("#inspector")
    await inspector.locator("form[hx-post$='/delete'] button, button[hx-post$='/delete']").first.click()
    await expect(viewer.element(first)).to_have_count(0)
    await expect(viewer.pods()).to_have_count(4)
    scene = await editor.rules_are_written(ready=4)
    assert scene["elements"][SERVICE]["address"] == address
    await editor.ask("http://httpd-svc:808")
    await expect(editor.page.locator("#sent")).to_contain_text(re.compile("answered|应答"))
    await same_scene(editor, viewer)
