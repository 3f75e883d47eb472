"""Requests and answers over HTTP."""

from __future__ import annotations

import gzip

import pytest
from asking import TABLE, Api, config_map
from serving import Server

_MAPS = "/api/v1/namespaces/default/configmaps"
_AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json"
_PROTOBUF = "application/vnd.kubernetes.protobuf"


@pytest.fixture
def api(server: Server) -> Api:
    return Api(server, server.new_room("--instant"))


def _entries(server: Server, api: Api) -> int:
    code = api.base.split("/")[2]
    program = (
        "from k8sviz.rooms.models import LogEntry as E; "
        f"print(E.objects.filter(room__code='{code}').exclude(command__contains='set-clock').count())"
    )
    return int(server.manage("shell", "-c", program).strip().splitlines()[-1])


def test_a_list_comes_as_json_a_table_or_metadata_only(api: Api) -> None:
    nodes = "/api/v1/nodes"
    assert api.get(nodes).body["kind"] == "NodeList"
    assert api.get(nodes, TABLE).body["kind"] == "Table"
    partial = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io"
    listed = api.get(nodes, partial).body
    assert listed["kind"] == "PartialObjectMetadataList"
    assert set(listed["items"][0]) == {"kind", "apiVersion", "metadata"}


def test_who_prefers_protobuf_gets_json_and_who_takes_nothing_else_is_told(api: Api) -> None:
    assert api.get("/api/v1/nodes", f"{_PROTOBUF},application/json").body["kind"] == "NodeList"
    assert api.get("/api/v1/nodes", _PROTOBUF).code == 406


def test_discovery_comes_in_both_forms_and_is_not_sent_twice(api: Api) -> None:
    assert api.get("/apis").body["kind"] == "APIGroupList"
    answer = api.get("/apis", _AGGREGATED)
    assert answer.body["kind"] == "APIGroupDiscoveryList"
    again = {"Accept": _AGGREGATED, "If-None-Match": answer.headers["ETag"]}
    assert api.ask("GET", "/apis", headers=again).code == 304


def test_large_answers_are_packed_for_those_who_ask(api: Api) -> None:
    index = api.get("/openapi/v3").body
    assert b'"api/v1"' in index
    response = api.open("GET", "/openapi/v3/api/v1", headers={"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert b"io.k8s.api.core.v1.Service" in gzip.decompress(response.read())


def test_an_apply_is_told_what_requests_take_without_the_schemas_that_explain_reads(api: Api) -> None:
    path = "/openapi/v3/apis/apps/v1"
    told = api.ask("GET", path, headers={"Kubectl-Command": "kubectl apply"}).body
    whole = api.ask("GET", path, headers={"Kubectl-Command": "kubectl explain"}).body
    assert told["paths"] == whole["paths"] == api.get(path).body["paths"]
    assert not told["components"]["schemas"]
    assert "io.k8s.api.apps.v1.Deployment" in whole["components"]["schemas"]


@pytest.mark.parametrize("path", ["/healthz", "/livez", "/readyz"])
def test_the_server_says_that_it_is_well(api: Api, path: str) -> None:
    assert api.get(path).body == b"ok"


def test_an_object_is_made_read_changed_and_deleted(api: Api) -> None:
    assert api.post(_MAPS, config_map("a", x="1")).code == 201
    patch = {"Content-Type": "application/merge-patch+json"}
    assert api.ask("PATCH", f"{_MAPS}/a", {"data": {"x": "2"}}, patch).body["data"] == {"x": "2"}
    assert api.ask("DELETE", f"{_MAPS}/a").code == 200
    assert api.get(f"{_MAPS}/a").code == 404


def test_what_is_deprecated_comes_with_a_warning(api: Api) -> None:
    answer = api.get("/api/v1/namespaces/default/endpoints")
    assert answer.headers["Warning"].startswith('299 - "v1 Endpoints is deprecated')


def test_what_changes_nothing_leaves_no_entry_in_the_log(server: Server, api: Api) -> None:
    api.post(_MAPS, config_map("a", x="1"))
    before = _entries(server, api)
    assert api.post(f"{_MAPS}?dryRun=All", config_map("b")).code == 201
    assert api.post(_MAPS, config_map("a")).code == 409
    assert api.ask("DELETE", f"{_MAPS}/nosuch").code == 404
    patch = {"Content-Type": "application/merge-patch+json"}
    assert api.ask("PATCH", f"{_MAPS}/a", {"data": {"x": "1"}}, patch).code == 200
    assert _entries(server, api) == before
    assert api.get(f"{_MAPS}/b").code == 404
    assert api.post(_MAPS, config_map("b")).code == 201
    assert _entries(server, api) == before + 1


def test_a_method_that_there_is_not_is_refused(api: Api) -> None:
    assert api.ask("TRACE", _MAPS).code == 405


def test_no_path_brings_the_server_down(api: Api) -> None:
    paths = ["//", "/api/", "/api/v1/", "/apis/x/y/z", "/api/v1/namespaces/%00/pods", "/../../healthz", "/~"]
    assert all(api.get(path).code < 500 for path in paths)


def test_what_is_no_protobuf_is_a_bad_request(api: Api) -> None:
    for body in (b"", b"k8s\x00\xff\xff\xff", b"k8s\x00\x0a\x04\x0a\x02v1"):
        assert api.post(_MAPS, body, _PROTOBUF).code == 400
