"""ipvs mode as a rule set that packets walk: the few rules, the virtual servers, and their addresses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from k8sviz.sim.dataplane.configuration import Proxy
from k8sviz.sim.dataplane.ipvs import frame
from k8sviz.sim.dataplane.ipvs.compiler import compile_ipvs
from k8sviz.sim.dataplane.ipvs.value import IpvsRules
from k8sviz.sim.dataplane.matches import Remark
from k8sviz.sim.dataplane.rules import BALANCED, BaseChain, Chain, Rule, RuleSet
from k8sviz.sim.dataplane.targets import Jump
from k8sviz.sim.objects.endpointslice import EndpointSlice
from k8sviz.sim.objects.node import Node
from k8sviz.sim.objects.service import Service

_WAYS_IN = {  # iptablesJumpChain (pkg/proxy/ipvs/proxier.go), each put before the others
    "nat": (
        ("OUTPUT", frame.SERVICES, "kubernetes service portals"),
        ("PREROUTING", frame.SERVICES, "kubernetes service portals"),
        ("POSTROUTING", frame.POSTROUTING, "kubernetes postrouting rules"),
    ),
    "filter": (
        ("INPUT", frame.FILTER, "kubernetes ipvs access filter"),
        ("INPUT", frame.FIREWALL, "kube-proxy firewall rules"),
        ("INPUT", frame.NODE_PORT, "kubernetes health check rules"),
        ("FORWARD", frame.FIREWALL, "kube-proxy firewall rules"),
        ("FORWARD", frame.FORWARD, "kubernetes forwarding rules"),
        ("OUTPUT", frame.OUT_FILTER, "kubernetes ipvs access filter"),
    ),
}
_NAT, _FILTER, _IPVS = "nat", "filter", "ipvs"
_ENTERED = {  # where ipvs stands among them: ip_vs_ops4 (net/netfilter/ipvs/ip_vs_core.c)
    "PREROUTING": (_NAT,),
    "INPUT": (_FILTER, _IPVS),
    "FORWARD": (_FILTER, _IPVS),
    "OUTPUT": (_NAT, _IPVS, _FILTER),
    "POSTROUTING": (_NAT,),
}
_HOOKS = {
    hook: tuple(BaseChain(table, table, hook, f"{table} {hook}") for table in tables)
    for hook, tables in _ENTERED.items()
} | {BALANCED: (BaseChain(_FILTER, _FILTER, "OUTPUT", "filter OUTPUT"),)}


class IpvsRuleSet(RuleSet):
    """The same as `IpvsRules`, as the walker wants it."""

    __slots__ = ("ipvs", "servers")

    def __init__(self, ipvs: IpvsRules, made_of: Any = None) -> None:
        tables = {table: _chains(ipvs, table) for table in _WAYS_IN}
        size = sum(len(chain.rules) for chains in tables.values() for chain in chains.values())
        super().__init__(tables, _HOOKS, size, ipvs.health, made_of)
        self.ipvs = ipvs
        self.addresses = ipvs.addresses
        self.servers = ipvs.servers
        self.size += ipvs.size


def compile_walked(
    node: Node,
    services: Iterable[Service],
    slices: Iterable[EndpointSlice],
    proxy: Proxy,
    before: RuleSet | None = None,
) -> IpvsRuleSet:
    """The rule set of one node."""
    old = before if isinstance(before, IpvsRuleSet) else None
    made = compile_ipvs(node, services, slices, proxy, old.ipvs if old else None)
    return old if old and made is old.ipvs else IpvsRuleSet(made)


def _chains(ipvs: IpvsRules, table: str) -> dict[str, Chain]:
    found: dict[str, list[Rule]] = {}
    for chain, entered, says in _WAYS_IN[table]:
        found.setdefault(chain, []).append(Rule(chain, (Remark(says),), Jump(entered)))
    for name in frame.CHAINS[table]:
        found[name] = []
    for rule in ipvs.rules[table]:
        found[rule.chain].append(rule)
    return {name: Chain(rules) for name, rules in found.items()}
