"""Lines between elements: a Service to its endpoints, the way in from outside, a client to its node."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.objects.elements import OUTSIDE, pod_id, service_id
from k8sviz.sim.objects.endpointslice import Endpoint, EndpointSlice
from k8sviz.sim.world import World

Edge = dict[str, str]


def edges(world: World, elements: dict[str, dict[str, Any]]) -> dict[str, Edge]:
    """Every line between two elements that are on the stage."""
    found = [*_endpoints(world), *_fronts(elements), *_tethers(elements)]
    return {
        f"{edge['from']}|{edge['to']}": edge
        for edge in found
        if edge["from"] in elements and edge["to"] in elements
    }


def _edge(here: str, there: str, kind: str, state: str = "") -> Edge:
    return {"from": here, "to": there, "kind": kind, "state": state}


def _endpoints(world: World) -> list[Edge]:
    lines = []
    for obj in world.cluster.of_kind("EndpointSlice.discovery.k8s.io"):
        piece = EndpointSlice.of(obj)
        for endpoint in piece.endpoints:
            if endpoint.pod:
                service = service_id(piece.namespace, piece.service)
                lines.append(_edge(service, pod_id(piece.namespace, endpoint.pod), "endpoint", _state(endpoint)))
    return lines


def _state(endpoint: Endpoint) -> str:
    if endpoint.terminating:
        return "terminating"
    return "ready" if endpoint.ready else "unready"


def _fronts(elements: dict[str, dict[str, Any]]) -> list[Edge]:
    balancers = {e["service"]: id for id, e in elements.items() if e["shape"] == "balancer"}
    ports = [(id, e) for id, e in elements.items() if e["shape"] == "nodeport"]
    nodes = [id for id, e in elements.items() if e["shape"] == "node"]
    lines = [_edge(OUTSIDE, balancer, "front") for balancer in balancers.values()]
    for id, port in ports:
        lines.append(_edge(balancers.get(port["service"], OUTSIDE), id, "front"))
    behind = {port["service"] for _, port in ports}
    for service, balancer in balancers.items():
        if service not in behind:
            lines += [_edge(balancer, node, "front") for node in nodes]
    return lines


def _tethers(elements: dict[str, dict[str, Any]]) -> list[Edge]:
    return [_edge(id, e["in"], "tether") for id, e in elements.items() if e["shape"] == "client" and e["in"]]
