"""What a node's kube-proxy is started with."""

from __future__ import annotations

import msgspec

from k8sviz.sim.dataplane.addresses import IPV4


class Proxy(msgspec.Struct, frozen=True):
    """What a kube-proxy is started with (KubeProxyConfiguration)."""

    pod_cidr: str  # clusterCIDR: who is a Pod (detectLocalMode)
    family: str = IPV4
    masquerade_all: bool = False
    node_port_addresses: tuple[str, ...] = ()  # empty: all of the node's
