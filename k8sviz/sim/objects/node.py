"""A Node as the dataplane and the stage read it."""

from __future__ import annotations

import msgspec

from k8sviz.sim.objects.identity import ApiObject

ZONE = "topology.kubernetes.io/zone"


class Node(msgspec.Struct, frozen=True, gc=False):
    """Where Pods are and rules are programmed."""

    name: str
    address: str  # its first InternalIP
    zone: str
    pod_cidr: str
    addresses: tuple[str, ...] = ()  # all its InternalIPs
    pod_cidr6: str = ""  # "": the cluster has IPv4 only

    @classmethod
    def of(cls, obj: ApiObject) -> Node:
        """The typed view of a Node object."""
        addresses = obj.get("status", {}).get("addresses") or ()
        internal = tuple(entry["address"] for entry in addresses if entry["type"] == "InternalIP")
        return cls(
            name=obj["metadata"]["name"],
            address=internal[0] if internal else "",
            zone=(obj["metadata"].get("labels") or {}).get(ZONE, ""),
            pod_cidr=obj.get("spec", {}).get("podCIDR", ""),
            addresses=internal,
            pod_cidr6=next((one for one in obj.get("spec", {}).get("podCIDRs") or () if ":" in one), ""),
        )
