"""A newcomer goes through lesson 1 from the catalogue: once by clicks, once from the keyboard alone."""

from __future__ import annotations

import json
import re
from pathlib import Path

from learners import WORDS, Learner, Newcomers
from playwright.async_api import expect
from test_keyboard import press, tab_to

STEPS = 12
CLIENT = "pod/default/client"


async def begin(learner: Learner, slug: str) -> None:
    """From the catalogue into a new room."""
    await learner.page.goto("/lessons/")
    await learner.page.locator(f'[data-lesson="{slug}"] button').click()
    await expect(learner.element("node/node-1").or_(learner.element("outside")).first).to_be_attached()
    await learner.record()


async def green(learner: Learner, step: str) -> None:
    """Wait until all checks of a step are met."""
    checks = learner.page.locator(f"#step-{step} .check")
    await expect(learner.page.locator(f"#step-{step} .check.met")).to_have_count(await checks.count())


async def sent(learner: Learner, url: str, client: str = CLIENT) -> None:
    """Send one request, and wait until it is on its way."""
    before = len(await learner.journeys())
    await learner.ask(url, client)
    while len(await learner.journeys()) == before:
        await learner.page.wait_for_timeout(50)


async def step(learner: Learner, name: str) -> None:
    """Go on, and be at the step of this name."""
    await learner.page.locator("#step-next").click()
    await expect(learner.page.locator(f"#step-{name}")).to_be_visible()


async def test_a_newcomer_goes_through_the_first_lesson_by_clicks(newcomers: Newcomers) -> None:
    learner = await newcomers(viewport={"width": 1920, "height": 1080})
    await begin(learner, "services")
    await inside_the_cluster(learner)
    await how_it_is_done(learner)
    await from_outside(learner)
    await learner.page.goto("/lessons/")
    await expect(learner.page.locator('[data-lesson="services"] .card-state')).to_have_text("Done")


async def inside_the_cluster(learner: Learner) -> None:
    """Pods, the Service and its address."""
    page = learner.page
    await learner.element(CLIENT).click()
    await green(learner, "why")
    await step(learner, "deployment")
    await learner.apply_the_tutorial()
    await green(learner, "deployment")

    await step(learner, "pod-addresses")
    await page.locator("#step-pod-addresses .choice").nth(2).click()
    pod = next(e["address"] for e in (await learner.scene())["elements"].values() if e["shape"] == "pod")
    await sent(learner, f"http://{pod}:80")
    await sent(learner, f"http://{pod}:80", "outside")
    await green(learner, "pod-addresses")
    await expect(page.locator("#step-pod-addresses .predicted-word")).to_have_text("As you said.")

    await step(learner, "service")
    await page.locator("#step-service .callout").nth(4).click()
    await learner.write((await learner.editor_text()).replace("port: 808\n", "port: 8080\n"))
    await learner.press("apply")
    await green(learner, "service")

    await step(learner, "cluster-ip")
    address = (await learner.scene())["elements"]["service/default/httpd-svc"]["address"]
    for client in (CLIENT, "node/node-2", "outside"):
        await sent(learner, f"http://{address}:8080", client)
    await green(learner, "cluster-ip")


async def how_it_is_done(learner: Learner) -> None:
    """Endpoints, rules, counts and names."""
    page = learner.page
    await step(learner, "endpoints")
    await learner.element("service/default/httpd-svc").click()
    await green(learner, "endpoints")

    await step(learner, "rules")
    await page.locator('[data-lens="datapath"]').click()
    await sent(learner, "http://httpd-svc:8080")
    await page.locator("#sent [data-journey]").first.click()
    await learner.element("gate/node-2").click()
    await green(learner, "rules")
    await page.locator('[data-lens="concept"]').click()

    await step(learner, "balance")
    await page.locator("#send-rate").fill("20")
    await page.locator("#keep-sending").set_checked(True, force=True)
    await green(learner, "balance")
    await page.locator("#keep-sending").set_checked(False, force=True)

    await step(learner, "dns")
    await page.locator("#step-dns .snippet-use").click()
    await learner.press("apply")
    await expect(page.locator('#send-client option[value="pod/elsewhere/visitor"]')).to_be_attached()
    await expect(learner.element("pod/elsewhere/visitor")).to_be_visible()
    await learner.until(lambda s: s["elements"]["pod/elsewhere/visitor"].get("state") == "ready")
    for client in (CLIENT, "pod/elsewhere/visitor"):
        for name in ("httpd-svc", "httpd-svc.default"):
            await sent(learner, f"http://{name}:8080", client)
    await green(learner, "dns")


async def from_outside(learner: Learner) -> None:
    """NodePort, load balancer, and the address that stays."""
    page = learner.page
    await step(learner, "node-port")
    await page.get_by_role("button", name="NodePort", exact=True).click()
    await expect(page.locator("button.face.nodeport")).to_have_count(3)
    port = (await learner.rules_are_written())["elements"]["service/default/httpd-svc"]["ports"][0][3]
    await sent(learner, f"http://192.168.0.12:{port}", "outside")
    await green(learner, "node-port")

    await step(learner, "load-balancer")
    await page.get_by_role("button", name="LoadBalancer", exact=True).click()
    await expect(learner.element("balancer/default/httpd-svc")).to_contain_text("203.0.113.")
    await learner.rules_are_written()
    await sent(learner, "http://203.0.113.10:8080", "outside")
    await green(learner, "load-balancer")

    await step(learner, "address-stays")
    await learner.pods().first.click()
    inspector = page.locator("#inspector")
    await inspector.locator("form[hx-post$='/delete'] button, button[hx-post$='/delete']").first.click()
    await learner.element("service/default/httpd-svc").click()
    for wanted in ("4", "5"):
        await inspector.locator(f'button[name=replicas][value="{wanted}"]').click()
        await expect(inspector.locator(".scale output")).to_have_text(wanted)
    await green(learner, "address-stays")
    await expect(page.locator("#step-address-stays .step-after")).to_be_visible()


async def test_the_first_lesson_can_be_done_from_the_keyboard_alone(newcomers: Newcomers) -> None:
    learner = await newcomers(viewport={"width": 1920, "height": 1080})
    page = learner.page
    await page.goto("/lessons/")
    await press(learner, page.locator('[data-lesson="services"] button'))
    await expect(learner.element("node/node-1")).to_be_attached()
    await learner.record()
    for number in range(STEPS):
        shown = page.locator(".step:not([hidden])")
        name = await shown.get_attribute("data-step") or ""
        for solution in await shown.locator(".helps button[hx-post$='/solution']").all():
            await press(learner, solution)
            await press(learner, page.locator(f"#solution-{name} button.solid"))
            break
        await by_keyboard(learner, name)
        await green(learner, name)
        if number < STEPS - 1:
            await press(learner, page.locator("#step-next"))
            await expect(page.locator(f"#step-{name}")).to_be_hidden()
    await expect(page.locator("#step-address-stays .step-after")).to_be_visible()


async def by_keyboard(learner: Learner, name: str) -> None:
    """What the button of the solution leaves to the learner."""
    page = learner.page
    scene = await learner.scene()
    match name:
        case "why":
            await choose(learner, "client")
        case "endpoints":
            await choose(learner, "Service httpd-svc")
        case "rules":
            await ask(learner, "http://httpd-svc:8080", "Pod client")
            await press(learner, page.locator("#sent [data-journey]").first)
            await press(learner, page.locator('[data-lens="datapath"]'))
            await choose(learner, "rules")
        case "dns":
            await learner.until(
                lambda s: s["elements"].get("pod/elsewhere/visitor", {}).get("state") == "ready"
            )
            for client in ("Pod client", "Pod visitor"):
                for host in ("httpd-svc", "httpd-svc.default"):
                    await ask(learner, f"http://{host}:8080", client)
        case "node-port":
            scene = await learner.until(
                lambda s: s["elements"]["service/default/httpd-svc"]["ports"][0][3] > 0
            )
            port = scene["elements"]["service/default/httpd-svc"]["ports"][0][3]
            await ask(learner, f"http://192.168.0.12:{port}", "Client outside")
        case "load-balancer":
            await learner.until(
                lambda s: bool(s["elements"].get("balancer/default/httpd-svc", {}).get("address"))
            )
            await ask(learner, "http://203.0.113.10:8080", "Client outside")


async def ask(learner: Learner, url: str, client: str) -> None:
    """One request, typed."""
    page = learner.page
    await learner.rules_are_written()
    await tab_to(learner, page.locator("#send-client"))
    await page.keyboard.type(client)
    await tab_to(learner, page.locator("#send-url"))
    await page.keyboard.press("ControlOrMeta+a")
    await page.keyboard.type(url)
    await page.keyboard.press("Enter")
    await expect(page.locator("#sent")).to_contain_text("Packet")


async def choose(learner: Learner, text: str) -> None:
    """Choose something in the list that stands for the picture."""
    page = learner.page
    if not await page.locator("#twin-panel").is_visible():
        await press(learner, page.locator("#twin"))
    wanted = page.locator("[role=treeitem]:focus", has_text=re.compile(f"^{text}"))
    await page.keyboard.press("Home")
    for _ in range(40):
        if await wanted.count():
            break
        await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await press(learner, page.locator("#twin"))


async def test_a_term_explains_itself_to_who_has_the_focus(newcomers: Newcomers) -> None:
    learner = await newcomers()
    await begin(learner, "services")
    await learner.page.locator("#step-why .term").first.focus()
    await expect(learner.page.locator("#term-tip")).to_be_visible()
    await expect(learner.page.locator("#term-tip")).to_have_text(re.compile("containers that run together"))
    await learner.page.keyboard.press("Escape")
    await expect(learner.page.locator("#term-tip")).to_be_hidden()


async def test_hints_come_one_by_one_and_a_link_leads_to_a_step(newcomers: Newcomers) -> None:
    learner = await newcomers()
    await begin(learner, "wrong-selector")
    hints = learner.page.locator("#step-fix .hints li:visible")
    for count in (1, 2, 3):
        await learner.page.locator("#step-fix .hint-more").click()
        await expect(hints).to_have_count(count)
    await expect(learner.page.locator("#step-fix .hint-more")).to_be_disabled()
    await begin(learner, "services")
    await learner.page.goto(learner.page.url.split("#")[0] + "#step=dns")
    await expect(learner.page.locator("#step-dns")).to_be_visible()


async def test_a_broken_world_is_mended_in_chinese(newcomers: Newcomers) -> None:
    learner = await newcomers(locale="zh-CN")
    learner.words = WORDS["zh"]
    await begin(learner, "wrong-selector")
    await expect(learner.page.locator("#step-fix h2")).to_have_text("让 Service 找到它的 Pod")
    await sent(learner, "http://web")
    await expect(learner.page.locator("#step-fix .predicted")).to_be_visible()
    await learner.page.locator("#step-fix .helps button[hx-post$='/solution']").last.click()
    await learner.page.locator("#solution-fix button.solid").click()
    await green(learner, "fix")
    await expect(learner.page.locator("#step-fix .at-work")).to_be_visible()
    await learner.page.locator("#lesson-undo").click()
    await expect(learner.page.locator("#step-fix .check.met")).to_have_count(0)


async def test_progress_is_saved_and_loaded_as_a_file(newcomers: Newcomers, tmp_path: Path) -> None:
    file = tmp_path / "progress.json"
    file.write_text(
        json.dumps({"k8sviz": "progress", "lessons": {"wrong-selector": {"steps": ["fix"], "of": 1}}})
    )
    learner = await newcomers()
    await learner.page.goto("/lessons/")
    await learner.page.locator("#progress-load").set_input_files(str(file))
    await expect(learner.page.locator('[data-lesson="wrong-selector"] .card-state')).to_have_text("Done")
    async with learner.page.expect_download() as download:
        await learner.page.locator("#progress-save").click()
    await (await download.value).save_as(file)
    assert json.loads(file.read_text())["lessons"]["wrong-selector"]["steps"] == ["fix"]
