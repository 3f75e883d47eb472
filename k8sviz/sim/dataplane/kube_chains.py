"""The chains that kube-proxy writes before it looks at any Service (proxier.go: iptablesJumpChains)."""

from __future__ import annotations

from typing import NamedTuple

from k8sviz.sim.dataplane.rules import (
    Rule,
    comment,
    counter,
    dst,
    jump,
    local,
    marked,
    net,
    not_dst,
    not_src,
    not_states,
    rule,
    set_mark,
    states,
)
from k8sviz.sim.objects.node import Node

MASQ = 0x4000  # iptablesMasqueradeBit 14
IPV4, IPV6 = "IPv4", "IPv6"
Rules = dict[str, list[Rule]]


class Proxy(NamedTuple):
    """How kube-proxy is set up; there is one for each address family."""

    pod_cidr: str
    family: str = IPV4
    masquerade_all: bool = False  # --masquerade-all
    node_port_addresses: tuple[str, ...] = ()  # --nodeport-addresses; none: all of the node's


def nat_chains() -> Rules:
    """Of the nat table; what is only jumped to by Services is still empty."""
    return {
        "PREROUTING": [rule(comment("kubernetes service portals"), jump("KUBE-SERVICES"))],
        "OUTPUT": [rule(comment("kubernetes service portals"), jump("KUBE-SERVICES"))],
        "POSTROUTING": [rule(comment("kubernetes postrouting rules"), jump("KUBE-POSTROUTING"))],
        "KUBE-SERVICES": [],
        "KUBE-POSTROUTING": [
            rule(marked(MASQ, False), jump("RETURN")),
            rule(set_mark("xor", MASQ)),
            rule(comment('"kubernetes service traffic requiring SNAT"'), jump("MASQUERADE")),
        ],
        "KUBE-NODEPORTS": [],
        "KUBE-MARK-MASQ": [rule(set_mark("or", MASQ))],
    }


def filter_chains(family: str) -> Rules:
    """Of the filter table."""
    new = states("NEW")
    firewall = rule(new, comment("kubernetes load balancer firewall"), jump("KUBE-PROXY-FIREWALL"))
    portals = rule(new, comment("kubernetes service portals"), jump("KUBE-SERVICES"))
    visible = rule(
        new, comment("kubernetes externally-visible service portals"), jump("KUBE-EXTERNAL-SERVICES")
    )
    local_only = rule(jump("KUBE-FIREWALL"))
    settled = ("RELATED", "ESTABLISHED")
    return {
        "INPUT": [
            local_only,
            firewall,
            rule(comment("kubernetes health check service ports"), jump("KUBE-NODEPORTS")),
            visible,
        ],
        "FORWARD": [
            firewall, rule(comment("kubernetes forwarding rules"), jump("KUBE-FORWARD")), portals, visible,
        ],
        "OUTPUT": [local_only, firewall, portals],
        "KUBE-EXTERNAL-SERVICES": [],
        "KUBE-NODEPORTS": [],
        "KUBE-SERVICES": [],
        "KUBE-FORWARD": [
            rule(states("INVALID"), counter("ct_state_invalid_dropped_pkts"), jump("DROP")),
            rule(comment('"kubernetes forwarding rules"'), marked(MASQ), jump("ACCEPT")),
            rule(comment('"kubernetes forwarding conntrack rule"'), states(*settled), jump("ACCEPT")),
        ],
        "KUBE-PROXY-FIREWALL": [],
        "KUBE-FIREWALL": [] if family == IPV6 else [
            rule(
                comment('"block incoming localnet connections"'), dst("127.0.0.0/8"), not_src("127.0.0.0/8"),
                not_states(*settled, "DNAT"), jump("DROP"),
            )
        ],
    }  # fmt: skip


def to_node_ports(node: Node, proxy: Proxy) -> list[Rule]:
    """The last rules of KUBE-SERVICES: packets to the node itself (--nodeport-addresses)."""
    why = comment('"kubernetes service nodeports; NOTE: this must be the last rule in this chain"')
    to = jump("KUBE-NODEPORTS")
    if proxy.node_port_addresses:
        chosen = any(node.address in net(text) for text in proxy.node_port_addresses)
        return [rule(why, dst(node.address), to)] if chosen else []
    loopback = (not_dst("::1/128"),) if proxy.family == IPV6 else ()
    return [rule(why, local("dst"), *loopback, to)]
