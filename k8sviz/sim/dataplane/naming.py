"""From a Service and its slices to what DNS publishes of them."""

from __future__ import annotations

from collections.abc import Iterable

from k8sviz.sim.dataplane.zone import Named, Port, Published
from k8sviz.sim.objects.endpointslice import EndpointSlice
from k8sviz.sim.objects.service import HEADLESS, Service


def named(service: Service, slices: Iterable[EndpointSlice]) -> Named:
    """Cluster IPs, or the ready endpoints of a headless Service, or another name."""
    headless = service.cluster_ip == HEADLESS
    return Named(
        addresses=() if headless else service.cluster_ips,
        external_name=service.external_name,
        headless=headless,
        ports=tuple(Port(port.name, port.protocol.lower(), port.port) for port in service.ports),
        endpoints=tuple(_published(slices)),
    )


def _published(slices: Iterable[EndpointSlice]) -> Iterable[Published]:
    found: dict[tuple[str, str], Published] = {}
    for piece in slices:
        ports = tuple(Port(port.name, port.protocol.lower(), port.port) for port in piece.ports)
        for one in piece.endpoints:
            if one.ready:
                known = found.get((one.address, one.hostname))
                offered = (*(known.ports if known else ()), *ports)
                found[one.address, one.hostname] = Published(one.address, one.hostname, offered)
    return found.values()
