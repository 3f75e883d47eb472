"""What a node's kube-proxy is started with."""

from __future__ import annotations

import msgspec

from k8sviz.sim.dataplane.addresses import IPV4, LOCALHOST, family_of, within
from k8sviz.sim.objects.node import Node

PRIMARY = "primary"  # of nodePortAddresses: the node's own address alone
_EVERYWHERE = ("0.0.0.0/0", "::/0")


class Proxy(msgspec.Struct, frozen=True):
    """What a kube-proxy is started with (KubeProxyConfiguration)."""

    pod_cidr: str  # clusterCIDR: who is a Pod (detectLocalMode); "": nobody knows
    family: str = IPV4
    masquerade_all: bool = False
    node_port_addresses: tuple[str, ...] = ()  # empty: as the mode has it
    localhost_node_ports: bool = True  # iptables.localhostNodePorts: node ports on 127.0.0.1 too
    service_cidrs: tuple[str, ...] = ()  # of the cluster's ServiceCIDR objects; only nftables mode asks

    @property
    def serves_localhost(self) -> bool:
        """Whether node ports answer on 127.0.0.1; never on ::1."""
        return self.family == IPV4 and self.localhost_node_ports


def node_port_addresses(node: Node, proxy: Proxy) -> tuple[str, ...] | None:
    """The node's addresses that serve node ports; None: all (pkg/proxy/util/nodeport_addresses.go)."""
    own = tuple(one for one in node.addresses or (node.address,) if family_of(one) == proxy.family)
    if proxy.node_port_addresses == (PRIMARY,):
        return own[:1]
    allowed = [text for text in proxy.node_port_addresses if family_of(text) == proxy.family]
    if not allowed or any(text in _EVERYWHERE for text in allowed):
        return None
    loopback = (LOCALHOST,) if proxy.serves_localhost else ()
    return tuple(one for one in (*loopback, *own) if any(within(one, text) for text in allowed))
