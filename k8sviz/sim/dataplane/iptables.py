"""Services and EndpointSlices to the rules that kube-proxy v1.36 writes in iptables mode."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from k8sviz.sim.dataplane import names
from k8sviz.sim.dataplane.kube_chains import IPV4, Proxy, Rules, filter_chains, nat_chains, to_node_ports
from k8sviz.sim.dataplane.rules import (
    Chain,
    Part,
    Rule,
    RuleSet,
    comment,
    counter,
    dnat,
    dport,
    dst,
    jump,
    local,
    not_src,
    probability,
    protocol,
    remember,
    rule,
    seen_within,
    src,
)  # fmt: skip
from k8sviz.sim.dataplane.topology import Choice, choose
from k8sviz.sim.objects.endpointslice import Endpoint, EndpointSlice
from k8sviz.sim.objects.node import Node
from k8sviz.sim.objects.service import Service, ServicePort

_EVERYONE = frozenset(("0.0.0.0/0", "::/0"))


class Backends(NamedTuple):
    """The endpoints of one Service port, with the port number each of them has."""

    endpoints: tuple[Endpoint, ...]
    numbers: dict[str, int]  # by address


def compile_rules(
    node: Node, services: Iterable[Service], slices: Iterable[EndpointSlice], proxy: Proxy
) -> RuleSet:
    """The rule set of one node."""
    nat, filters = nat_chains(), filter_chains(proxy.family)
    by_service: dict[tuple[str, str], list[EndpointSlice]] = {}
    for piece in slices:
        if piece.family == proxy.family:
            by_service.setdefault((piece.namespace, piece.service), []).append(piece)
    for service in services:
        facing = service.of_family(proxy.family) if service.proxied else None
        if facing is not None:
            pieces = by_service.get((service.namespace, service.name), [])
            for port in facing.ports:
                _Port(node, facing, port, _backends(pieces, port), proxy, nat, filters).write()
    nat["KUBE-SERVICES"] += to_node_ports(node, proxy)
    tables = {"nat": nat, "filter": filters}
    return RuleSet(
        {name: {chain: Chain(rules) for chain, rules in table.items()} for name, table in tables.items()}
    )


def same_on_every_node(services: Iterable[Service], slices: Iterable[EndpointSlice]) -> bool:
    """Whether nothing in the rules depends on the node: no policy Local, no hints."""
    return not (
        any(service.internal_local or service.external_local for service in services)
        or any(e.zone_hints or e.node_hints for piece in slices for e in piece.endpoints)
    )


def _backends(pieces: list[EndpointSlice], port: ServicePort) -> Backends:
    numbers: dict[str, int] = {}
    endpoints: list[Endpoint] = []
    for piece in pieces:
        for offered in piece.ports:
            if offered.name == port.name and offered.protocol == port.protocol:
                for endpoint in piece.endpoints:
                    if endpoint.address not in numbers:
                        endpoints.append(endpoint)
                        numbers[endpoint.address] = offered.port
    return Backends(tuple(sorted(endpoints, key=lambda e: (e.address, numbers[e.address]))), numbers)


class _Port:
    """Writes the rules of one Service port into a node's chains (proxier.go syncProxyRules)."""

    def __init__(
        self, node: Node, service: Service, port: ServicePort, backends: Backends,
        proxy: Proxy, nat: Rules, filters: Rules,
    ) -> None:  # fmt: skip
        self.service, self.port, self.backends = service, port, backends
        self.proxy, self.nat, self.filters = proxy, nat, filters
        self.protocol = port.protocol.lower()
        self.name = names.service_port(service.namespace, service.name, port.name)
        self.external = bool(port.node_port or service.external_ips or service.balancer_ips)
        uses_local = service.internal_local or (self.external and service.external_local)
        uses_cluster = not service.internal_local or self.external
        self.choice: Choice = choose(backends.endpoints, node, uses_cluster, uses_local)
        self.cluster_chain = self._chain("KUBE-SVC-")
        self.local_chain = self._chain("KUBE-SVL-")
        self.external_chain = self._chain("KUBE-EXT-")
        self.firewall_chain = self._chain("KUBE-FW-")
        self.internal = self.local_chain if service.internal_local else self.cluster_chain

    def _chain(self, prefix: str) -> str:
        return names.chain(prefix, self.name, self.protocol)

    def write(self) -> None:
        """All of them."""
        self._cluster_ip()
        self._external_ips()
        self._balancer_ips()
        self._node_port()
        self._health_check()
        if self.choice.any:
            self._policy_chains()

    def _to(self, address: str, number: int) -> tuple[Part, ...]:
        return protocol(self.protocol), dst(address), dport(number)

    def _refusal(self, external: bool) -> tuple[Part, Part] | None:
        """What the filter table does where no endpoint may be used; None where one may."""
        if not self.choice.any:
            return comment(f'"{self.name} has no endpoints"'), jump("REJECT")
        only_local = self.service.external_local if external else self.service.internal_local
        if only_local and not self.choice.local:
            return comment(f'"{self.name} has no local endpoints"'), jump("DROP")
        return None

    def _cluster_ip(self) -> None:
        to = self._to(self.service.cluster_ip, self.port.port)
        refusal = self._refusal(external=False)
        if refusal:
            self.filters["KUBE-SERVICES"].append(rule(refusal[0], *to, refusal[1]))
            return
        why = comment(f'"{self.name} cluster IP"')
        self.nat["KUBE-SERVICES"].append(rule(why, *to, jump(self.internal)))
        who = () if self.proxy.masquerade_all else (not_src(self.proxy.pod_cidr),)
        outsiders = rule(why, *to, *who, jump("KUBE-MARK-MASQ"))
        self.nat.setdefault(self.internal, []).append(outsiders)

    def _outer_address(self, address: str, what: str, chain: str) -> None:
        to = self._to(address, self.port.port)
        if self.choice.any:
            self.nat["KUBE-SERVICES"].append(rule(comment(f'"{self.name} {what}"'), *to, jump(chain)))
        refusal = self._refusal(external=True)
        if refusal:
            self.filters["KUBE-EXTERNAL-SERVICES"].append(rule(refusal[0], *to, refusal[1]))

    def _external_ips(self) -> None:
        for address in self.service.external_ips:
            self._outer_address(address, "external IP", self.external_chain)

    def _balancer_ips(self) -> None:
        ranges = self.service.source_ranges
        guarded = bool(ranges) and _EVERYONE.isdisjoint(ranges) and self.choice.any
        for address in self.service.balancer_ips:
            self._outer_address(
                address, "loadbalancer IP", self.firewall_chain if guarded else self.external_chain
            )
            if guarded:
                why = comment(f'"{self.name} traffic not accepted by {self.firewall_chain}"')
                to = self._to(address, self.port.port)
                self.filters["KUBE-PROXY-FIREWALL"].append(rule(why, *to, jump("DROP")))
        if guarded and self.service.balancer_ips:
            why = comment(f'"{self.name} loadbalancer IP"')
            self.nat[self.firewall_chain] = [
                *(rule(why, src(allowed), jump(self.external_chain)) for allowed in ranges),
                rule(comment(f'"other traffic to {self.name} will be dropped by KUBE-PROXY-FIREWALL"')),
            ]

    def _node_port(self) -> None:
        number = self.port.node_port
        if not number:
            return
        l4, why = protocol(self.protocol), comment(self.name)
        if self.choice.any:
            on_localhost = counter("localhost_nps_accepted_pkts")
            chain = jump(self.external_chain)
            if self.proxy.family == IPV4:
                by_loopback = rule(why, l4, dst("127.0.0.0/8"), dport(number), on_localhost, chain)
                self.nat["KUBE-NODEPORTS"].append(by_loopback)
            self.nat["KUBE-NODEPORTS"].append(rule(why, l4, dport(number), chain))
        refusal = self._refusal(external=True)
        if refusal:
            no_one = rule(refusal[0], local("dst"), l4, dport(number), refusal[1])
            self.filters["KUBE-EXTERNAL-SERVICES"].append(no_one)

    def _health_check(self) -> None:
        number = self.service.health_check_node_port
        if number:
            why = comment(f'"{self.name} health check node port"')
            self.filters["KUBE-NODEPORTS"].append(rule(why, protocol("tcp"), dport(number), jump("ACCEPT")))

    def _policy_chains(self) -> None:
        if self.external:
            self.nat[self.external_chain] = self._external_rules()
        if self.choice.cluster:
            self._balance(self.cluster_chain, self.choice.cluster)
        if self.choice.local:
            self._balance(self.local_chain, self.choice.local)
        used = {endpoint.address: endpoint for endpoint in (*self.choice.cluster, *self.choice.local)}
        for endpoint in used.values():
            self._endpoint(endpoint)

    def _external_rules(self) -> list[Rule]:
        where = f"{self.name} external destinations"
        to_cluster = jump(self.cluster_chain)
        if not self.service.external_local:
            masquerade = rule(comment(f'"masquerade traffic for {where}"'), jump("KUBE-MARK-MASQ"))
            return [masquerade, rule(to_cluster)]
        rules = [
            rule(comment(f'"pod traffic for {where}"'), src(self.proxy.pod_cidr), to_cluster),
            rule(comment(f'"masquerade LOCAL traffic for {where}"'), local("src"), jump("KUBE-MARK-MASQ")),
            rule(comment(f'"route LOCAL traffic for {where}"'), local("src"), to_cluster),
        ]
        return [*rules, rule(jump(self.local_chain))] if self.choice.local else rules

    def _balance(self, chain: str, endpoints: tuple[Endpoint, ...]) -> None:
        rules = self.nat.setdefault(chain, [])
        if self.service.affinity_seconds:
            for endpoint in endpoints:
                target = self._endpoint_chain(endpoint)
                lately = seen_within(target, self.service.affinity_seconds)
                rules.append(rule(self._towards(endpoint), lately, jump(target)))
        for position, endpoint in enumerate(endpoints):
            left = len(endpoints) - position
            die = (probability(left),) if left > 1 else ()
            rules.append(rule(self._towards(endpoint), *die, jump(self._endpoint_chain(endpoint))))

    def _endpoint(self, endpoint: Endpoint) -> None:
        why, port = comment(self.name), self.backends.numbers[endpoint.address]
        target = self._endpoint_chain(endpoint)
        listed = (remember(target),) if self.service.affinity_seconds else ()
        self.nat[target] = [
            rule(why, src(endpoint.address), jump("KUBE-MARK-MASQ")),
            rule(why, *listed, protocol(self.protocol), dnat(endpoint.address, port)),
        ]

    def _towards(self, endpoint: Endpoint) -> Part:
        return comment(f'"{self.name} -> {self._end(endpoint)}"')

    def _endpoint_chain(self, endpoint: Endpoint) -> str:
        return names.endpoint_chain(self.name, self.protocol, self._end(endpoint))

    def _end(self, endpoint: Endpoint) -> str:
        address = f"[{endpoint.address}]" if ":" in endpoint.address else endpoint.address
        return f"{address}:{self.backends.numbers[endpoint.address]}"
