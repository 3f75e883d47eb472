"""Requests that make no sense are refused, never fallen over."""

from typing import Any

import pytest
from apicalls import JSON_PATCH, MERGE, SERVICES, STRATEGIC, Api, service

NODES = "/api/v1/nodes"
AUTOSCALERS = "/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers"


@pytest.mark.parametrize(
    ("method", "path", "kind", "body"),
    [
        ("PATCH", f"{SERVICES}/web", JSON_PATCH, [{"op": "remove", "path": ""}]),
        ("PATCH", f"{SERVICES}/web", JSON_PATCH, [{"op": "move", "from": "/x", "path": "/y"}]),
        ("PATCH", f"{SERVICES}/web", JSON_PATCH, {}),
        ("PATCH", f"{SERVICES}/web", MERGE, []),
        ("PATCH", f"{SERVICES}/web", STRATEGIC, {"spec": {"ports": [1]}}),
        ("PATCH", f"{SERVICES}/web", STRATEGIC, {"spec": {"$patch": "nosuch"}}),
        ("PATCH", f"{SERVICES}/web", "text/plain", {}),
        ("PUT", f"{SERVICES}/web", "application/json", {"metadata": []}),
        ("POST", SERVICES, "application/json", {"metadata": {"name": 1}}),
        ("POST", AUTOSCALERS, "application/json", {"metadata": {"name": "x"}, "spec": ["a"]}),
        ("POST", NODES, "application/json", {"metadata": {"name": "n"}, "spec": {"taints": [{}]}}),
        ("POST", NODES, "application/json", {"metadata": {"name": "n"}, "spec": {"podCIDR": "x"}}),
        ("DELETE", f"{SERVICES}/web", "application/json", {"propagationPolicy": "nosuch"}),
    ],
)
def test_nonsense_is_refused(method: str, path: str, kind: str, body: Any) -> None:
    api = Api()
    api.send("POST", SERVICES, service())
    answer = api.send(method, path, body, kind)
    assert 400 <= answer.code < 500
    assert answer.body["status"] == "Failure"


def test_a_node_may_be_made_of_a_name() -> None:
    api = Api()
    assert api.send("POST", NODES, {"metadata": {"name": "n"}}).code == 201
    assert api.read("/apis/coordination.k8s.io/v1/leases").code == 200
    [row] = api.cells(NODES, fieldSelector="metadata.name=n")
    assert row[1] in ("Unknown", "NotReady", "Ready")
