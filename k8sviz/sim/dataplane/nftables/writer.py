"""The elements and chains of one Service port (pkg/proxy/nftables/proxier.go, syncProxyRules)."""

from __future__ import annotations

from ipaddress import ip_network

from k8sviz.sim.dataplane.addresses import within
from k8sviz.sim.dataplane.configuration import Proxy
from k8sviz.sim.dataplane.matches import Match
from k8sviz.sim.dataplane.nftables import names
from k8sviz.sim.dataplane.nftables import sets as asked
from k8sviz.sim.dataplane.nftables.frame import MARK, REJECTING
from k8sviz.sim.dataplane.nftables.matches import Carrying, Source, SourceAmong, SourceLately, SourceLocal
from k8sviz.sim.dataplane.nftables.sets import AffinitySet, Element, Key, address_type
from k8sviz.sim.dataplane.nftables.value import NftRule
from k8sviz.sim.dataplane.nftables.verdicts import LOSE, Dnat, Goto, RandomRedirect, RandomVerdict, Update
from k8sviz.sim.dataplane.parts import primary_address
from k8sviz.sim.dataplane.ports import ProxiedPort
from k8sviz.sim.dataplane.targets import Target
from k8sviz.sim.dataplane.topology import Backend, Backends
from k8sviz.sim.objects.node import Node

_PROTOCOLS = {name: Carrying(name) for name in ("tcp", "udp", "sctp")}
_FROM_LOCAL = SourceLocal()
_TO_REJECT = Goto(REJECTING)


class Writer:
    """Collects what one Service port adds to the shared sets, and its own chains and affinity sets."""

    def __init__(self, port: ProxiedPort, proxy: Proxy, node: Node) -> None:
        self.port, self.proxy, self.node = port, proxy, node
        self.elements: dict[str, list[Element]] = {}
        self.own: dict[str, list[NftRule]] = {}
        self.affinity: dict[str, AffinitySet] = {}
        base = names.port_base(port.name, port.protocol)
        self.cluster_chain, self.local_chain = names.SERVICE + base, names.LOCAL + base
        self.external_chain, self.firewall_chain = names.EXTERNAL + base, names.FIREWALL + base

    def write(self) -> Writer:
        """All of it."""
        port = self.port
        self._cluster_ip()
        for address in (*port.external_ips, *port.balancer_ips):
            self._outer(address)
        if port.node_port:
            self._node_port()
        for backend in port.choice.reachable:
            self._endpoint(backend)
        if port.choice.any:
            self._balance(self.cluster_chain, port.choice.cluster)
            self._balance(self.local_chain, port.choice.local)
            if port.external:
                self._external()
        if port.balancer_ips and port.source_ranges:
            self._firewall()
        return self

    def _put(self, name: str, key: Key, verdict: Target | None = None, comment: str = "") -> None:
        self.elements.setdefault(name, []).append(Element(key, verdict, comment))

    def _add(self, chain: str, *matches: Match, target: Target, comment: str = "") -> None:
        rule = NftRule(self.proxy.family, chain, matches, target, self.port.owner, comment)
        self.own.setdefault(chain, []).append(rule)

    # -- the shared sets ---------------------------------------------------------------------------

    def _place(self, address: str) -> Key:
        return address, self.port.protocol, self.port.port

    def _refusal(self) -> Target:
        return LOSE if self.port.choice.any else _TO_REJECT

    def _cluster_ip(self) -> None:
        port = self.port
        place = self._place(port.cluster_ip)
        self._put(asked.CLUSTER_IPS, (port.cluster_ip,))
        if port.refuses_internal:
            self._put(asked.NO_ENDPOINT_SERVICES, place, self._refusal(), port.name)
            return
        chain = self.local_chain if port.internal_local else self.cluster_chain
        self._put(asked.SERVICE_IPS, place, Goto(chain))

    def _outer(self, address: str) -> None:
        place = self._place(address)
        if self.port.choice.any:
            self._put(asked.SERVICE_IPS, place, Goto(self.external_chain))
        if self.port.refuses_external:
            self._put(asked.NO_ENDPOINT_SERVICES, place, self._refusal(), self.port.name)

    def _node_port(self) -> None:
        """No source range guards it: for better or for worse, as kube-proxy's authors say."""
        place = self.port.protocol, self.port.node_port
        if self.port.choice.any:
            self._put(asked.SERVICE_NODE_PORTS, place, Goto(self.external_chain))
        if self.port.refuses_external:
            self._put(asked.NO_ENDPOINT_NODE_PORTS, place, self._refusal(), self.port.name)

    def _firewall(self) -> None:
        ranges = [str(ip_network(text, strict=False)) for text in self.port.source_ranges]
        own = primary_address(self.node, self.proxy.family)
        if own and any(within(own, allowed) for allowed in ranges):
            ranges += self.port.balancer_ips  # a node calls from the address itself: it may be bound there
        self._add(self.firewall_chain, SourceAmong(ranges, inverted=True), target=LOSE)
        for address in self.port.balancer_ips:
            self._put(asked.FIREWALL_IPS, self._place(address), Goto(self.firewall_chain))

    # -- the port's own chains ---------------------------------------------------------------------

    def _external(self) -> None:
        chain, everywhere = self.external_chain, Goto(self.cluster_chain)
        if not self.port.external_local:
            self._add(chain, target=MARK, comment="masquerade")
            self._add(chain, target=everywhere)
            return
        if self.proxy.pod_cidr:  # as if it went out to a balancer and came back
            pods = Source(self.proxy.pod_cidr)
            self._add(chain, pods, target=everywhere, comment="short-circuit pod traffic")
        self._add(chain, _FROM_LOCAL, target=MARK, comment="masquerade local traffic")
        self._add(chain, _FROM_LOCAL, target=everywhere, comment="short-circuit local traffic")
        if self.port.choice.local:
            self._add(chain, target=Goto(self.local_chain))

    def _balance(self, chain: str, backends: Backends) -> None:
        if not backends:
            return
        seconds = self.port.affinity_seconds
        if not seconds:
            ends = [(one.address, one.port) for one in backends]
            self._add(chain, _PROTOCOLS[self.port.protocol], target=RandomRedirect(ends))
            return
        ways = [(self._base(backend), Goto(self._endpoint_chain(backend))) for backend in backends]
        for base, way in ways:
            self._add(chain, SourceLately(self.proxy.family, names.AFFINITY + base, seconds), target=way)
        self._add(chain, target=RandomVerdict([way for _base, way in ways]))

    def _base(self, backend: Backend) -> str:
        return names.endpoint_base(self.port.name, self.port.protocol, backend.address, backend.port)

    def _endpoint_chain(self, backend: Backend) -> str:
        return names.ENDPOINT + self._base(backend)

    def _endpoint(self, backend: Backend) -> None:
        address, number, protocol = backend.address, backend.port, self.port.protocol
        if backend.endpoint.node == self.node.name:  # it may be its own client
            self._put(asked.HAIRPIN, (address, address, protocol, number))
        if not self.port.affinity_seconds:
            return
        chain, name = self._endpoint_chain(backend), names.AFFINITY + self._base(backend)
        family = self.proxy.family
        self.affinity[name] = AffinitySet(name, address_type(family), self.port.affinity_seconds)
        self._add(chain, target=Update(family, name))
        self._add(chain, _PROTOCOLS[protocol], target=Dnat(address, number))
