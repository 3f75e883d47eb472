"""…/services/<name>/proxy/… and …/pods/<name>/proxy/…: the API server asks a Pod, and hands on the answer.

It picks one of the Service's ready endpoints and goes there directly, from its node: no ClusterIP and no rule
is on the way. https://kubernetes.io/docs/tasks/access-application-cluster/access-cluster-services/
"""

from __future__ import annotations

import random
import re
from typing import Any, NamedTuple
from urllib.parse import quote

from k8sviz.kubeapi import statuses
from k8sviz.kubeapi.exchange import Answer, Exchange
from k8sviz.kubeapi.relaying import Relayed, relay
from k8sviz.rooms import live
from k8sviz.rooms.models import Room
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.dataplane.addresses import joined
from k8sviz.sim.dataplane.journey import ANSWERED, REFUSED, UNREACHABLE
from k8sviz.sim.digits import whole
from k8sviz.sim.objects.elements import node_id
from k8sviz.sim.objects.identity import ApiObject, Key

PATH = re.compile(r"/api/v1/namespaces/[^/]+/(?:pods|services)/[^/]+/proxy(?:/|\Z)")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_SCHEMES = ("", "http", "https")
_SAFE = "/:@!$&'()*+,;="
_WHY = {REFUSED: "connect: connection refused", UNREACHABLE: "connect: no route to host"}
_LAST_PORT = 65_535
_SLOW = "i/o timeout"


class _Asked(NamedTuple):
    """What the path says: [<scheme>:]<name>[:<port>] (SplitSchemeNamePort), and what to ask there."""

    kind: str
    namespace: str
    said: str
    name: str
    port: str
    target: str


async def proxy(room: Room, exchange: Exchange) -> Answer | None:
    """The answer of one Pod, or why there is none."""
    asked = _read(exchange)
    if isinstance(asked, Answer):
        return asked
    world = await live.called(room)
    find = _of_service if asked.kind == "Service" else _of_pod
    address = find(world.cluster, asked)
    if isinstance(address, Answer):
        return address
    await exchange.body()
    server = next(iter(world.network.kernels), "")
    return _answer(await relay(room, node_id(server), address, asked.target), address)


def _read(exchange: Exchange) -> _Asked | Answer:
    _, _, _, _, namespace, plural, said, _, *rest = exchange.path.split("/", 8)
    if not rest and exchange.method in ("GET", "HEAD"):
        place = f"{quote(exchange.whole_path, safe=_SAFE)}/{exchange.question}"
        return Answer(301, b"", "text/plain", (("Location", place),))
    scheme, name, port = {1: ["", said, ""], 2: ["", *said.split(":")], 3: said.split(":")}.get(
        said.count(":") + 1, ["", "", ""]
    )
    if not name or scheme not in _SCHEMES:
        return statuses.bad_request(f'invalid {plural[:-1]} request "{said}"')
    kind = "Service" if plural == "services" else "Pod"
    return _Asked(
        kind, namespace, said, name, port, f"/{quote(''.join(rest), safe=_SAFE)}{exchange.question}"
    )


def _of_service(cluster: Cluster, asked: _Asked) -> str | Answer:
    """pkg/registry/core/service/storage: ResourceLocation."""
    service = cluster.get(Key("Service", asked.namespace, asked.name))
    if service is None:
        return statuses.no_such_object("services", asked.name)
    port = _port_name(service, asked)
    if isinstance(port, Answer):
        return port
    endpoints = cluster.get(Key("Endpoints", asked.namespace, asked.name))
    subsets = (endpoints or {}).get("subsets") or ()
    found = [
        joined(address["ip"], offered["port"])
        for subset in subsets
        for offered in subset.get("ports") or ()
        if offered.get("name", "") == port
        for address in subset.get("addresses") or ()
    ]
    if found:
        return random.choice(found)
    return _unavailable(f'no endpoints available for service "{asked.said if subsets else asked.name}"')


def _port_name(service: ApiObject, asked: _Asked) -> str | Answer:
    number = whole(asked.port)
    if number is None:
        return asked.port
    for port in service["spec"].get("ports") or ():
        if port["port"] == number:
            return str(port.get("name", ""))
    return _unavailable(f'no service port {asked.port} found for service "{asked.name}"')


def _of_pod(cluster: Cluster, asked: _Asked) -> str | Answer:
    """pkg/registry/core/pod/strategy.go ResourceLocation: the first port that a container names, else 80."""
    pod = cluster.get(Key("Pod", asked.namespace, asked.name))
    if pod is None:
        return statuses.no_such_object("pods", asked.name)
    address = (pod.get("status") or {}).get("podIP", "")
    if not address:
        return statuses.bad_request("address not allowed")
    named: list[dict[str, Any]] = [one for box in pod["spec"]["containers"] for one in box.get("ports") or ()]
    first = str(named[0]["containerPort"]) if named else "80"
    port = asked.port or first
    number = whole(port)
    known = number is not None and 0 < number <= _LAST_PORT
    return joined(address, number or 0) if known else statuses.bad_request(f"invalid port {port}")


def _unavailable(words: str) -> Answer:
    return statuses.status(503, "ServiceUnavailable", words)


def _answer(relayed: Relayed, address: str) -> Answer:
    if relayed.outcome == ANSWERED:
        return Answer(relayed.status, relayed.body.encode(), "text/plain")
    why = _WHY.get(relayed.outcome, _SLOW)
    return _unavailable(f"error trying to reach service: dial tcp {address}: {why}")
