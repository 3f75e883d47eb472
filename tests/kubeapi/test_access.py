"""Who may ask a room's Kubernetes API."""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit

from asking import Api, config_map
from people import Browser
from serving import NewRoom, Server

_PODS = "/api/v1/namespaces/default/pods"
_MAPS = "/api/v1/namespaces/default/configmaps"


def test_the_rooms_own_token_opens_it(server: Server, sandbox: NewRoom) -> None:
    assert Api(server, sandbox).get(_PODS).code == 200


def test_every_wrong_token_gets_the_same_answer(server: Server, sandbox: NewRoom) -> None:
    other = Api(server, server.new_room())
    none = NewRoom("ZZZZZZZZ", "", "")
    answers = [
        Api(server, sandbox, token).get(path)
        for token in ("", "wrong", other.token)
        for path in (_PODS, "/api/v1/nodes/nosuch", "/no/such/path", "/version")
    ]
    answers += [Api(server, none, other.token).get(_PODS)]
    assert {answer.code for answer in answers} == {401}
    assert all(answer.body == answers[0].body for answer in answers)
    assert answers[0].body["reason"] == "Unauthorized"


def test_a_cookie_opens_nothing(server: Server, sandbox: NewRoom) -> None:
    Api(server, sandbox)
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc)
    connection.request("GET", f"/rooms/{sandbox.code}/k8s{_PODS}", headers={"Cookie": "edit=1; csrftoken=2"})
    assert connection.getresponse().status == 401


def test_without_tls_the_token_may_stand_in_the_path(server: Server, sandbox: NewRoom) -> None:
    api = Api(server, sandbox)
    api.base, api.token = f"{api.base}/~{api.token}", ""
    assert api.get(_PODS).code == 200


async def test_only_editors_download_the_kubeconfig(server: Server, sandbox: NewRoom) -> None:
    assert (await Browser(server).get(f"/rooms/{sandbox.code}/kubeconfig")).status == 403


async def test_every_editor_downloads_the_same_file(server: Server, sandbox: NewRoom) -> None:
    texts = []
    for _ in range(2):
        browser = Browser(server)
        await browser.get(f"/rooms/{sandbox.code}/?key={sandbox.edit.partition('key=')[2]}")
        answer = await browser.get(f"/rooms/{sandbox.code}/kubeconfig")
        assert answer.headers["Cache-Control"] == "no-store"
        texts.append(answer.text)
    assert texts[0] == texts[1]
    assert f"server: {server.url}/rooms/{sandbox.code}/k8s" in texts[0]


def test_a_body_of_more_than_three_mebibytes_is_too_large(server: Server, sandbox: NewRoom) -> None:
    api = Api(server, sandbox)
    assert api.post(_MAPS, b"x" * (3 * 1024 * 1024)).code == 400
    answer = api.announced(_MAPS, 3 * 1024 * 1024 + 1)
    assert (answer.code, answer.body["reason"]) == (413, "RequestEntityTooLarge")
    assert "limit is 3145728" in answer.body["message"]


def test_nothing_of_another_room_is_seen(server: Server, sandbox: NewRoom) -> None:
    assert Api(server, server.new_room()).post(_MAPS, config_map("secret", a="b")).code == 201
    assert Api(server, sandbox).get(f"{_MAPS}/secret").code == 404
