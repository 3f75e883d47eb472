"""Pod addresses: each node counts through its own podCIDR (as the host-local CNI plugin does)."""

from __future__ import annotations

from ipaddress import ip_network

from k8sviz.sim.cluster import Cluster
from k8sviz.sim.objects import pod
from k8sviz.sim.objects.identity import ApiObject, Key

_GATEWAY = 1  # the first address of a podCIDR is the node's own end


def pod_address(cluster: Cluster, obj: ApiObject) -> str:
    """The next free address of the Pod's node; a hostNetwork Pod has its node's."""
    if obj["spec"].get("hostNetwork"):
        host: str = obj["status"]["hostIP"]
        return host
    name = obj["spec"]["nodeName"]
    node = cluster.get(Key("Node", "", name))
    if node is None or not node["spec"].get("podCIDR"):
        return ""
    network = ip_network(node["spec"]["podCIDR"])
    last = cluster.counters.get(f"pod-address/{name}", _GATEWAY)
    usable = network.num_addresses - 3  # without network, gateway and broadcast
    taken = _taken(cluster, name)
    for step in range(usable):
        offset = (last - _GATEWAY + step) % usable + _GATEWAY + 1
        address = str(network[offset])
        if address not in taken:
            cluster.counters[f"pod-address/{name}"] = offset
            return address
    return ""


def _taken(cluster: Cluster, node: str) -> list[str]:
    views = [pod.view(obj) for obj in cluster.of_kind("Pod") if obj["spec"].get("nodeName") == node]
    return [seen.address for seen in views if seen.address]
