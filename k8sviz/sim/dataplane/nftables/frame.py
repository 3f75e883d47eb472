"""What kube-proxy writes whatever the Services are (setupNFTables in pkg/proxy/nftables/proxier.go)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from k8sviz.sim.dataplane.addresses import IPV6, family_of
from k8sviz.sim.dataplane.configuration import Proxy
from k8sviz.sim.dataplane.matches import Match
from k8sviz.sim.dataplane.nftables import sets as names
from k8sviz.sim.dataplane.nftables.matches import (
    ConnectionIn,
    Destination,
    DestinationAmong,
    DestinationIn,
    DestinationLocal,
    HasMark,
    New,
    Redirected,
    Source,
    Unmark,
)
from k8sviz.sim.dataplane.nftables.sets import NamedSet
from k8sviz.sim.dataplane.nftables.value import TABLE, NftRule
from k8sviz.sim.dataplane.nftables.verdicts import HIDE, LOSE, REFUSE, Enter, Mark, by_place, by_port
from k8sviz.sim.dataplane.rules import BaseChain, Chain
from k8sviz.sim.dataplane.targets import Target

MASQUERADE_MARK = 0x4000  # masqueradeBit 14
SERVICES, MASQUERADING, REJECTING = "services", "masquerading", "reject-chain"
FIREWALL_CHECK, CLUSTER_IPS_CHECK = "firewall-check", "cluster-ips-check"
SERVICE_CHECK, NODE_PORT_CHECK = "service-endpoints-check", "nodeport-endpoints-check"
BASE = {  # type, hook and priority: what must see the first destination comes 10 before DNAT (-100)
    "filter-prerouting-pre-dnat": ("filter", "prerouting", -110),
    "filter-output-pre-dnat": ("filter", "output", -110),
    "filter-input": ("filter", "input", 0),
    "filter-forward": ("filter", "forward", 0),
    "filter-output": ("filter", "output", 0),
    "nat-prerouting": ("nat", "prerouting", -100),
    "nat-output": ("nat", "output", -100),
    "nat-postrouting": ("nat", "postrouting", 100),
}
HOOKS = {
    hook: tuple(
        BaseChain(kind, TABLE, name, name)
        for name, (kind, at, _when) in sorted(BASE.items(), key=lambda one: one[1][2])
        if at == hook.lower()
    )
    for hook in ("PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING")
}
CREATED = (  # in which order; those of Services follow
    *BASE, NODE_PORT_CHECK, SERVICE_CHECK, FIREWALL_CHECK, SERVICES, MASQUERADING, CLUSTER_IPS_CHECK,
    REJECTING,
)  # fmt: skip
COMMENTS = {REJECTING: "helper for @no-endpoint-services / @no-endpoint-nodeports"}
_JUMPS = (
    ("filter-prerouting-pre-dnat", (FIREWALL_CHECK,)),
    ("filter-output-pre-dnat", (FIREWALL_CHECK,)),
    ("filter-input", (NODE_PORT_CHECK, SERVICE_CHECK)),
    ("filter-forward", (SERVICE_CHECK, CLUSTER_IPS_CHECK)),
    ("filter-output", (SERVICE_CHECK, CLUSTER_IPS_CHECK)),
    ("nat-prerouting", (SERVICES,)),
    ("nat-output", (SERVICES,)),
    ("nat-postrouting", (MASQUERADING,)),
)
MARK = Mark(MASQUERADE_MARK)
_LOCALHOST = {True: Destination("::1", inverted=True), False: Destination("127.0.0.0/8", inverted=True)}
_Line = tuple[str, tuple[Match, ...], Target, str]


def frame(proxy: Proxy, sets: Mapping[str, NamedSet]) -> dict[str, Chain]:
    """All chains that are not some Service's; without a set of node port addresses, all serve them."""
    chains: dict[str, list[NftRule]] = {}
    for chain, matches, target, comment in _lines(proxy, sets):
        chains.setdefault(chain, []).append(NftRule(proxy.family, chain, matches, target, "", comment))
    return {name: Chain(rules) for name, rules in chains.items()}


def _lines(proxy: Proxy, sets: Mapping[str, NamedSet]) -> Iterator[_Line]:
    for chain, following in _JUMPS:
        asks = () if chain.startswith("nat") else (New(),)
        for other in following:
            yield chain, asks, Enter(other), ""
    yield from _masquerading(proxy, sets)
    yield from _checks(proxy, sets)
    yield from _services(proxy, sets)


def _masquerading(proxy: Proxy, sets: Mapping[str, NamedSet]) -> Iterator[_Line]:
    yield MASQUERADING, (HasMark(MASQUERADE_MARK), Unmark(MASQUERADE_MARK)), HIDE, ""
    hairpin = ConnectionIn(proxy.family, sets[names.HAIRPIN])
    yield MASQUERADING, (Redirected(), hairpin), HIDE, ""


def _checks(proxy: Proxy, sets: Mapping[str, NamedSet]) -> Iterator[_Line]:
    asked = DestinationIn(proxy.family, sets[names.CLUSTER_IPS])
    yield CLUSTER_IPS_CHECK, (asked,), REFUSE, "Reject traffic to invalid ports of ClusterIPs"
    service_cidrs = [text for text in proxy.service_cidrs if family_of(text) == proxy.family]
    if service_cidrs:
        unallocated = DestinationAmong(service_cidrs)
        yield CLUSTER_IPS_CHECK, (unallocated,), LOSE, "Drop traffic to unallocated ClusterIPs"
    yield REJECTING, (), REFUSE, ""
    yield SERVICE_CHECK, (), by_place(proxy.family, sets[names.NO_ENDPOINT_SERVICES]), ""
    own = _to_node_port(proxy, sets)[-1:]
    yield NODE_PORT_CHECK, own, by_port(sets[names.NO_ENDPOINT_NODE_PORTS]), ""
    yield FIREWALL_CHECK, (), by_place(proxy.family, sets[names.FIREWALL_IPS]), ""


def _services(proxy: Proxy, sets: Mapping[str, NamedSet]) -> Iterator[_Line]:
    asked = DestinationIn(proxy.family, sets[names.CLUSTER_IPS])
    if proxy.masquerade_all:
        yield SERVICES, (asked,), MARK, "masquerade all clusterIP traffic"
    elif proxy.pod_cidr:
        strangers = Source(proxy.pod_cidr, inverted=True)
        yield SERVICES, (asked, strangers), MARK, "masquerade clusterIP traffic from outside cluster"
    yield SERVICES, (), by_place(proxy.family, sets[names.SERVICE_IPS]), ""
    yield SERVICES, _to_node_port(proxy, sets), by_port(sets[names.SERVICE_NODE_PORTS]), ""


def _to_node_port(proxy: Proxy, sets: Mapping[str, NamedSet]) -> tuple[Match, ...]:
    """An own address of the node, but never localhost: nothing could route its answers (KEP-3866)."""
    if names.NODE_PORT_IPS in sets:
        return (DestinationIn(proxy.family, sets[names.NODE_PORT_IPS]),)
    return DestinationLocal(), _LOCALHOST[proxy.family == IPV6]
