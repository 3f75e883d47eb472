"""What a request was meant for: the Service and the port behind the address and the port it was sent to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from k8sviz.sim.dataplane.journey import FiveTuple, Journey
from k8sviz.sim.objects.identity import Key
from k8sviz.sim.objects.service import Service, ServicePort
from k8sviz.sim.world import World

CLUSTER_IP, NODE_PORT, BALANCER, EXTERNAL_IP, POD, NODE = (
    "ClusterIP", "NodePort", "LoadBalancer", "externalIP", "Pod", "Node",
)  # fmt: skip


_DNS = 53


class Target(NamedTuple):
    """An address that was asked, and whose it is; `port` is None if the Service has no such port."""

    address: str
    number: int
    by: str  # one of the names above; "" for an address that nobody has
    service: Service | None = None
    port: ServicePort | None = None

    @property
    def key(self) -> Key:
        """The Service's key."""
        assert self.service is not None
        return Key("Service", self.service.namespace, self.service.name)


def target_of(world: World, journey: Journey) -> Target | None:
    """The target of a request; None if nothing was sent."""
    first = next((step.before for step in journey.steps if _is_request(step.before)), None)
    return _found(world, first) if first else None


def _is_request(packet: FiveTuple) -> bool:
    return packet.dst_port != _DNS or packet.protocol == "tcp"


def _found(world: World, packet: FiveTuple) -> Target:
    address, number, protocol = packet.dst, packet.dst_port, packet.protocol.upper()
    for by, service, ports in _owners(world, address):
        port = ports.get((protocol, number))
        if port is not None or by != NODE_PORT:
            return Target(address, number, by, service, port)
    if any(address in kernel.own for kernel in world.network.kernels.values()):
        return Target(address, number, NODE)
    headless = _behind(world, address)
    if address in world.network.hosts:
        return Target(address, number, POD, headless)
    return Target(address, number, "")


def _owners(world: World, address: str) -> Iterator[tuple[str, Service, dict[tuple[str, int], ServicePort]]]:
    for service in world.wiring.services.values():
        own = {(port.protocol, port.port): port for port in service.ports}
        if address in service.cluster_ips or address == service.cluster_ip:
            yield CLUSTER_IP, service, own
        if address in service.external_ips:
            yield EXTERNAL_IP, service, own
        made = world.cluster.balancers.get(Key("Service", service.namespace, service.name))
        if address in service.balancer_ips or (made is not None and made.address == address):
            yield BALANCER, service, own
        if any(address in kernel.own for kernel in world.network.kernels.values()):
            nodes = {(port.protocol, port.node_port): port for port in service.ports if port.node_port}
            yield NODE_PORT, service, nodes


def _behind(world: World, address: str) -> Service | None:
    """A headless Service whose name means this address."""
    for key, named in world.network.zone.services.items():
        service = world.wiring.services.get(key)
        if named.headless and service is not None and any(one.address == address for one in named.endpoints):
            return service
    return None
