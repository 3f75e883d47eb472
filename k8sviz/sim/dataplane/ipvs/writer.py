"""What one Service needs in ipvs mode: virtual servers, members of sets, addresses of the dummy interface."""

from __future__ import annotations

from ipaddress import ip_network

from k8sviz.sim.dataplane.addresses import family_of, within
from k8sviz.sim.dataplane.configuration import Proxy, node_port_addresses
from k8sviz.sim.dataplane.ipvs import sets as names
from k8sviz.sim.dataplane.ipvs.frame import Blocked
from k8sviz.sim.dataplane.ipvs.sets import member
from k8sviz.sim.dataplane.ipvs.value import Place, RealServer, VirtualServer
from k8sviz.sim.dataplane.ports import ProxiedPort, proxied_ports
from k8sviz.sim.objects.endpointslice import EndpointSlice
from k8sviz.sim.objects.node import Node
from k8sviz.sim.objects.service import Service, ServicePort


class Writer:
    """Collects it."""

    def __init__(self, service: Service, slices: tuple[EndpointSlice, ...], node: Node, proxy: Proxy) -> None:
        self.service, self.node, self.proxy = service, node, proxy
        self.slices = tuple(piece for piece in slices if piece.family == proxy.family)
        self.ports = proxied_ports(service, self.slices, node, proxy.family)
        self.own = tuple(one for one in node.addresses or (node.address,) if family_of(one) == proxy.family)
        self.members: dict[str, dict[str, None]] = {}
        self.servers: dict[Place, VirtualServer] = {}
        self.bound: dict[str, None] = {}
        self.blocked: list[Blocked] = []

    def write(self) -> Writer:
        """All ports of the Service."""
        for port, spec in zip(self.ports, self.service.ports if self.ports else (), strict=True):
            self._loop_back(spec)
            self._cluster_ip(port)
            for address in port.external_ips:
                self._external_ip(port, address)
            for address in port.balancer_ips:
                self._balancer(port, address)
            self._node_port(port)
        return self

    def _put(self, name: str, member_: str) -> None:
        self.members.setdefault(name, {})[member_] = None

    @property
    def _node_port_addresses(self) -> tuple[str, ...]:
        allowed = node_port_addresses(self.node, self.proxy)
        return self.own if allowed is None else tuple(one for one in self.own if one in allowed)

    def _loop_back(self, port: ServicePort) -> None:
        """A Pod of this node that may meet itself behind the Service, ready or not."""
        protocol = port.protocol.lower()
        for piece in self.slices:
            for offered in piece.ports:
                if (offered.name, offered.protocol) != (port.name, port.protocol) or not offered.port:
                    continue
                for one in piece.endpoints:
                    if one.node == self.node.name:
                        end = member(one.address, protocol, offered.port)
                        self._put(names.LOOP_BACK, f"{end},{one.address}")

    def _cluster_ip(self, port: ProxiedPort) -> None:
        self._put(names.CLUSTER_IP, member(port.cluster_ip, port.protocol, port.port))
        self.bound[port.cluster_ip] = None
        self._balance(port, port.cluster_ip, port.port, port.internal_local)

    def _external_ip(self, port: ProxiedPort, address: str) -> None:
        name = names.EXTERNAL_IP_LOCAL if port.external_local else names.EXTERNAL_IP
        self._put(name, member(address, port.protocol, port.port))
        self._bind(address)
        self._balance(port, address, port.port, port.external_local)

    def _balancer(self, port: ProxiedPort, address: str) -> None:
        end = member(address, port.protocol, port.port)
        self._put(names.BALANCER, end)
        if port.external_local:
            self._put(names.BALANCER_LOCAL, end)
        if port.source_ranges:
            self._guard(port, address)
        self._bind(address)
        self._balance(port, address, port.port, port.external_local)

    def _guard(self, port: ProxiedPort, address: str) -> None:
        """Only these sources; a node outside of them must not come either (kubernetes#119656)."""
        end = member(address, port.protocol, port.port)
        self._put(names.BALANCER_FIREWALL, end)
        for text in port.source_ranges:
            self._put(names.BALANCER_SOURCE_CIDR, f"{end},{ip_network(text, strict=False)}")
        if any(within(self.own[0], text) for text in port.source_ranges if self.own):
            self._put(names.BALANCER_SOURCE_IP, f"{end},{address}")
        else:
            self.blocked.append((address, port.protocol, port.port, port.owner))

    def _node_port(self, port: ProxiedPort) -> None:
        addresses = self._node_port_addresses
        if port.node_port and not addresses:
            return  # kube-proxy goes on with the next port then, and leaves the health check port out too
        if port.node_port:
            self._node_port_members(port, addresses)
            for address in addresses:
                self._balance(port, address, port.node_port, port.external_local)
        if port.health_check_node_port:
            self._put(names.HEALTH_CHECK, str(port.health_check_node_port))

    def _node_port_members(self, port: ProxiedPort, addresses: tuple[str, ...]) -> None:
        """A bitmap of ports cannot tell SCTP from the others, so SCTP's sets hold addresses too."""
        members = [str(port.node_port)]
        if port.protocol == "sctp":
            members = [member(address, port.protocol, port.node_port) for address in addresses]
        for one in members:
            self._put(names.NODE_PORT[port.protocol], one)
            if port.external_local:
                self._put(names.NODE_PORT_LOCAL[port.protocol], one)

    def _bind(self, address: str) -> None:
        """An address that another interface of the node has stays there."""
        if address not in self.own:
            self.bound[address] = None

    def _balance(self, port: ProxiedPort, address: str, number: int, local_policy: bool) -> None:
        """Policy Local without a local endpoint falls back on all of them (kubernetes#97081)."""
        choice = port.choice
        backends = (choice.local or choice.cluster) if local_policy else choice.cluster
        self.servers[port.protocol, address, number] = VirtualServer(
            protocol=port.protocol,
            address=address,
            port=number,
            persistent_seconds=port.affinity_seconds,
            servers=tuple(RealServer(one.address, one.port) for one in backends),
            owner=port.owner,
        )
