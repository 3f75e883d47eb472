"""UDP has no end of a connection, so kube-proxy ends some: entries whose Pod serves no more.

pkg/proxy/conntrack/cleanup.go, CleanStaleEntries; semantics 105. TCP entries are never touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from k8sviz.sim.dataplane.conntrack import Conntrack, Entry
from k8sviz.sim.objects.endpointslice import EndpointSlice
from k8sviz.sim.objects.service import Service, ServicePort

_End = tuple[str, int]


def flush_stale(
    conntrack: Conntrack, services: Iterable[Service], slices: Iterable[EndpointSlice]
) -> tuple[Entry, ...]:
    """Forget the entries that lead to endpoints which serve no more; which those were."""
    flows = [entry for entry in conntrack.entries() if entry.original.protocol == "udp"]
    if not flows:
        return ()
    serving = _serving(services, list(slices))
    stale = tuple(entry for entry in flows if _is_stale(entry, serving))
    for entry in stale:
        conntrack.forget(entry)
    return stale


def _is_stale(entry: Entry, serving: Mapping[_End, frozenset[_End]]) -> bool:
    asked = entry.original
    ends = serving.get((asked.dst, asked.dst_port)) or serving.get(("", asked.dst_port), frozenset())
    return bool(ends) and (entry.reply.src, entry.reply.src_port) not in ends


def _serving(services: Iterable[Service], slices: list[EndpointSlice]) -> dict[_End, frozenset[_End]]:
    """The serving endpoints behind each address and port, and each node port; only where there are any."""
    found: dict[_End, frozenset[_End]] = {}
    for service in services:
        for port in service.ports:
            if port.protocol == "UDP" and service.proxied:
                ends = _ends(service, port, slices)
                for address in (*service.cluster_ips, *service.external_ips, *service.balancer_ips):
                    found[address, port.port] = ends
                if port.node_port:
                    found["", port.node_port] = ends
    return found


def _ends(service: Service, port: ServicePort, slices: list[EndpointSlice]) -> frozenset[_End]:
    owned = [one for one in slices if (one.namespace, one.service) == (service.namespace, service.name)]
    return frozenset(
        (endpoint.address, offered.port)
        for piece in owned
        for offered in piece.ports
        if (offered.name, offered.protocol) == (port.name, port.protocol)
        for endpoint in piece.endpoints
        if endpoint.serving
    )
