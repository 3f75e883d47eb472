"""Between the objects and the nodes' kernels: kube-proxy's delay, Pod networks, the clouds' balancers."""

from __future__ import annotations

from k8sviz.sim.cluster import Change, Cluster
from k8sviz.sim.dataplane.journey import TIMEOUT, Journey
from k8sviz.sim.settings import Settings

KUBE_PROXY = "kube-proxy"
_RULES_FROM = ("Service", "EndpointSlice.discovery.k8s.io", "Node")


class Network:
    def copy(self) -> Network:
        return self


def network_of(settings: Settings) -> Network:
    return Network()


def connect(cluster: Cluster, network: Network, change: Change) -> None:
    """The kernels and the cloud learn of a changed object."""


def hear(cluster: Cluster, network: Network, change: Change) -> None:
    """The same, and each node's kube-proxy sets about its rules."""
    connect(cluster, network, change)
    if change.key.kind in _RULES_FROM:
        for node in cluster.of_kind("Node"):
            due = cluster.now + cluster.settings.timings.proxy_sync
            cluster.timers.set(due, KUBE_PROXY, node["metadata"]["name"])


def program(cluster: Cluster, network: Network, node: str) -> None:
    """kube-proxy writes one node's rules."""


def program_all(cluster: Cluster, network: Network) -> None:
    """All nodes are in order."""


def rule_count(network: Network, node: str) -> int:
    return 0


def send(cluster: Cluster, network: Network, number: int, client: str, url: str) -> Journey:
    return Journey(number, cluster.now, client, url, None, (), TIMEOUT, client)
