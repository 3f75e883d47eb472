"""The network under a cluster: nodes with their kernels, Pods with their sockets, balancers, names."""

from __future__ import annotations

from typing import NamedTuple

from k8sviz.sim.dataplane.conntrack import Conntrack
from k8sviz.sim.dataplane.recent import RecentLists
from k8sviz.sim.dataplane.rules import EMPTY, RuleSet
from k8sviz.sim.objects.identity import Key


class Kernel:
    """What one node's kernel holds."""

    __slots__ = ("address", "conntrack", "gateway", "name", "recent", "rules")

    def __init__(self, name: str, address: str, gateway: str) -> None:
        self.name = name
        self.address = address
        self.gateway = gateway  # its own address on its Pods' bridge
        self.rules: RuleSet = EMPTY
        self.conntrack = Conntrack()
        self.recent = RecentLists()

    @property
    def local(self) -> tuple[str, str]:
        """The addresses that are the node's own."""
        return self.address, self.gateway

    def copy(self) -> Kernel:
        """The same kernel, independent from now on; rule sets are values."""
        twin = Kernel(self.name, self.address, self.gateway)
        twin.rules = self.rules
        twin.conntrack, twin.recent = self.conntrack.copy(), self.recent.copy()
        return twin


class Host(NamedTuple):
    """A Pod on the network."""

    element: str
    namespace: str
    node: str
    address: str
    listening: tuple[tuple[str, int], ...]  # (protocol, port)


class Balancer(NamedTuple):
    """A cloud's load balancer. One that proxies sends to a node port; another keeps the destination."""

    element: str
    address: str
    proxies: bool
    node_ports: dict[int, int]  # by its own port


class Network:
    """A plain value: nothing in it decides anything."""

    def __init__(self, domain: str, outside: str) -> None:
        self.domain = domain
        self.outside = outside
        self.kernels: dict[str, Kernel] = {}
        self.hosts: dict[str, Host] = {}  # Pods by address
        self.pods: dict[str, Host] = {}  # Pods by element
        self.balancers: dict[str, Balancer] = {}  # by address
        self.services: dict[Key, tuple[str, str]] = {}  # address and external name, for DNS
        self.public_names: dict[str, str] = {}  # names of balancers, for everyone's DNS
        self.fronts: dict[tuple[str, int], str] = {}  # which Service owns an address and port

    def copy(self) -> Network:
        """The same network, independent from now on."""
        twin = Network(self.domain, self.outside)
        twin.kernels = {name: kernel.copy() for name, kernel in self.kernels.items()}
        twin.hosts, twin.pods = self.hosts.copy(), self.pods.copy()
        twin.balancers, twin.services = self.balancers.copy(), self.services.copy()
        twin.public_names, twin.fronts = self.public_names.copy(), self.fronts.copy()
        return twin

    def kernel_at(self, address: str) -> Kernel | None:
        """The node that has this address."""
        return next((kernel for kernel in self.kernels.values() if kernel.address == address), None)

    def set_pod(self, host: Host) -> None:
        """A Pod's network exists, or its sockets have changed."""
        self.remove_pod(host.element)
        self.pods[host.element] = self.hosts[host.address] = host

    def remove_pod(self, element: str) -> None:
        """A Pod is gone, and its address with it."""
        host = self.pods.pop(element, None)
        if host is not None and self.hosts.get(host.address) is host:
            del self.hosts[host.address]
