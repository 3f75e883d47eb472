"""Service ports as every proxy mode sees them: addresses of one family, policies, endpoints."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from k8sviz.sim.dataplane.addresses import family_of, joined
from k8sviz.sim.dataplane.names import service_port
from k8sviz.sim.dataplane.topology import Backend, Backends, Choice, choose
from k8sviz.sim.objects.elements import service_id
from k8sviz.sim.objects.endpointslice import EndpointSlice
from k8sviz.sim.objects.node import Node
from k8sviz.sim.objects.service import Service, ServicePort

EVERYONE = ("0.0.0.0/0", "::/0")  # a source range that filters nothing


class ProxiedPort(msgspec.Struct, frozen=True, gc=False):
    """What kube-proxy keeps of one port of one Service (pkg/proxy/serviceport.go)."""

    name: str  # default/httpd-svc:http
    owner: str  # the Service's element
    protocol: str  # tcp, udp, sctp
    cluster_ip: str
    port: int
    node_port: int
    external_ips: tuple[str, ...]
    balancer_ips: tuple[str, ...]
    source_ranges: tuple[str, ...]
    affinity_seconds: int
    internal_local: bool
    external_local: bool
    health_check_node_port: int
    endpoints: int  # how many there are, usable or not
    choice: Choice

    @property
    def external(self) -> bool:
        """Whether anyone outside the cluster could come in."""
        return bool(self.node_port or self.external_ips or self.balancer_ips)

    @property
    def refuses_internal(self) -> bool:
        """The cluster IP leads nowhere on this node."""
        return not self.choice.any or (self.internal_local and not self.choice.local)

    @property
    def refuses_external(self) -> bool:
        """The other addresses lead nowhere on this node, except for the node's own clients."""
        return not self.choice.any or (self.external_local and not self.choice.local)


def proxied_ports(
    service: Service, slices: Iterable[EndpointSlice], node: Node, family: str
) -> tuple[ProxiedPort, ...]:
    """The ports of a Service that get rules; none if it is headless, has only a name, or another proxy."""
    address = next((ip for ip in service.cluster_ips if family_of(ip) == family), "")
    if not service.proxied or not address:
        return ()
    pieces = [piece for piece in slices if piece.family == family]
    return tuple(_proxied(service, port, address, pieces, node, family) for port in service.ports)


def _proxied(
    service: Service, port: ServicePort, address: str, slices: list[EndpointSlice], node: Node, family: str
) -> ProxiedPort:
    externals, balancers = _of(family, service.external_ips), _of(family, service.balancer_ips)
    external = bool(port.node_port or externals or balancers)
    internal_local, external_local = service.internal_local, service.external_local
    backends = _backends(slices, port, node.name)
    uses_cluster = not internal_local or external
    uses_local = internal_local or (external_local and external)
    ranges = _of(family, service.source_ranges)
    return ProxiedPort(
        name=service_port(service.namespace, service.name, port.name),
        owner=service_id(service.namespace, service.name),
        protocol=port.protocol.lower(),
        cluster_ip=address,
        port=port.port,
        node_port=port.node_port,
        external_ips=externals,
        balancer_ips=balancers,
        source_ranges=() if any(text in EVERYONE for text in ranges) else ranges,
        affinity_seconds=service.affinity_seconds,
        internal_local=internal_local,
        external_local=external_local,
        health_check_node_port=service.health_check_node_port if _checked(service) else 0,
        endpoints=len(backends),
        choice=choose(backends, node, uses_cluster, uses_local),
    )


def _of(family: str, addresses: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(address for address in addresses if family_of(address) == family)


def _backends(slices: list[EndpointSlice], port: ServicePort, node: str) -> Backends:
    """Sorted by their text; of one that stands in two slices, a local one counts (endpointslicecache.go)."""
    found: dict[str, Backend] = {}
    for piece in slices:
        for offered in piece.ports:
            if offered.name != port.name or offered.protocol != port.protocol or not offered.port:
                continue
            for endpoint in piece.endpoints:
                end = joined(endpoint.address, offered.port)
                if end not in found or endpoint.node == node:
                    found[end] = Backend(end, endpoint.address, offered.port, endpoint)
    return tuple(found[end] for end in sorted(found))


def _checked(service: Service) -> bool:
    """Whether balancers ask each node for its local endpoints (semantics 84)."""
    return service.type == "LoadBalancer" and service.external_local
