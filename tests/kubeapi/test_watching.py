"""Watches over HTTP."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from asking import TABLE, Api, config_map
from serving import Server

_MAPS = "/api/v1/namespaces/default/configmaps"


@pytest.fixture
def api(server: Server) -> Api:
    return Api(server, server.new_room("--instant"))


def _events(api: Api, query: str, accept: str = "application/json") -> Iterator[dict[str, Any]]:
    response = api.open("GET", f"{_MAPS}?watch=1&{query}", headers={"Accept": accept})
    assert response.status == 200
    for line in response:
        yield json.loads(line)


def _version(api: Api) -> str:
    version: str = api.get(_MAPS).body["metadata"]["resourceVersion"]
    return version


def test_what_happens_after_a_version_is_told_in_order(api: Api) -> None:
    since = _version(api)
    api.post(_MAPS, config_map("a", x="1"))
    patch = {"Content-Type": "application/merge-patch+json"}
    api.ask("PATCH", f"{_MAPS}/a", {"data": {"x": "2"}}, patch)
    api.ask("DELETE", f"{_MAPS}/a")
    told = [
        (event["type"], event["object"]["data"]["x"])
        for event in _events(api, f"resourceVersion={since}&timeoutSeconds=1")
    ]
    assert told == [("ADDED", "1"), ("MODIFIED", "2"), ("DELETED", "2")]


def test_what_happens_while_one_watches_is_told_at_once(api: Api) -> None:
    events = _events(api, f"resourceVersion={_version(api)}&timeoutSeconds=10")
    threading.Timer(0.3, api.post, (_MAPS, config_map("b"))).start()
    assert next(events)["object"]["metadata"]["name"] == "b"


def test_what_leaves_a_selection_is_deleted_from_it(api: Api) -> None:
    made = config_map("a") | {"metadata": {"name": "a", "labels": {"app": "x"}}}
    api.post(_MAPS, made)
    since = _version(api)
    patch = {"Content-Type": "application/merge-patch+json"}
    api.ask("PATCH", f"{_MAPS}/a", {"metadata": {"labels": {"app": "y"}}}, patch)
    api.ask("PATCH", f"{_MAPS}/a", {"metadata": {"labels": {"app": "x"}}}, patch)
    events = _events(api, f"resourceVersion={since}&timeoutSeconds=1&labelSelector=app%3Dx")
    assert [event["type"] for event in events] == ["DELETED", "ADDED"]


def test_the_objects_there_are_come_first_if_they_are_asked_for(api: Api) -> None:
    query = (
        "sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&timeoutSeconds=1"
    )
    first, mark = _events(api, query)
    assert (first["type"], mark["type"]) == ("ADDED", "BOOKMARK")
    assert mark["object"]["metadata"]["annotations"] == {"k8s.io/initial-events-end": "true"}


def test_tables_name_their_columns_once(api: Api) -> None:
    since = _version(api)
    api.post(_MAPS, config_map("a"))
    api.post(_MAPS, config_map("b"))
    first, second = _events(api, f"resourceVersion={since}&timeoutSeconds=1", TABLE)
    assert first["object"]["columnDefinitions"][0]["name"] == "Name"
    assert second["object"]["columnDefinitions"] is None
    assert second["object"]["rows"][0]["cells"][0] == "b"


def test_a_version_that_has_not_come_yet_is_gone(api: Api) -> None:
    (event,) = _events(api, "resourceVersion=99999999&timeoutSeconds=1")
    assert (event["type"], event["object"]["code"]) == ("ERROR", 410)


def test_a_room_has_so_many_watches(server: Server, tmp_path_factory: pytest.TempPathFactory) -> None:
    strict = Server(tmp_path_factory.mktemp("strict"), K8SVIZ_LIMITS='{"watches": 1}')
    strict.manage("migrate", "--verbosity", "0")
    strict.start()
    try:
        api = Api(strict, strict.new_room())
        open_one = api.open("GET", f"{_MAPS}?watch=1&timeoutSeconds=20")
        answer = api.get(f"{_MAPS}?watch=1")
        assert (answer.code, answer.body["reason"]) == (429, "TooManyRequests")
        assert "limit is 1 watches" in answer.body["message"]
        open_one.close()
    finally:
        strict.stop()


def test_times_are_those_of_the_wall(api: Api) -> None:
    made = api.post(_MAPS, config_map("a")).body["metadata"]["creationTimestamp"]
    then = time.mktime(time.strptime(made, "%Y-%m-%dT%H:%M:%SZ")) - time.timezone
    assert abs(time.time() - then) < 60
    assert api.get(f"{_MAPS}/a").body["metadata"]["creationTimestamp"] == made
