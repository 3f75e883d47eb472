"""Lines between elements: a Service to its endpoints, the way in from outside, a client to its node."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from k8sviz.sim.objects.elements import OUTSIDE, pod_id, service_id
from k8sviz.sim.objects.endpointslice import Endpoint, EndpointSlice
from k8sviz.sim.world import World

Edge = dict[str, str]
Elements = dict[str, dict[str, Any]]
_MOST_MISMATCHES = 12  # that are drawn of one Service


def edges(world: World, elements: Elements) -> dict[str, Edge]:
    """Every line between two elements that are on the stage."""
    endpoints = list(_endpoints(world))
    found = (*endpoints, *_mismatches(elements, endpoints), *_fronts(elements), *_tethers(elements))
    return {
        f"{edge['from']}|{edge['to']}": edge
        for edge in found
        if edge["from"] in elements and edge["to"] in elements
    }


def _edge(here: str, there: str, kind: str, state: str = "") -> Edge:
    return {"from": here, "to": there, "kind": kind, "state": state}


def _endpoints(world: World) -> Iterator[Edge]:
    for obj in world.cluster.of_kind("EndpointSlice.discovery.k8s.io"):
        piece = EndpointSlice.of(obj)
        service = service_id(piece.namespace, piece.service)
        for endpoint in piece.endpoints:
            if endpoint.pod:
                yield _edge(service, pod_id(piece.namespace, endpoint.pod), "endpoint", _state(endpoint))


def _state(endpoint: Endpoint) -> str:
    if endpoint.terminating:
        return "terminating"
    return "ready" if endpoint.ready else "unready"


def _mismatches(elements: Elements, endpoints: list[Edge]) -> Iterator[Edge]:
    """A Service whose selector takes nobody, and the Pods of its namespace that no Service has."""
    lonely = [(name, one) for name, one in _of(elements, "service") if one["tags"] and not one["selected"]]
    if not lonely:
        return
    taken = {edge["to"] for edge in endpoints}
    free = [(name, pod) for name, pod in _of(elements, "pod") if name not in taken]
    for service, one in lonely:
        near = [pod for pod, other in free if other["namespace"] == one["namespace"]]
        yield from (_edge(service, pod, "mismatch") for pod in near[:_MOST_MISMATCHES])


def _fronts(elements: Elements) -> Iterator[Edge]:
    balancers = {element["service"]: name for name, element in _of(elements, "balancer")}
    ports = dict(_of(elements, "nodeport"))
    behind_ports = {port["service"]: None for port in ports.values()}
    for name, port in ports.items():
        yield _edge(balancers.get(port["service"], OUTSIDE), name, "front")
    for service, balancer in balancers.items():
        yield _edge(OUTSIDE, balancer, "front")
        if service not in behind_ports:
            for node, _ in _of(elements, "node"):
                yield _edge(balancer, node, "front")


def _tethers(elements: Elements) -> Iterator[Edge]:
    for name, client in _of(elements, "client"):
        yield _edge(name, client["in"], "tether")


def _of(elements: Elements, shape: str) -> Iterator[tuple[str, dict[str, Any]]]:
    return ((name, element) for name, element in elements.items() if element["shape"] == shape)
