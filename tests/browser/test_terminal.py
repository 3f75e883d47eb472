"""The terminal in the page, as a learner uses it."""

from __future__ import annotations

import re

from learners import Learner, Newcomers
from playwright.async_api import Locator, expect
from serving import NewRoom


async def opened(newcomers: Newcomers, room: NewRoom) -> Learner:
    """One who has opened the terminal with its key."""
    learner = await newcomers()
    await learner.open(room.edit)
    await learner.page.locator("#stage").focus()
    await learner.page.keyboard.press("t")
    await expect(command(learner)).to_be_focused()
    return learner


def command(learner: Learner) -> Locator:
    return learner.page.get_by_role("textbox", name="Command")


def log(learner: Learner) -> Locator:
    return learner.page.get_by_role("log", name="Terminal")


async def test_a_typed_command_answers_and_comes_back_with_the_arrow(
    newcomers: Newcomers, sandbox: NewRoom
) -> None:
    learner = await opened(newcomers, sandbox)
    await command(learner).press_sequentially("kubectl get svc")
    await command(learner).press("Enter")
    await expect(log(learner)).to_contain_text("10.96.0.1")
    await command(learner).press("ArrowUp")
    await expect(command(learner)).to_have_value("kubectl get svc")


async def test_pasted_lines_run_one_after_the_other_and_the_stage_shows_it(
    newcomers: Newcomers, sandbox: NewRoom
) -> None:
    learner = await opened(newcomers, sandbox)
    await command(learner).fill(
        "kubectl create deployment web --image=httpd --port=80\n"
        "kubectl expose deployment web\nkubectl get svc web"
    )
    await command(learner).press("Enter")
    await expect(log(learner)).to_contain_text("service/web exposed")
    await expect(learner.element("service/default/web")).to_be_attached()
    await expect(learner.pods()).to_have_count(1)


async def test_tab_completes(newcomers: Newcomers, sandbox: NewRoom) -> None:
    learner = await opened(newcomers, sandbox)
    await command(learner).press_sequentially("kubectl get endpointsl")
    await command(learner).press("Tab")
    await expect(command(learner)).to_have_value("kubectl get endpointslices ")
    await command(learner).fill("kubectl rollout re")
    await command(learner).press("Tab")
    await expect(learner.page.locator("#console-offers")).to_have_text("restart   resume")


async def test_edit_opens_the_editor_with_the_object(newcomers: Newcomers, sandbox: NewRoom) -> None:
    learner = await opened(newcomers, sandbox)
    await command(learner).fill("kubectl edit svc kubernetes")
    await command(learner).press("Enter")
    await expect(learner.page.locator("#manifest")).to_have_value(re.compile("name: kubernetes"))


async def test_escape_closes_it_and_the_key_opens_it_again_as_it_was(
    newcomers: Newcomers, sandbox: NewRoom
) -> None:
    learner = await opened(newcomers, sandbox)
    await command(learner).fill("help")
    await command(learner).press("Enter")
    await expect(log(learner)).to_contain_text("kubectl debug node/NODE -it")
    await command(learner).press("Escape")
    await expect(log(learner)).to_be_hidden()
    await learner.page.keyboard.press("t")
    await expect(log(learner)).to_contain_text("kubectl debug node/NODE -it")


async def test_who_watches_is_told_so(newcomers: Newcomers, sandbox: NewRoom) -> None:
    learner = await newcomers()
    await learner.open(f"/rooms/{sandbox.code}/")
    await learner.page.get_by_role("button", name="Terminal").click()
    await expect(log(learner)).to_contain_text("You are watching this room")
    await expect(command(learner)).to_have_count(0)


async def test_a_shell_in_a_pod_is_a_prompt_until_it_is_left(newcomers: Newcomers, sandbox: NewRoom) -> None:
    learner = await opened(newcomers, sandbox)
    await command(learner).fill("kubectl run guest --rm -it --restart=Never --image=busybox -- sh")
    await command(learner).press("Enter")
    prompt = learner.page.locator("#console-prompt")
    await expect(prompt).to_have_text("guest")
    await command(learner).fill("hostname; echo done")
    await command(learner).press("Enter")
    await expect(log(learner)).to_contain_text("guest\ndone")
    await command(learner).fill("exit")
    await command(learner).press("Enter")
    await expect(log(learner)).to_contain_text('pod "guest" deleted')
    await expect(prompt).to_have_text("~")
    await expect(learner.page.locator("#console-at option[data-shell]")).to_have_count(0)
