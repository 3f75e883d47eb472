"""What a stranger's page, or a client that means ill, gets from a room's Kubernetes API."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import msgspec
import pytest
from inside import Inside, new_client

from k8sviz.kubeapi import application, exchange
from k8sviz.kubeapi.outgoing import Outgoing
from k8sviz.kubeapi.statuses import answered
from k8sviz.rooms import callers
from k8sviz.sim.calls import Response

pytestmark = pytest.mark.django_db(transaction=True)
_PODS = "/api/v1/namespaces/default/pods"
_POD = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "web"},
    "spec": {"containers": [{"name": "web", "image": "nginx"}]},
}
_EXEC = f"{_PODS}/web/exec?command=hostname&stdout=true"


@pytest.fixture
async def client() -> Inside:
    found = await new_client()
    assert (await found.ask("POST", _PODS, msgspec.json.encode(_POD))).code == 201
    return found


async def _shaken(client: Inside, **headers: str) -> str:
    for _ in range(100):  # the Pod is not started at once
        (first, *_) = await client.shake(_EXEC, host="127.0.0.1:8000", **headers)
        if first == "websocket.accept" or headers:
            return first
        await asyncio.sleep(0.1)
    return first


@pytest.mark.parametrize("path", ["/version", "/nosuch", f"{_PODS}/nobody", "/api/v1/nodes", "/healthz"])
async def test_every_answer_tells_browsers_that_it_is_no_page_and_nobodys_to_embed(
    client: Inside, path: str
) -> None:
    for token in (client.token, "wrong"):
        headers = (await Inside(client.code, token).ask("GET", path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert headers["cache-control"] == "no-cache, private"


async def test_a_stream_is_opened_by_no_page_of_another_origin(client: Inside) -> None:
    assert await _shaken(client) == "websocket.accept"
    for origin in ("http://evil.example", "https://127.0.0.1:8000", "http://127.0.0.1:8001", "null"):
        assert await _shaken(client, origin=origin) == "websocket.close"
    assert await _shaken(client, origin="http://127.0.0.1:8000") == "websocket.accept"


async def test_a_path_with_a_line_end_stays_one_line_in_headers(client: Inside) -> None:
    said = await client.ask("GET", f"{_PODS}/web%0d%0aSet-Cookie:%20a=b/proxy")
    assert said.code == 301
    assert said.headers["location"].endswith(f"{_PODS}/web%0D%0ASet-Cookie:%20a=b/proxy/")


def test_warnings_are_one_line_of_printable_letters_and_together_short() -> None:
    answer = answered(Response(200, {}, ("a\r\nb\x00\x7fc é", 'quo"te', *["x" * 1_000] * 10)))
    told = [value for name, value in answer.headers if name == "Warning"]
    assert told[:2] == ['299 - "a b c ?"', '299 - "quo\\"te"']
    assert sum(map(len, told)) < 5_000
    assert all(re.fullmatch("[ -~]+", text) for text in told)


async def test_a_body_that_does_not_come_is_not_waited_for_for_ever(
    client: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "BODY_SECONDS", 0.05)
    came: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    came.put_nowait({"type": "http.request", "body": b"{", "more_body": True})
    said = await client.exchange("POST", _PODS, came, {"content_type": "application/json"})
    assert (said.code, said.headers["connection"]) == (504, "close")
    assert said.message == "Timeout: request did not complete within the allotted timeout"


async def test_a_packed_body_is_not_unpacked(client: Inside) -> None:
    said = await client.ask("POST", _PODS, b"\x1f\x8b" + b"\0" * 100, content_encoding="gzip")
    assert said.code == 400


async def test_all_rooms_together_have_a_bound_of_streams(
    client: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(callers, "_everybody", {asyncio.Event() for _ in range(500)})
    for path in (f"{_PODS}?watch=1", f"{_PODS}/web/exec"):
        said = await client.ask("GET", path)
        assert said.code == 429
        assert said.message.startswith("this server's limit is 500 watches of all rooms at a time")
    assert await client.shake(_EXEC) == ["websocket.close"]


async def test_answers_that_nobody_reads_have_a_bound_together(
    client: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(application, "outgoing", kept := Outgoing())
    with kept.holding(64 * 1024 * 1024):
        said = await client.ask("GET", "/api/v1/nodes")
        assert (said.code, said.message.partition(",")[0]) == (
            429,
            "this server's limit is 67108864 bytes of answers that are being sent",
        )
    assert (await client.ask("GET", "/api/v1/nodes")).code == 200


async def test_a_long_answer_goes_in_pieces_that_are_the_whole(client: Inside) -> None:
    said = await client.ask("GET", "/openapi/v3/api/v1")
    assert said.headers["content-length"] == str(len(said.body))
    assert len(said.body) > 256 * 1024
