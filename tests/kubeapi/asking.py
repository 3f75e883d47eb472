"""Requests to a room's Kubernetes API, without kubectl."""

from __future__ import annotations

import http.client
import json
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from serving import NewRoom, Server
from stock import token_of

TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"


class Said(NamedTuple):
    """An answer."""

    code: int
    body: Any
    headers: http.client.HTTPMessage


class Api:
    """One client of one room."""

    def __init__(self, server: Server, room: NewRoom, token: str | None = None) -> None:
        self.token = token_of(server, room) if token is None else token
        self.base = f"/rooms/{room.code}/k8s"
        self.host = urlsplit(server.url).netloc

    def ask(self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None) -> Said:
        """One request; a body that is no bytes is sent as JSON."""
        response = self.open(method, path, body, headers)
        text = response.read()
        is_json = "json" in response.headers.get("Content-Type", "")
        return Said(response.status, json.loads(text) if is_json and text else text, response.headers)

    def open(
        self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None
    ) -> http.client.HTTPResponse:
        """The same, with the answer still to be read."""
        connection = http.client.HTTPConnection(self.host, timeout=60)
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        given = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        connection.request(method, self.base + path, data, {**given, **(headers or {})})
        return connection.getresponse()

    def announced(self, path: str, size: int) -> Said:
        """What is answered to the head of a POST alone; its body is never sent."""
        connection = http.client.HTTPConnection(self.host, timeout=60)
        connection.putrequest("POST", self.base + path)
        for name, value in (("Authorization", f"Bearer {self.token}"), ("Content-Length", str(size))):
            connection.putheader(name, value)
        connection.endheaders()
        response = connection.getresponse()
        return Said(response.status, json.loads(response.read()), response.headers)

    def get(self, path: str, accept: str = "application/json") -> Said:
        """GET."""
        return self.ask("GET", path, headers={"Accept": accept})

    def post(self, path: str, body: object, content_type: str = "application/json") -> Said:
        """POST."""
        return self.ask("POST", path, body, {"Content-Type": content_type})


def config_map(name: str, **data: str) -> dict[str, Any]:
    """The smallest object there is."""
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": data}
