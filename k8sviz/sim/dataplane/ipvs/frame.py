"""The few rules of ipvs mode: each asks a set, so that they are the same however many Services there are.

The order is that of writeIptablesRules (pkg/proxy/ipvs/proxier.go).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from k8sviz.sim.dataplane.addresses import IPV6
from k8sviz.sim.dataplane.configuration import Proxy
from k8sviz.sim.dataplane.ipvs import sets as names
from k8sviz.sim.dataplane.ipvs.matches import (
    Carries,
    FromSet,
    InSet,
    NotFromLocal,
    NotOverBridge,
    ToVirtualServer,
)
from k8sviz.sim.dataplane.ipvs.sets import IPSet
from k8sviz.sim.dataplane.matches import From, InState, Marked, Match, Remark, ToLocal
from k8sviz.sim.dataplane.rules import Rule
from k8sviz.sim.dataplane.targets import HIDE, LEAVE, LOSE, PASS, REFUSE, Jump, SetMark, Target

MASQUERADE_MARK = 0x4000  # iptablesMasqueradeBit 14
SERVICES, POSTROUTING, NODE_PORT, BALANCER, MARK_MASQ = (
    "KUBE-SERVICES", "KUBE-POSTROUTING", "KUBE-NODE-PORT", "KUBE-LOAD-BALANCER", "KUBE-MARK-MASQ",
)  # fmt: skip
FORWARD, FIREWALL, SOURCE_RANGES, FILTER, OUT_FILTER = (
    "KUBE-FORWARD", "KUBE-PROXY-FIREWALL", "KUBE-SOURCE-RANGES-FIREWALL", "KUBE-IPVS-FILTER",
    "KUBE-IPVS-OUT-FILTER",
)  # fmt: skip
CHAINS = {
    "nat": (SERVICES, POSTROUTING, NODE_PORT, BALANCER, MARK_MASQ),
    "filter": (FORWARD, NODE_PORT, FIREWALL, SOURCE_RANGES, FILTER, OUT_FILTER),
}
_MASQUERADE = Jump(MARK_MASQ)
_NODE_PORTS = tuple(
    (NODE_PORT, name, target, protocol)
    for protocol in ("tcp", "udp", "sctp")
    for name, target in ((names.NODE_PORT_LOCAL[protocol], LEAVE), (names.NODE_PORT[protocol], _MASQUERADE))
)
_ASKED: dict[str, tuple[tuple[str, str, Target, str], ...]] = {  # written for sets that have members
    "nat": (
        (POSTROUTING, names.LOOP_BACK, HIDE, ""),
        (SERVICES, names.BALANCER, Jump(BALANCER), ""),
        (BALANCER, names.BALANCER_LOCAL, LEAVE, ""),
        *_NODE_PORTS,
    ),
    "filter": (
        (FIREWALL, names.BALANCER_FIREWALL, Jump(SOURCE_RANGES), ""),
        (SOURCE_RANGES, names.BALANCER_SOURCE_CIDR, LEAVE, ""),
        (SOURCE_RANGES, names.BALANCER_SOURCE_IP, LEAVE, ""),
    ),
}
Blocked = tuple[str, str, int, str]
"""A balancer's address, protocol and port that the node itself may not call, and whose they are."""


def nat_rules(sets: Mapping[str, IPSet], proxy: Proxy) -> Iterator[Rule]:
    """The nat table: what is masqueraded, and what ipvs may have."""
    yield Rule(SERVICES, (From("::1/128" if proxy.family == IPV6 else "127.0.0.0/8"),), LEAVE)
    yield from _asking("nat", sets)
    yield from _cluster_ips(sets[names.CLUSTER_IP], proxy)
    yield from _external_ips(sets[names.EXTERNAL_IP], sets[names.EXTERNAL_IP_LOCAL])
    yield Rule(SERVICES, (ToLocal(),), Jump(NODE_PORT))
    yield Rule(BALANCER, (), _MASQUERADE)
    for name in (names.CLUSTER_IP, names.BALANCER):
        if sets[name].members:
            yield Rule(SERVICES, (InSet(sets[name]),), PASS)
    yield Rule(POSTROUTING, (Marked(MASQUERADE_MARK, inverted=True),), LEAVE)
    yield Rule(POSTROUTING, (), SetMark("xor", MASQUERADE_MARK))
    yield Rule(POSTROUTING, (Remark('"kubernetes service traffic requiring SNAT"'),), HIDE)
    yield Rule(MARK_MASQ, (), SetMark("or", MASQUERADE_MARK))


def filter_rules(sets: Mapping[str, IPSet], blocked: tuple[Blocked, ...]) -> Iterator[Rule]:
    """The filter table: source ranges, and no way to the node's own ports over a Service's address."""
    yield from _asking("filter", sets)
    yield Rule(SOURCE_RANGES, (), LOSE)
    for address, protocol, port, owner in blocked:
        matches = From(address), ToVirtualServer(address, protocol, port)
        yield Rule(OUT_FILTER, matches, LOSE, owner)
    marked = Remark('"kubernetes forwarding rules"'), Marked(MASQUERADE_MARK)
    settled = Remark('"kubernetes forwarding conntrack rule"'), InState("RELATED", "ESTABLISHED")
    yield Rule(FORWARD, marked, PASS)
    yield Rule(FORWARD, settled, PASS)
    yield Rule(NODE_PORT, _told(sets[names.HEALTH_CHECK]), PASS)
    for name in (
        names.BALANCER, names.CLUSTER_IP, names.EXTERNAL_IP, names.EXTERNAL_IP_LOCAL, names.HEALTH_CHECK,
    ):  # fmt: skip
        yield Rule(FILTER, (InSet(sets[name]),), LEAVE)
    yield Rule(FILTER, (InState("NEW"), InSet(sets[names.IPVS_IPS])), REFUSE)


def _asking(table: str, sets: Mapping[str, IPSet]) -> Iterator[Rule]:
    for chain, name, target, protocol in _ASKED[table]:
        if sets[name].members:
            carries = (Carries(protocol),) if protocol else ()
            yield Rule(chain, (*carries, *_told(sets[name])), target)


def _told(asked: IPSet) -> tuple[Match, ...]:
    return Remark(f'"{asked.remark}"'), InSet(asked)


def _cluster_ips(cluster: IPSet, proxy: Proxy) -> Iterator[Rule]:
    """Who is no Pod is masqueraded: the endpoint may be on another node."""
    if cluster.members:
        yield Rule(SERVICES, (Remark(f'"{cluster.remark}"'), *_strangers(cluster, proxy)), _MASQUERADE)


def _strangers(cluster: IPSet, proxy: Proxy) -> tuple[Match, ...]:
    if proxy.masquerade_all:
        return (InSet(cluster),)
    if proxy.pod_cidr:
        return InSet(cluster), From(proxy.pod_cidr, inverted=True)
    return (FromSet(cluster),)  # only what the node itself sends from such an address


def _external_ips(external: IPSet, local: IPSet) -> Iterator[Rule]:
    if external.members:
        yield Rule(SERVICES, _told(external), _MASQUERADE)
    for asked in (external, local):
        if asked.members:
            yield Rule(SERVICES, (*_told(asked), NotOverBridge(), NotFromLocal()), PASS)
            yield Rule(SERVICES, (*_told(asked), ToLocal()), PASS)
