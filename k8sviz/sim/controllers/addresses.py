"""Pod addresses: each node counts through its own podCIDR (as the host-local CNI plugin does)."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from k8sviz.sim.cluster import Cluster
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
    network = _range(node["spec"]["podCIDR"])
    last = cluster.counters.get(f"pod-address/{name}", _GATEWAY)
    usable = network.num_addresses - 3  # without network, gateway and broadcast
    for step in range(usable):
        offset = (last - _GATEWAY + step) % usable + _GATEWAY + 1
        address = str(network[offset])
        if not cluster.places.is_taken(name, address):
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
    offset = int(ip_address(address)) - int(_range(ranges[0]).network_address)
    return [
        first,
        *({"ip": str(_range(cidr)[offset])} for cidr in ranges[1:] if offset < _range(cidr).num_addresses),
    ]


@lru_cache(maxsize=256)
def _range(cidr: str) -> IPv4Network | IPv6Network:
    """Once read for a node's every Pod."""
    return ip_network(cidr)
