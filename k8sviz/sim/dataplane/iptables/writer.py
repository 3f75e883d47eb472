"""The rules of one Service port (pkg/proxy/iptables/proxier.go, syncProxyRules), chain by chain."""

from __future__ import annotations

from k8sviz.sim.dataplane import names
from k8sviz.sim.dataplane.addresses import within
from k8sviz.sim.dataplane.configuration import Proxy
from k8sviz.sim.dataplane.iptables.frame import EXTERNAL, FIREWALL, MARK_MASQ, NODE_PORTS, SERVICES
from k8sviz.sim.dataplane.matches import (
    Accounting,
    From,
    FromLocal,
    Match,
    OfProtocol,
    OneIn,
    Remark,
    Remember,
    SeenWithin,
    To,
    ToLocal,
    ToPort,
)
from k8sviz.sim.dataplane.ports import ProxiedPort
from k8sviz.sim.dataplane.rules import Rule
from k8sviz.sim.dataplane.targets import LOSE, PASS, REFUSE, Jump, Redirect, Target
from k8sviz.sim.dataplane.topology import Backend, Backends

_PROTOCOLS = {name: OfProtocol(name) for name in ("tcp", "udp", "sctp")}
_MASQUERADE = Jump(MARK_MASQ)
_LOCALHOST = To("127.0.0.0/8")
_ON_LOCALHOST = Accounting("localhost_nps_accepted_pkts")
_TO_LOCAL, _FROM_LOCAL = ToLocal(), FromLocal()
_TCP = _PROTOCOLS["tcp"]
_DICE = {sides: OneIn(sides) for sides in range(2, 65)}


class Writer:
    """Collects one Service port's rules: those in shared chains, and the chains of its own."""

    def __init__(self, port: ProxiedPort, proxy: Proxy, node_ip: str, large: bool) -> None:
        self.port, self.proxy, self.node_ip = port, proxy, node_ip
        self.large = large  # large clusters save the comments of endpoints (largeClusterEndpointsThreshold)
        self.shared: dict[tuple[str, str], list[Rule]] = {}
        self.layer4 = _PROTOCOLS[port.protocol]
        self.cluster_chain = self._name("KUBE-SVC-")
        self.local_chain = self._name("KUBE-SVL-")
        self.external_chain = self._name("KUBE-EXT-")
        self.firewall_chain = self._name("KUBE-FW-")
        first = (self.external_chain, self.firewall_chain, self.cluster_chain, self.local_chain)
        self.own: dict[str, list[Rule]] = {chain: [] for chain in first}
        self.endpoint_chains = {
            one.end: names.endpoint_chain(port.name, port.protocol, one.end) for one in port.choice.reachable
        }

    def _name(self, prefix: str) -> str:
        return names.chain(prefix, self.port.name, self.port.protocol)

    def _share(self, table: str, chain: str, *matches: Match, target: Target) -> None:
        rule = Rule(chain, matches, target, self.port.owner)
        self.shared.setdefault((table, chain), []).append(rule)

    def _add(self, chain: str, *matches: Match, target: Target | None) -> None:
        self.own.setdefault(chain, []).append(Rule(chain, matches, target, self.port.owner))

    def _says(self, text: str) -> Remark:
        return Remark(f'"{self.port.name} {text}"')

    def write(self) -> Writer:
        """All rules of the port."""
        self._cluster_ip()
        for address in self.port.external_ips:
            self._outer("external IP", address, self.external_chain)
        self._balancer_ips()
        self._node_port()
        self._health_check()
        if self.port.choice.any:
            self._chains()
        return self

    # -- the shared chains -------------------------------------------------------------------------

    def _refusal(self) -> tuple[Remark, Target]:
        if not self.port.choice.any:
            return self._says("has no endpoints"), REFUSE
        return self._says("has no local endpoints"), LOSE

    def _cluster_ip(self) -> None:
        to = self.layer4, To(self.port.cluster_ip), ToPort(self.port.port)
        if self.port.refuses_internal:
            remark, target = self._refusal()
            self._share("filter", SERVICES, remark, *to, target=target)
            return
        remark = self._says("cluster IP")
        chain = self.local_chain if self.port.internal_local else self.cluster_chain
        self._share("nat", SERVICES, remark, *to, target=Jump(chain))
        if self.proxy.masquerade_all:
            self._add(chain, remark, *to, target=_MASQUERADE)
        elif self.proxy.pod_cidr:
            strangers = From(self.proxy.pod_cidr, inverted=True)
            self._add(chain, remark, *to, strangers, target=_MASQUERADE)

    def _outer(self, what: str, address: str, chain: str) -> None:
        to = self.layer4, To(address), ToPort(self.port.port)
        if self.port.choice.any:
            self._share("nat", SERVICES, self._says(what), *to, target=Jump(chain))
        if self.port.refuses_external:
            remark, target = self._refusal()
            self._share("filter", EXTERNAL, remark, *to, target=target)

    def _balancer_ips(self) -> None:
        guarded = bool(self.port.source_ranges) and self.port.choice.any
        for address in self.port.balancer_ips:
            chain = self.firewall_chain if guarded else self.external_chain
            self._outer("loadbalancer IP", address, chain)
            if guarded:
                remark = self._says(f"traffic not accepted by {self.firewall_chain}")
                to = self.layer4, To(address), ToPort(self.port.port)
                self._share("filter", FIREWALL, remark, *to, target=LOSE)

    def _node_port(self) -> None:
        number = self.port.node_port
        if not number:
            return
        if self.port.choice.any:
            remark, to, chain = Remark(self.port.name), ToPort(number), Jump(self.external_chain)
            if self.proxy.serves_localhost:
                where = self.layer4, _LOCALHOST, to
                self._share("nat", NODE_PORTS, remark, *where, _ON_LOCALHOST, target=chain)
            self._share("nat", NODE_PORTS, remark, self.layer4, to, target=chain)
        if self.port.refuses_external:
            remark, target = self._refusal()
            self._share("filter", EXTERNAL, remark, _TO_LOCAL, self.layer4, ToPort(number), target=target)

    def _health_check(self) -> None:
        number = self.port.health_check_node_port
        if number:
            remark = self._says("health check node port")
            self._share("filter", NODE_PORTS, remark, _TCP, ToPort(number), target=PASS)

    # -- the port's own chains ---------------------------------------------------------------------

    def _chains(self) -> None:
        choice = self.port.choice
        if self.port.external:
            self._external()
        if self.port.balancer_ips and self.port.source_ranges:
            self._firewall()
        self._balance(self.cluster_chain, choice.cluster)
        self._balance(self.local_chain, choice.local)
        for backend in choice.reachable:
            self._endpoint(backend)

    def _external(self) -> None:
        chain, where = self.external_chain, f"{self.port.name} external destinations"
        if not self.port.external_local:
            self._add(chain, Remark(f'"masquerade traffic for {where}"'), target=_MASQUERADE)
            self._add(chain, target=Jump(self.cluster_chain))
            return
        everywhere = Jump(self.cluster_chain)  # as if it went out to a balancer and came back
        if self.proxy.pod_cidr:
            own_pods = From(self.proxy.pod_cidr)
            self._add(chain, Remark(f'"pod traffic for {where}"'), own_pods, target=everywhere)
        self._add(chain, Remark(f'"masquerade LOCAL traffic for {where}"'), _FROM_LOCAL, target=_MASQUERADE)
        self._add(chain, Remark(f'"route LOCAL traffic for {where}"'), _FROM_LOCAL, target=everywhere)
        if self.port.choice.local:
            self._add(chain, target=Jump(self.local_chain))

    def _firewall(self) -> None:
        remark, inside = self._says("loadbalancer IP"), Jump(self.external_chain)
        for allowed in self.port.source_ranges:
            self._add(self.firewall_chain, remark, From(allowed), target=inside)
        if any(within(self.node_ip, allowed) for allowed in self.port.source_ranges):
            for (
                address
            ) in self.port.balancer_ips:  # a node calls from the address itself (it may be bound there)
                self._add(self.firewall_chain, remark, From(address), target=inside)
        rest = Remark(f'"other traffic to {self.port.name} will be dropped by KUBE-PROXY-FIREWALL"')
        self._add(self.firewall_chain, rest, target=None)

    def _balance(self, chain: str, backends: Backends) -> None:
        ways = [(self._towards(backend), self.endpoint_chains[backend.end]) for backend in backends]
        if self.port.affinity_seconds:
            for remark, target in ways:
                lately = SeenWithin(target, self.port.affinity_seconds)
                self._add(chain, *remark, lately, target=Jump(target))
        for left, (remark, target) in zip(range(len(ways), 0, -1), ways, strict=True):
            die = () if left == 1 else (_DICE.get(left) or OneIn(left),)
            self._add(chain, *remark, *die, target=Jump(target))

    def _towards(self, backend: Backend) -> tuple[Remark, ...]:
        return () if self.large else (Remark(f'"{self.port.name} -> {backend.end}"'),)

    def _endpoint(self, backend: Backend) -> None:
        chain = self.endpoint_chains[backend.end]
        remark = () if self.large else (Remark(self.port.name),)
        self._add(
            chain, *remark, From(backend.address), target=_MASQUERADE
        )  # it may have been its own client
        listed = (Remember(chain),) if self.port.affinity_seconds else ()
        redirect = Redirect(backend.address, backend.port)
        self._add(chain, *remark, *listed, self.layer4, target=redirect)
