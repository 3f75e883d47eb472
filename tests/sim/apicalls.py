"""Short ways to ask a cluster's API."""

from __future__ import annotations

import json
from typing import Any

from worlds import Scenario

from k8sviz.sim import apiserver, engine
from k8sviz.sim.calls import Request, Response
from k8sviz.sim.commands import ApiRequest

SERVICES = "/api/v1/namespaces/default/services"
PODS = "/api/v1/namespaces/default/pods"
DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments"
JSON_PATCH, MERGE, STRATEGIC, APPLY = (
    "application/json-patch+json",
    "application/merge-patch+json",
    "application/strategic-merge-patch+json",
    "application/apply-patch+yaml",
)


class Api(Scenario):
    """A room's API, in a cluster without delays."""

    def __init__(self) -> None:
        super().__init__("instant")

    def read(self, path: str, /, *, table: bool = False, **query: Any) -> Response:
        return apiserver.read(self.world.cluster, Request("GET", path, query, table=table))

    def listed(self, path: str, **query: Any) -> list[str]:
        return [item["metadata"]["name"] for item in self.read(path, **query).body["items"]]

    def cells(self, path: str, **query: Any) -> list[list[Any]]:
        return [row["cells"] for row in self.read(path, table=True, **query).body["rows"]]

    def send(
        self, method: str, path: str, body: Any = None, kind: str = "application/json", **query: str
    ) -> Response:
        text = "" if body is None else body if isinstance(body, str) else json.dumps(body)
        outcome = engine.step(self.world, ApiRequest(Request(method, path, query, kind, text)))
        assert outcome.response is not None
        return outcome.response


def service(name: str = "web", **spec: Any) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": name},
        "spec": {"selector": {"run": name}, "ports": [{"port": 80}], **spec},
    }


def deployment(name: str = "web", replicas: int = 2, **spec: Any) -> dict[str, Any]:
    template = {
        "metadata": {"labels": {"run": name}},
        "spec": {"containers": [{"name": "c", "image": "nginx"}]},
    }
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": {"run": name}},
            "template": template,
            **spec,
        },
    }
