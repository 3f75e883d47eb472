"""The pages: what a newcomer, an editor and a viewer get."""

from __future__ import annotations

import re

import pytest
from people import WORKLOAD, Browser, Editor, Watcher
from serving import Server

CHINESE = {"Accept-Language": "zh-CN,zh;q=0.9"}


async def test_the_start_page_offers_three_ways_in(server: Server) -> None:
    page = await Browser(server).get("/")
    assert page.status == 200
    for way in ("Begin the tutorial", "Open an empty sandbox", "Join with a code"):
        assert way in page.text


async def test_the_language_comes_from_the_browser(server: Server) -> None:
    page = await Browser(server).get("/", **CHINESE)
    assert '<html lang="zh-Hans">' in page.text
    assert "开始教程" in page.text


async def test_the_language_can_be_switched(server: Server) -> None:
    browser = Browser(server)
    await browser.get("/")
    answer = await browser.post("/i18n/setlang", {"language": "zh-hans", "next": "/"})
    assert answer.status == 302
    assert "开始教程" in (await browser.get("/")).text


async def test_a_code_leads_to_its_room_however_it_is_typed(server: Server) -> None:
    owner = await Editor.open(server)
    typed = f" {owner.code[:4].lower()}-{owner.code[4:]} "
    answer = await Browser(server).get(f"/join?code={typed.replace(' ', '%20')}")
    assert answer.status == 302
    assert answer.headers["Location"] == f"/rooms/{owner.code}/"


async def test_a_wrong_code_is_told_on_the_start_page(server: Server) -> None:
    answer = await Browser(server).get("/join?code=BBBBBBBB")
    assert answer.status == 404
    assert "There is no such room" in answer.text
    assert 'value="BBBBBBBB"' in answer.text


async def test_a_room_that_does_not_exist_looks_like_a_page(server: Server) -> None:
    answer = await Browser(server).get("/rooms/BBBBBBBB/")
    assert answer.status == 404
    assert "To the start page" in answer.text


async def test_an_address_that_leads_nowhere_is_told_in_words(server: Server) -> None:
    answer = await Browser(server).get("/nowhere")
    assert answer.status == 404
    assert "Check the address" in answer.text
    assert "Resolver404" not in answer.text


async def test_a_part_of_a_page_gets_a_sentence_and_no_page(server: Server) -> None:
    answer = await Browser(server).get("/rooms/BBBBBBBB/why", **{"HX-Request": "true"})
    assert answer.status == 404
    assert "There is no such room" in answer.text
    assert "<html" not in answer.text


async def test_a_form_without_its_cookie_is_told_what_to_do(server: Server) -> None:
    answer = await Browser(server).post("/rooms/new", {}, **{"X-CSRFToken": "forged"})
    assert answer.status == 403
    assert "Allow cookies for this site" in answer.text


async def test_the_tutorial_opens_with_its_own_text(server: Server) -> None:
    editor = await Editor.open(server, "tutorial")
    page = await editor.get(f"/rooms/{editor.code}/")
    assert "apiVersion: apps/v1beta1" in page.text
    assert "port: 808\n" in page.text
    assert "Why there are Services" in page.text
    assert "Both are legal" in page.text


async def test_a_sandbox_is_empty_and_without_a_lesson(server: Server) -> None:
    editor = await Editor.open(server)
    page = await editor.get(f"/rooms/{editor.code}/")
    assert 'id="lesson"' not in page.text
    assert "apps/v1beta1" not in page.text


async def test_the_editor_opens_with_what_was_applied_last(server: Server) -> None:
    editor = await Editor.open(server)
    await editor.apply(WORKLOAD)
    page = await editor.get(f"/rooms/{editor.code}/")
    assert WORKLOAD.splitlines()[0] in page.text


async def test_a_viewer_sees_the_controls_at_rest_and_why(server: Server) -> None:
    owner = await Editor.open(server)
    page = await Browser(server).get(f"/rooms/{owner.code}/")
    assert 'data-edit="0"' in page.text
    assert "Only editors can change this room" in page.text
    assert "?key=" not in page.text
    assert 'data-clock="' not in page.text


async def test_an_editor_can_hand_the_key_on(server: Server) -> None:
    owner = await Editor.open(server)
    page = await owner.get(f"/rooms/{owner.code}/")
    link = re.search(r'data-copy="([^"]+\?key=[^"]+)"', page.text)
    assert link
    friend = Browser(server)
    assert (await friend.get(link[1])).status == 302
    assert 'data-edit="1"' in (await friend.get(f"/rooms/{owner.code}/")).text


@pytest.mark.parametrize("path", ["/", "/rooms/{code}/"])
async def test_pages_need_no_exception_from_the_content_security_policy(server: Server, path: str) -> None:
    editor = await Editor.open(server, "tutorial")
    page = await editor.get(path.format(code=editor.code))
    policy = page.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert not re.search(r"<[^>]+\s(?:style|on\w+)=", page.text)
    nonce = re.search(r"'nonce-([^']+)'", policy)
    inline = re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>", page.text)
    assert nonce
    assert all(nonce[1] in attributes or "application/json" in attributes for attributes in inline)


async def test_every_module_is_in_the_import_map(server: Server) -> None:
    page = await Browser(server).get("/")
    for name in ("#k8sviz/main.js", "#k8sviz/editor.js", "#vendor/codemirror.js", "#vendor/cytoscape.js"):
        assert f'"{name}": "/static/' in page.text


async def test_what_the_stage_imports_is_asked_for_at_once_and_the_editor_is_not(server: Server) -> None:
    editor = await Editor.open(server)
    page = await editor.get(f"/rooms/{editor.code}/")
    early = re.findall(r'<link rel="modulepreload" href="/static/([^"]+)">', page.text)
    for path in ("vendor/cytoscape.js", "js/stage.js", "js/path.js", "js/page.js"):
        assert path in early
    for path in ("vendor/codemirror.js", "js/yamlview.js", "js/console.js", "js/lesson.js"):
        assert path not in early
    assert len(early) == len(set(early))


async def test_the_inspector_describes_a_service_as_kubectl_does(server: Server) -> None:
    editor = await Editor.open(server)
    await editor.apply(WORKLOAD)
    panel = await inspect(editor, "service/default/httpd-svc")
    for name in ("Selector", "IP Family Policy", "TargetPort", "Endpoints", "Session Affinity"):
        assert f"<dt>{name}</dt>" in panel
    assert "kubectl describe service httpd-svc" in panel


@pytest.mark.parametrize(
    ("element", "told"),
    [
        ("pod/default/client", "A Pod with curl"),
        ("outside", "198.51.100.7"),
        ("node/node-1", "192.168.0.11"),
        ("gate/node-2", "Rules on node-2"),
    ],
)
async def test_everything_on_the_stage_can_be_inspected(server: Server, element: str, told: str) -> None:
    editor = await Editor.open(server)
    assert told in await inspect(editor, element)


async def test_what_is_gone_is_said_to_be_gone(server: Server) -> None:
    editor = await Editor.open(server)
    assert "It is gone" in await inspect(editor, "pod/default/nobody")


async def test_the_editors_of_a_pod_get_forms_and_viewers_see_them_at_rest(server: Server) -> None:
    editor = await Editor.open(server, speed=10)
    await editor.apply(WORKLOAD)
    async with Watcher(server, editor.code) as watcher:
        await watcher.until(
            lambda: any("httpd" in name for name in watcher.scene["elements"] if name[:4] == "pod/")
        )
        pod = next(name for name in watcher.scene["elements"] if name.startswith("pod/default/httpd"))
        panel = await inspect(editor, pod)
        assert "Delete this Pod" in panel
        assert 'name="key" value="run"' in panel
        viewer = Editor(server, editor.code)
        assert "<button disabled" in await inspect(viewer, pod)


async def test_a_packet_is_told_hop_by_hop(server: Server) -> None:
    editor = await Editor.open(server)
    await editor.do("send", client="pod/default/client", url="http://10.96.0.1:443")
    packet = await editor.get(f"/rooms/{editor.code}/journeys/1")
    assert packet.status == 200
    assert "Packet 1" in packet.text
    assert "The request" in packet.text


async def test_a_packet_that_is_kept_no_longer_is_said_to_be_gone(server: Server) -> None:
    editor = await Editor.open(server)
    assert "It is gone" in (await editor.get(f"/rooms/{editor.code}/journeys/99")).text


async def inspect(browser: Editor, element: str) -> str:
    answer = await browser.get(f"/rooms/{browser.code}/inspect?id={element}")
    assert answer.status == 200, answer.text
    return answer.text


async def test_the_text_as_it_was_last_applied_can_be_had(server: Server) -> None:
    editor = await Editor.open(server)
    await editor.apply(WORKLOAD)
    assert (await Browser(server).get(f"/rooms/{editor.code}/text")).text == WORKLOAD
