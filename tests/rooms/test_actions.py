"""The forms: who may send them, how often, how long, and what they do."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from people import PATIENCE, WORKLOAD, Browser, Editor, Watcher
from serving import Server

ACTIONS = {
    "apply": {"text": WORKLOAD},
    "check": {"text": WORKLOAD},
    "convert": {"text": WORKLOAD},
    "type": {"text": WORKLOAD, "service": "httpd-svc", "type": "NodePort"},
    "send": {"client": "pod/default/client", "url": "http://httpd-svc:8080"},
    "traffic": {"client": "pod/default/client", "url": "http://httpd-svc:8080", "rate": "5"},
    "scale": {"kind": "Deployment.apps", "name": "httpd", "replicas": "2"},
    "label": {"name": "httpd", "key": "run", "value": "x"},
    "delete": {"kind": "Service", "name": "httpd-svc"},
    "cloud": {"provider": "gcp"},
    "proxy": {"mode": "ipvs"},
    "proxy-delay": {"node": "node-2", "ms": "0"},
    "clock": {"playing": "0", "speed": "1"},
}


@pytest.fixture(scope="session")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with small limits."""
    limits = """{"text_bytes": 2000, "objects": 40, "viewers": 2, "log_entries": 12,
        "actions": {"burst": 15, "per_second": 0.01}, "misses": {"burst": 3, "per_second": 0.01}}"""
    site = Server(tmp_path_factory.mktemp("strict"), K8SVIZ_LIMITS=limits)
    site.manage("migrate", "--verbosity", "0")
    yield site.start()
    site.stop()


@pytest.mark.parametrize("action", ACTIONS)
async def test_an_editor_may(server: Server, action: str) -> None:
    editor = await Editor.open(server)
    answer = await editor.do(action, **ACTIONS[action])
    assert answer.status == 200, answer.text


@pytest.mark.parametrize("action", ACTIONS)
async def test_a_viewer_may_not(server: Server, action: str) -> None:
    owner = await Editor.open(server)
    stranger = Editor(server, owner.code)
    answer = await stranger.do(action, **ACTIONS[action])
    assert answer.status == 403
    assert "watching" in answer.text


@pytest.mark.parametrize("action", ACTIONS)
async def test_a_page_of_another_site_may_not(server: Server, action: str) -> None:
    editor = await Editor.open(server)
    answer = await editor.post(f"/rooms/{editor.code}/{action}", ACTIONS[action], **{"X-CSRFToken": "x" * 32})
    assert answer.status == 403


async def test_an_action_is_a_post(server: Server) -> None:
    editor = await Editor.open(server)
    assert (await editor.get(f"/rooms/{editor.code}/apply")).status == 405


async def test_the_editors_of_one_room_are_viewers_of_the_next(server: Server) -> None:
    one, other = await Editor.open(server), await Editor.open(server)
    one.code = other.code
    assert (await one.do("apply", text=WORKLOAD)).status == 403


async def test_the_key_in_an_address_makes_an_editor_and_leaves_the_address(server: Server) -> None:
    made = server.new_room("--tutorial")
    editor = Editor(server, made.code)
    answer = await editor.get(made.edit)
    assert (answer.status, answer.headers["Location"]) == (302, f"/rooms/{made.code}/")
    assert (await editor.do("apply", text=WORKLOAD)).status == 200


async def test_a_wrong_key_makes_nobody_an_editor(server: Server) -> None:
    owner = await Editor.open(server)
    guest = Editor(server, owner.code)
    await guest.get(f"/rooms/{owner.code}/?key=guess")
    assert (await guest.do("apply", text=WORKLOAD)).status == 403


@pytest.mark.parametrize(
    ("action", "form"),
    [
        ("scale", {"kind": "Deployment.apps", "name": "httpd", "replicas": "many"}),
        ("scale", {"kind": "Deployment.apps", "replicas": "1"}),
        ("traffic", {"client": "outside", "url": "http://x", "rate": "51"}),
        ("cloud", {"provider": "dirigible"}),
        ("proxy-delay", {"node": "node-1", "ms": "-1"}),
        ("clock", {"playing": "1", "speed": "nan"}),
    ],
)
async def test_a_form_that_makes_no_sense_is_refused(
    server: Server, action: str, form: dict[str, str]
) -> None:
    editor = await Editor.open(server)
    assert (await editor.do(action, **form)).status == 400


async def test_type_writes_the_text_and_gives_it_back(server: Server) -> None:
    editor = await Editor.open(server)
    answer = await editor.do("type", text=WORKLOAD, service="httpd-svc", type="NodePort")
    assert "type: NodePort" in answer.headers["HX-Trigger"]
    async with Watcher(server, editor.code) as viewer:
        assert viewer.shapes("service", type="NodePort")


async def test_a_text_beyond_the_limit_is_refused_by_the_limits_name(strict: Server) -> None:
    editor = await Editor.open(strict)
    answer = await editor.do("apply", text="# " + "x" * 2_000)
    assert answer.status == 413
    assert "2000 bytes" in answer.text


async def test_a_body_beyond_all_limits_is_not_read(server: Server) -> None:
    editor = await Editor.open(server)
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    head = [
        f"POST /rooms/{editor.code}/apply HTTP/1.1",
        f"Host: 127.0.0.1:{server.port}",
        "Content-Type: application/x-www-form-urlencoded",
        "Content-Length: 1100000",
    ]
    writer.write("\r\n".join([*head, "", ""]).encode())
    async with asyncio.timeout(PATIENCE):
        status = await reader.readline()
    writer.close()
    assert status.split()[1] == b"413"


async def test_too_many_objects_are_refused_and_nothing_is_changed(strict: Server) -> None:
    editor = await Editor.open(strict)
    answer = await editor.apply(WORKLOAD.replace("replicas: 3", "replicas: 100"))
    assert "at most 40 objects" in answer.text
    async with Watcher(strict, editor.code) as viewer:
        assert not viewer.shapes("service")


async def test_a_full_log_is_told(strict: Server) -> None:
    editor = await Editor.open(strict)
    for _ in range(12):
        answer = await editor.do("cloud", provider="gcp")
    assert "limit of 12 entries" in answer.text


async def test_a_member_who_does_too_much_at_once_has_to_wait(strict: Server) -> None:
    editor = await Editor.open(strict)
    answers = [await editor.do("cloud", provider="gcp") for _ in range(16)]
    assert [answer.status for answer in answers] == [200] * 15 + [429]
    other = await Editor.open(strict)
    assert (await other.do("cloud", provider="gcp")).status == 200


async def test_a_full_room_says_so(strict: Server) -> None:
    editor = await Editor.open(strict)
    async with Watcher(strict, editor.code), Watcher(strict, editor.code):
        third = Watcher(strict, editor.code)
        with pytest.raises(Exception, match="4000"):
            await third.__aenter__()
        assert "limit of 2 viewers" in third.told[0]["closed"]


async def test_who_guesses_codes_is_told_no_even_for_the_right_one(strict: Server) -> None:
    editor = await Editor.open(strict)
    guesser = Browser(strict)
    assert (await guesser.get(f"/rooms/{editor.code}/")).status == 200
    for _ in range(3):
        assert (await guesser.get("/rooms/BCDFGHJK/")).status == 404
    assert (await guesser.get(f"/rooms/{editor.code}/")).status == 404


async def test_health(server: Server) -> None:
    browser = Browser(server)
    assert (await browser.get("/healthz")).text == "ok\n"
    assert (await browser.get("/readyz")).status == 200


async def test_every_page_forbids_what_it_does_not_need(server: Server) -> None:
    answer = await Browser(server).get("/")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
