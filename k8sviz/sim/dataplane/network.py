"""The network under a cluster: nodes with their kernels, Pods with their sockets, balancers, names."""

from __future__ import annotations

from typing import NamedTuple

from k8sviz.sim.dataplane.addresses import first_of, within
from k8sviz.sim.dataplane.conntrack import Conntrack
from k8sviz.sim.dataplane.ipvs.scheduler import Scheduler
from k8sviz.sim.dataplane.policies import NO_POLICIES
from k8sviz.sim.dataplane.recent import RecentLists
from k8sviz.sim.dataplane.rules import EMPTY, RuleSet
from k8sviz.sim.dataplane.walk import Paths
from k8sviz.sim.dataplane.zone import Zone
from k8sviz.sim.objects.elements import node_id
from k8sviz.sim.objects.listening import ANYWHERE, Socket
from k8sviz.sim.objects.resolv import Resolv


class Kernel:
    """What one node's kernel holds."""

    __slots__ = (
        "_rules", "address", "conntrack", "cut", "element", "gateway", "local", "name", "own", "paths",
        "pod_cidr", "recent", "scheduler", "sockets",
    )  # fmt: skip

    def __init__(self, name: str, address: str, pod_cidr: str) -> None:
        self.name = name
        self.element = node_id(name)
        self.address = address
        self.pod_cidr = pod_cidr
        self.gateway = first_of(pod_cidr) if pod_cidr else ""  # its own address on its Pods' bridge
        self.own = (address, self.gateway)  # by which others reach it
        self.local: tuple[str, ...] | frozenset[str] = self.own  # what it takes for its own
        self.cut = False  # nothing goes out or comes in; its own Pods still reach each other
        self._rules: RuleSet = EMPTY
        self.paths = Paths()
        self.conntrack = Conntrack()
        self.recent = RecentLists()
        self.scheduler = Scheduler()
        self.sockets: dict[Socket, str] = {}  # who listens on the node's own address: hostNetwork Pods

    def copy(self) -> Kernel:
        """The same kernel, independent from now on; rule sets are values."""
        twin = Kernel(self.name, self.address, self.pod_cidr)
        twin._rules, twin.local, twin.sockets = self._rules, self.local, self.sockets.copy()
        twin.cut = self.cut
        twin.conntrack, twin.recent = self.conntrack.copy(), self.recent.copy()
        twin.scheduler = self.scheduler.copy()
        return twin

    @property
    def rules(self) -> RuleSet:
        """What its kube-proxy has written."""
        return self._rules

    @rules.setter
    def rules(self, rules: RuleSet) -> None:
        if self._rules.addresses and not rules.addresses:
            self.conntrack.forget_balanced()
        self._rules = rules
        self.paths = Paths()
        self.local = frozenset((*self.own, *rules.addresses)) if rules.addresses else self.own


class Host(NamedTuple):
    """A Pod on the network."""

    element: str
    namespace: str
    node: str
    address: str
    listening: tuple[Socket, ...]
    resolv: Resolv = Resolv(False)
    address6: str = ""  # in a dual-stack cluster


class Open(NamedTuple):
    """A connection that its client has not closed: where to, and from which port."""

    address: str
    source: int


class Balancer(NamedTuple):
    """A cloud's load balancer. One that proxies sends to a node port; another keeps the destination."""

    element: str
    address: str
    proxies: bool
    node_ports: dict[int, int]  # by its own port
    health_check: int = 0  # the port by which it asks nodes for local endpoints; 0: all nodes will do


class Network:
    """A plain value: nothing in it decides anything but where a route leads."""

    def __init__(self, domain: str, outside: str) -> None:
        self.domain = domain
        self.outside = outside
        self.kernels: dict[str, Kernel] = {}
        self.kernels6: dict[str, Kernel] = {}  # the same nodes as IPv6 knows them: tables of their own
        self.hosts: dict[str, Host] = {}  # Pods by address
        self.pods: dict[str, Host] = {}  # Pods by element
        self.balancers: dict[str, Balancer] = {}  # by address
        self.zone = Zone(domain)
        self.nameserver = ""  # of Pods; "": answers come without packets
        self.routes: dict[str, str] = {}  # what the outside sends to a node: range → node
        self.policies = NO_POLICIES
        self.open: dict[tuple[str, str, str, int], Open] = {}  # by client, protocol, host and port
        self.ports_used = 0  # how many ephemeral ports were given out

    def copy(self) -> Network:
        """The same network, independent from now on."""
        twin = Network(self.domain, self.outside)
        twin.kernels = {name: kernel.copy() for name, kernel in self.kernels.items()}
        twin.kernels6 = {name: kernel.copy() for name, kernel in self.kernels6.items()}
        twin.hosts, twin.pods = self.hosts.copy(), self.pods.copy()
        twin.balancers, twin.zone, twin.nameserver = self.balancers.copy(), self.zone.copy(), self.nameserver
        twin.routes, twin.ports_used = self.routes.copy(), self.ports_used
        twin.open, twin.policies = self.open.copy(), self.policies
        return twin

    def set_pod(self, host: Host) -> None:
        """A Pod's network exists, or its sockets have changed."""
        self.remove_pod(host.element)
        self.pods[host.element] = host
        kernel = self.kernels.get(host.node)
        if kernel is not None and kernel.address == host.address:  # hostNetwork
            known = [socket for socket in host.listening if socket != ANYWHERE]
            kernel.sockets.update(dict.fromkeys(known, host.element))
        else:
            self.hosts[host.address] = host
        if host.address6:
            self.hosts[host.address6] = host

    def remove_pod(self, element: str) -> None:
        """A Pod is gone, and its address with it."""
        host = self.pods.pop(element, None)
        if host is None:
            return
        for address in (host.address, host.address6):
            if self.hosts.get(address) is host:
                del self.hosts[address]
        kernel = self.kernels.get(host.node)
        if kernel is not None:
            kernel.sockets = {socket: who for socket, who in kernel.sockets.items() if who != element}

    def stack(self, address: str) -> dict[str, Kernel]:
        """The nodes' kernels for an address's family."""
        return self.kernels6 if ":" in address else self.kernels

    def kernel_at(self, address: str) -> Kernel | None:
        """The node that has this address, on its network card or on its Pods' bridge."""
        for kernel in self.stack(address).values():
            if address in kernel.own:
                return kernel
        return None

    def kernel_for(self, address: str) -> Kernel | None:
        """The node whose Pods have addresses like this one."""
        for kernel in self.stack(address).values():
            if kernel.pod_cidr and within(address, kernel.pod_cidr):
                return kernel
        return None

    def routed(self, address: str) -> Kernel | None:
        """The node to which the outside sends an address that is not a node's own."""
        for reach, node in self.routes.items():
            if within(address, reach):
                return self.kernels.get(node)
        return None
