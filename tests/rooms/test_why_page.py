"""Why: the chain of a packet on its page, the trial of a fix, and the fix carried out."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

from django.utils.translation import gettext, override
from people import WORKLOAD, Editor, Watcher
from serving import Server

from k8sviz.rooms import reasons

TYPO = WORKLOAD.replace("selector: {run: httpd}\n  ports", "selector: {run: http}\n  ports")
SENT = {"client": "pod/default/client", "url": "http://httpd-svc:8080"}
SOURCES = Path(reasons.__file__).parent.parent / "sim/diagnosis"
_NAMES = {"controller-revision-hash", "pod-template-hash", "kube-system", "kube-dns"}  # no messages
_FIX = re.compile(r'name="fix" value="([^"]+)"')


async def refused(server: Server) -> Editor:
    """A room in which a selector lacks a letter, and one packet has been refused."""
    editor = await Editor.open(server, speed=10)
    await editor.apply(TYPO)
    async with Watcher(server, editor.code) as watcher:
        await watcher.until(lambda: len(watcher.shapes("pod", state="ready")) == 3)
        await editor.do("send", **SENT)
    return editor


async def test_the_chain_leads_from_the_refusal_to_the_line(server: Server) -> None:
    editor = await refused(server)
    text = unescape((await editor.get(f"/rooms/{editor.code}/journeys/1/why")).text)
    order = [
        "The client was refused",
        "rejects it by a rule",
        "The EndpointSlice of httpd-svc is empty",
        "run=http matches 0 of 3 Pods; run=httpd would match 3",
        "selector: {run: http}",
        "Let httpd-svc select run=httpd",
        "3 of 3 requests answered",
    ]
    places = [text.find(words) for words in order]
    assert -1 not in places, dict(zip(order, places, strict=True))
    assert places == sorted(places)


async def test_an_applied_fix_is_an_entry_of_the_log_and_comes_to_the_editors_text(server: Server) -> None:
    editor = await refused(server)
    page = (await editor.get(f"/rooms/{editor.code}/journeys/1/why")).text
    fix = unescape(_FIX.findall(page)[0])
    answer = await editor.do("fix", journey="1", fix=fix)
    assert "service/httpd-svc configured" in answer.text
    assert "k8sviz:text" in answer.headers["HX-Trigger"]
    assert "selector: {run: httpd}" in (await editor.get(f"/rooms/{editor.code}/text")).text


async def test_a_fix_that_is_none_any_more_is_refused_in_words(server: Server) -> None:
    editor = await refused(server)
    page = (await editor.get(f"/rooms/{editor.code}/journeys/1/why")).text
    fix = unescape(_FIX.findall(page)[0])
    await editor.apply(WORKLOAD)
    answer = await editor.do("fix", journey="1", fix=fix)
    assert answer.status == 400
    assert "ask again why" in answer.text


async def test_viewers_read_the_chain_and_cannot_apply(server: Server) -> None:
    editor = await refused(server)
    viewer = Editor(server, editor.code)
    page = (await viewer.get(f"/rooms/{editor.code}/journeys/1/why")).text
    assert "Tried on a fork" in page
    assert (await viewer.do("fix", journey="1", fix=unescape(_FIX.findall(page)[0]))).status == 403


def test_every_reason_and_every_fix_has_its_words() -> None:
    source = "".join(path.read_text() for path in SOURCES.glob("*.py"))
    ids = {*re.findall(r'"([a-z]+(?:-[a-z]+)+)"', source)}
    known = {*reasons.LINKS, *reasons.FIXES}
    assert known <= ids, known - ids
    assert ids - known <= _NAMES


def test_the_words_name_the_same_values_in_both_languages() -> None:
    for text in (*reasons.LINKS.values(), *reasons.FIXES.values()):
        with override("zh-hans"):
            chinese = gettext(text)
        assert chinese != text
        assert sorted(re.findall(r"%\(\w+\)s", text)) == sorted(re.findall(r"%\(\w+\)s", chinese)), text


async def test_a_service_is_asked_why_before_anybody_has_sent_a_packet(server: Server) -> None:
    editor = await Editor.open(server, speed=10)
    await editor.apply(TYPO)
    async with Watcher(server, editor.code) as watcher:
        await watcher.until(lambda: len(watcher.shapes("pod", state="ready")) == 3)
        page = unescape((await editor.get(f"/rooms/{editor.code}/why?id=service/default/httpd-svc")).text)
        assert "Nobody behind httpd-svc can answer" in page
        assert "3 of 3 requests answered" in page
        fix = unescape(_FIX.findall(page)[0])
        answer = await editor.do("fix", element="service/default/httpd-svc", fix=fix)
        assert "service/httpd-svc configured" in answer.text
        await watcher.until(lambda: bool(watcher.shapes("service", ready=3)))


async def test_every_element_that_has_reasons_offers_them_in_its_inspector(server: Server) -> None:
    editor = await Editor.open(server, speed=10)
    await editor.apply(WORKLOAD)
    async with Watcher(server, editor.code) as watcher:
        await watcher.until(lambda: len(watcher.shapes("pod", state="ready")) == 3)
        for element in (*watcher.shapes("service"), *watcher.shapes("pod"), *watcher.shapes("node")):
            inspector = (await editor.get(f"/rooms/{editor.code}/inspect?id={element}")).text
            assert f'data-why-of="{element}"' in inspector
            chain = (await editor.get(f"/rooms/{editor.code}/why?id={element}")).text
            assert "why-link" in chain


async def test_what_is_gone_has_no_reasons_any_more(server: Server) -> None:
    editor = await Editor.open(server)
    assert "It is gone" in (await editor.get(f"/rooms/{editor.code}/why?id=pod/default/gone")).text
