"""Pod addresses: each node counts through its own podCIDR (as the host-local CNI plugin does)."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

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


def pod_addresses(cluster: Cluster, obj: ApiObject, address: str) -> list[dict[str, str]]:
    """status.podIPs: in a cluster with two families the second address ends as the first one does."""
    node = cluster.get(Key("Node", "", obj["spec"]["nodeName"]))
    ranges: list[str] = node["spec"].get("podCIDRs", []) if node else []
    first = {"ip": address}
    if not ranges[1:] or obj["spec"].get("hostNetwork") or not address:
        return [first]
    offset = int(ip_address(address)) - int(ip_network(ranges[0]).network_address)
    return [
        first,
        *(
            {"ip": str(ip_network(cidr)[offset])}
            for cidr in ranges[1:]
            if offset < ip_network(cidr).num_addresses
        ),
    ]


def _taken(cluster: Cluster, node: str) -> list[str]:
    views = [pod.view(obj) for obj in cluster.of_kind("Pod") if obj["spec"].get("nodeName") == node]
    return [seen.address for seen in views if seen.address]
