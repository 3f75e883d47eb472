"""What every proxy mode makes of one Service before it writes anything."""

from __future__ import annotations

from collections.abc import Iterable

from k8sviz.sim.dataplane.addresses import family_of
from k8sviz.sim.dataplane.ports import ProxiedPort
from k8sviz.sim.dataplane.rules import Health, Owner
from k8sviz.sim.objects.endpointslice import EndpointSlice
from k8sviz.sim.objects.node import Node
from k8sviz.sim.objects.service import Service


def by_service(slices: Iterable[EndpointSlice]) -> dict[Owner, tuple[EndpointSlice, ...]]:
    """The slices of each Service."""
    found: dict[Owner, tuple[EndpointSlice, ...]] = {}
    for piece in slices:
        owner = piece.namespace, piece.service
        found[owner] = (*found[owner], piece) if owner in found else (piece,)
    return found


def health(service: Service, ports: Iterable[ProxiedPort]) -> dict[int, Health]:
    """What the health server answers: the Service's ready endpoints on this node (semantics 84)."""
    return {
        port.health_check_node_port: Health(
            service.namespace, service.name, sum(one.endpoint.ready for one in port.choice.local)
        )
        for port in ports
        if port.health_check_node_port
    }


def primary_address(node: Node, family: str) -> str:
    """The node's first address of a family."""
    return next((address for address in node.addresses if family_of(address) == family), node.address)
