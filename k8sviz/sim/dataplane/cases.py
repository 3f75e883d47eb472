"""One case of a conformance recording: a cluster and packets in, what each node makes of them out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from k8sviz.sim.dataplane import nftables
from k8sviz.sim.dataplane.addresses import IPV4, IPV6, family_of
from k8sviz.sim.dataplane.configuration import Proxy
from k8sviz.sim.dataplane.iptables import compile_rules, render
from k8sviz.sim.dataplane.journey import FiveTuple
from k8sviz.sim.dataplane.nftables import compile_nftables
from k8sviz.sim.dataplane.outcomes import possible
from k8sviz.sim.dataplane.rules import RuleSet
from k8sviz.sim.objects.endpointslice import EndpointSlice
from k8sviz.sim.objects.node import ZONE, Node
from k8sviz.sim.objects.service import Service

_SOURCE_PORT = 40_000  # no rule looks at it
Case = dict[str, Any]
Made = tuple[RuleSet, dict[str, str]]
"""A rule set, and its texts by the names that recordings give them."""


def _iptables(node: Node, services: list[Service], slices: list[EndpointSlice], asked: Proxy) -> Made:
    rules = compile_rules(node, services, slices, asked)
    return rules, {"iptables-save": render(rules)}


def _nftables(node: Node, services: list[Service], slices: list[EndpointSlice], asked: Proxy) -> Made:
    rules = compile_nftables(node, services, slices, asked)
    return rules, {"nft": nftables.render(rules)}


MODES = {"iptables": _iptables, "nftables": _nftables}


def answers(case: Case, mode: str) -> Iterator[dict[str, Any]]:
    """One answer per node; a dual-stack node has a second one, whose name ends in .v6."""
    services = [Service.of(obj) for obj in case["services"]]
    slices = [EndpointSlice.of(obj) for obj in case["endpointSlices"]]
    for node in case["nodes"]:
        for family in (IPV4, IPV6) if case.get("dualStack") else (IPV4,):
            local = own_addresses(node, family)
            rules, texts = MODES[mode](view(node, family), services, slices, proxy(case, family))
            yield {
                "case": case["name"],
                "mode": mode,
                "node": node["name"] + (".v6" if family == IPV6 else ""),
                "rules": texts,
                "packets": [_answer(rules, sent, local) for sent in packets(case, family)],
            }


def proxy(case: Case, family: str) -> Proxy:
    """How the case sets kube-proxy up."""
    return Proxy(
        case.get("podCIDR" if family == IPV4 else "podCIDR6", ""),
        family,
        bool(case.get("masqueradeAll")),
        tuple(case.get("nodePortAddresses") or ()),
        service_cidrs=tuple(filter(None, (case.get("serviceCIDR" if family == IPV4 else "serviceCIDR6"),))),
    )


def view(node: Case, family: str) -> Node:
    """A node of the case as rules see it."""
    own = own_addresses(node, family)
    return Node(node["name"], own[0] if own else "", (node.get("labels") or {}).get(ZONE, ""), "", own)


def own_addresses(node: Case, family: str) -> tuple[str, ...]:
    """The node's addresses of one family."""
    return tuple(address for address in node["ips"] if family_of(address) == family)


def packets(case: Case, family: str) -> Iterator[Case]:
    """The case's packets of one family, in its order."""
    return (packet for packet in case.get("packets") or () if family_of(packet["destIP"]) == family)


def _answer(rules: RuleSet, sent: Case, local: tuple[str, ...]) -> Case:
    packet = FiveTuple(
        sent["protocol"].lower(), sent["sourceIP"], _SOURCE_PORT, sent["destIP"], int(sent["destPort"])
    )
    output, masquerades = possible(rules, packet, local)
    return {"name": sent["name"], "output": output, "masq": masquerades}
