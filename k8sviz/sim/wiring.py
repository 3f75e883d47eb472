"""Between the objects and the kernels: kube-proxy's delay, Pod networks, DNS, the clouds' balancers."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from k8sviz.sim.cluster import Change, Cluster
from k8sviz.sim.controllers import faults
from k8sviz.sim.coredns import DNS_ADDRESS
from k8sviz.sim.dataplane.addresses import IPV6, first_of
from k8sviz.sim.dataplane.asked import Asked
from k8sviz.sim.dataplane.configuration import Proxy
from k8sviz.sim.dataplane.flush import flush_stale
from k8sviz.sim.dataplane.journey import Journey
from k8sviz.sim.dataplane.modes import IPTABLES, MODES
from k8sviz.sim.dataplane.naming import named
from k8sviz.sim.dataplane.network import Balancer, Host, Kernel, Network
from k8sviz.sim.dataplane.request import send
from k8sviz.sim.dataplane.rules import RuleSet
from k8sviz.sim.isolation import policies_of
from k8sviz.sim.objects import networkpolicy
from k8sviz.sim.objects import pod as pods
from k8sviz.sim.objects.elements import balancer_id, pod_id
from k8sviz.sim.objects.endpointslice import EndpointSlice
from k8sviz.sim.objects.identity import ApiObject, Key
from k8sviz.sim.objects.listening import listening
from k8sviz.sim.objects.node import Node
from k8sviz.sim.objects.resolv import resolv_conf
from k8sviz.sim.objects.service import Service
from k8sviz.sim.settings import Settings

K = TypeVar("K")
V = TypeVar("V")
KUBE_PROXY = "kube-proxy"
_POLICED = ("Pod", "Namespace", networkpolicy.KIND)  # what NetworkPolicies depend on
_PROXIES = ("aws",)  # its balancers open their own connection to a node port; the others pass packets on


class Wiring:
    """The network, and the Services and slices that every node's kube-proxy watches."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.nodes: dict[str, Node] = {}
        self.services: dict[Key, Service] = {}
        self.slices: dict[Key, EndpointSlice] = {}
        self.mode = IPTABLES
        self.delays: dict[
            str, int
        ] = {}  # ms from an EndpointSlice to a node's rules, where it is not the usual
        self.deaf: dict[str, None] = {}  # nodes whose kube-proxy hears nothing
        self._policed = True  # the network's policies are those of the objects
        self._common: RuleSet | None = None  # what every node has, where no rule depends on the node

    @classmethod
    def of(cls, settings: Settings) -> Wiring:
        """The wires of an empty cluster."""
        made = cls(Network(settings.cluster_domain, settings.outside_address))
        made.mode = settings.proxy_mode
        made.network.nameserver = "" if settings.stand_in else DNS_ADDRESS
        return made

    def copy(self) -> Wiring:
        """The same wires, independent from now on."""
        twin = Wiring(self.network.copy())
        twin.nodes = self.nodes.copy()
        twin.services, twin.slices = self.services.copy(), self.slices.copy()
        twin.mode, twin.delays = self.mode, self.delays.copy()
        twin.deaf = self.deaf.copy()
        twin._common, twin._policed = self._common, self._policed
        return twin

    # -- what objects say --------------------------------------------------------------------------

    def connect(self, cluster: Cluster, change: Change) -> bool:
        """Kernels, DNS and the cloud learn of a changed object; whether it matters to kube-proxy."""
        matters = self._tell(cluster, change)
        if matters:
            self._common = None
        return matters

    def _tell(self, cluster: Cluster, change: Change) -> bool:
        if change.key.kind in _POLICED:
            self._policed = False
        match change.key.kind:
            case "Pod":
                self._pod(cluster, change.key, change.after)
            case "Service":
                return self._service(cluster, change.key, change.after)
            case "EndpointSlice.discovery.k8s.io":
                return self._slice(change.key, change.after)
            case "Namespace":
                self._namespace(change.key.name, change.after)
            case "Node":
                return self._node(cluster, change.key.name, change.after)
        return False

    def hear(self, cluster: Cluster, change: Change) -> None:
        """The same, and each node's kube-proxy sets about its rules."""
        if self.connect(cluster, change):
            self._set_about(cluster)

    def _set_about(self, cluster: Cluster) -> None:
        for node in self.nodes:
            cluster.timers.set(cluster.now + self.delay(cluster, node), KUBE_PROXY, node)

    def delay(self, cluster: Cluster, node: str) -> int:
        """How long a node's kube-proxy takes (ms)."""
        return self.delays.get(node, cluster.settings.timings.proxy_sync)

    def set_mode(self, cluster: Cluster, mode: str) -> None:
        """Every kube-proxy starts again in another mode; until it has written, the old rules hold."""
        self.mode, self._common = mode, None
        self._set_about(cluster)

    def set_delay(self, cluster: Cluster, node: str, delay: int) -> None:
        """From now on, and for what a node is about to write."""
        self.delays[node] = delay
        if cluster.timers.pending(KUBE_PROXY, node) is not None:
            cluster.timers.cancel(KUBE_PROXY, node)
            cluster.timers.set(cluster.now + delay, KUBE_PROXY, node)

    def _pod(self, cluster: Cluster, key: Key, obj: ApiObject | None) -> None:
        element = pod_id(key.namespace, key.name)
        seen = pods.view(obj) if obj else None
        if obj is None or seen is None or not seen.address or seen.over:
            self.network.remove_pod(element)
            return
        serving = seen.phase == "Running" and not faults.failing(cluster, faults.PROCESS, obj)
        sockets = listening(obj) if serving and pods.runs(obj) else ()
        resolv = resolv_conf(obj, self.network.domain)
        six = pods.address_of(obj, IPV6)
        host = Host(element, seen.namespace, seen.node, seen.address, sockets, resolv, six)
        if self.network.pods.get(element) != host:
            self.network.set_pod(host)

    def _node(self, cluster: Cluster, name: str, obj: ApiObject | None) -> bool:
        view = Node.of(obj) if obj else None
        changed = _keep(self.nodes, name, view)
        if view is None:
            self.network.kernels.pop(name, None)
            self.network.kernels6.pop(name, None)
        elif changed:
            self._node6(view)
            kernel = Kernel(name, view.address, view.pod_cidr)
            before = self.network.kernels.get(name)
            if before is None or before.own != kernel.own:
                self.network.kernels[name] = kernel
                self._api_server(cluster, kernel)
        if changed:
            self._routes()
        return self._reach(cluster, name, obj) or changed

    def _node6(self, view: Node) -> None:
        """The same node for IPv6; without an address of its own it uses that of its Pods' bridge."""
        if not view.pod_cidr6:
            return
        own = next((one for one in view.addresses if ":" in one), first_of(view.pod_cidr6))
        kernel, before = Kernel(view.name, own, view.pod_cidr6), self.network.kernels6.get(view.name)
        if before is None or before.own != kernel.own:
            self.network.kernels6[view.name] = kernel

    def _api_server(self, cluster: Cluster, kernel: Kernel) -> None:
        """The node that has its address is where it listens; the recorded reference's was elsewhere."""
        address, port = cluster.settings.api_server
        if kernel.address == address and not cluster.settings.stand_in:
            kernel.sockets["tcp", port] = kernel.element

    def _reach(self, cluster: Cluster, name: str, obj: ApiObject | None) -> bool:
        """Note who is cut off and whose kube-proxy works; True if one has things to catch up with."""
        cut = obj is not None and faults.failing(cluster, faults.NODE, obj)
        deaf = cut or (obj is not None and faults.failing(cluster, faults.RULES, obj))
        if name in self.network.kernels:
            self.network.kernels[name].cut = cut
        if deaf:
            self.deaf[name] = None
            return False
        return self.deaf.pop(name, "heard") is None

    def _namespace(self, name: str, obj: ApiObject | None) -> None:
        if obj is None:
            self.network.zone.namespaces.pop(name, None)
        else:
            self.network.zone.namespaces[name] = None
        self.network.zone.forget()

    def _slice(self, key: Key, obj: ApiObject | None) -> bool:
        before, view = self.slices.get(key), _usable(EndpointSlice.of(obj)) if obj else None
        changed = _keep(self.slices, key, view)
        for piece in (before, view) if changed else ():
            if piece is not None:
                self._records(Key("Service", piece.namespace, piece.service))
        return changed

    def _records(self, key: Key) -> None:
        """What DNS knows of a Service."""
        service = self.services.get(key)
        if service is None:
            self.network.zone.publish(key, None)
        else:
            owned = (key.namespace, key.name)
            pieces = [one for one in self.slices.values() if (one.namespace, one.service) == owned]
            self.network.zone.publish(key, named(service, pieces))

    def _routes(self) -> None:
        """Somebody outside routes external IPs to the first node; Kubernetes itself does not."""
        first = next(iter(self.nodes), "")
        self.network.routes = {
            address: first for service in self.services.values() for address in service.external_ips
        }

    def _service(self, cluster: Cluster, key: Key, obj: ApiObject | None) -> bool:
        before, view = self.services.get(key), Service.of(obj) if obj else None
        changed = _keep(self.services, key, view)
        if any(one.external_ips for one in (before, view) if one is not None):
            self._routes()
        self._records(key)
        self._balancer(cluster, key, view)
        return changed

    def _balancer(self, cluster: Cluster, key: Key, service: Service | None) -> None:
        network, element = self.network, balancer_id(key.namespace, key.name)
        for address in [address for address, old in network.balancers.items() if old.element == element]:
            del network.balancers[address]
            network.zone.forget()
            public = network.zone.public
            network.zone.public = {name: at for name, at in public.items() if at != address}
        made = cluster.balancers.get(key)
        if service is None or made is None or service.type != "LoadBalancer":
            return
        node_ports = {port.port: port.node_port for port in service.ports}
        proxies = made.provider in _PROXIES
        check = service.health_check_node_port
        network.balancers[made.address] = Balancer(element, made.address, proxies, node_ports, check)
        if made.host:
            network.zone.forget()
            network.zone.public[made.host] = made.address

    # -- what kube-proxy does ----------------------------------------------------------------------

    def program(self, cluster: Cluster, node: str) -> None:
        """One node's kube-proxy writes its rules."""
        if node in self.nodes and node in self.network.kernels and node not in self.deaf:
            kernel = self.network.kernels[node]
            kernel.rules = self._rules(self.nodes[node], cluster.settings)
            flush_stale(kernel.conntrack, self.services.values(), self.slices.values())
            six = self.network.kernels6.get(node)
            if six is not None:
                six.rules = self._rules6(self.nodes[node], six.rules, cluster.settings)
                flush_stale(six.conntrack, self.services.values(), self.slices.values())

    def _rules(self, node: Node, settings: Settings) -> RuleSet:
        if self._common is not None:
            return self._common
        before = self.network.kernels[node.name].rules
        compile_rules = MODES[self.mode]
        proxy = Proxy(settings.pod_cidr, service_cidrs=settings.service_cidrs)
        rules = compile_rules(node, self.services.values(), self.slices.values(), proxy, before)
        if self.mode == IPTABLES and self._alike():
            self._common = rules
        return rules

    def _rules6(self, node: Node, before: RuleSet, settings: Settings) -> RuleSet:
        proxy = Proxy(node.pod_cidr6, IPV6, service_cidrs=settings.service_cidrs)
        return MODES[self.mode](node, self.services.values(), self.slices.values(), proxy, before)

    def _alike(self) -> bool:
        """Whether all nodes choose alike: no Local policy, no ranges, no hints."""
        local = any(
            service.internal_local or service.external_local or service.source_ranges
            for service in self.services.values()
        )
        return not local and not any(
            endpoint.zone_hints or endpoint.node_hints
            for piece in self.slices.values()
            for endpoint in piece.endpoints
        )

    def send(self, cluster: Cluster, number: int, client: str, asked: Asked) -> Journey:
        """One request, decided now."""
        if not self._policed:
            self.network.policies, self._policed = policies_of(cluster), True
        timeout = cluster.settings.timings.client_timeout
        return send(self.network, number, cluster.now, client, asked, cluster.chance, timeout)


def _usable(piece: EndpointSlice) -> EndpointSlice:
    """Without the endpoints that no rule could ever choose (pkg/proxy/topology.go)."""
    endpoints = tuple(e for e in piece.endpoints if e.ready or (e.serving and e.terminating))
    return msgspec.structs.replace(piece, endpoints=endpoints)


def _keep(table: dict[K, V], key: K, view: V | None) -> bool:
    """Put a view in its table or take it out; whether anything changed."""
    if table.get(key) == view:
        return False
    if view is None:
        del table[key]
    else:
        table[key] = view
    return True
