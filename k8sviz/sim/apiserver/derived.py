"""Kinds that nobody writes in a room: they follow from other objects, and are made when they are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256

from k8sviz.sim.cluster import Cluster
from k8sviz.sim.manifests.validation.classes import SYSTEM_PRIORITIES
from k8sviz.sim.objects.identity import ApiObject

_CRITICAL = {
    "system-node-critical": ("Used for system critical pods that must not be moved from their current node."),
    "system-cluster-critical": (
        "Used for system critical pods that must run in the cluster, but can be moved to another node if "
        "necessary."
    ),
}
_NOT_HERE = 'Get "https://127.0.0.1:{0}/healthz": dial tcp 127.0.0.1:{0}: connect: connection refused'


def objects(cluster: Cluster, stored: str) -> list[ApiObject] | None:
    """All objects of such a group kind; None if it is a kind that is stored."""
    make = _MADE.get(stored)
    return None if make is None else list(make(cluster))


def _ip_addresses(cluster: Cluster) -> Iterator[ApiObject]:
    """KEP-1880: an IPAddress for each cluster IP that is taken."""
    for service in cluster.of_kind("Service"):
        metadata = service["metadata"]
        for address in service["spec"].get("clusterIPs") or ():
            if address == "None":
                continue
            family = "IPv6" if ":" in address else "IPv4"
            labels = {
                "ipaddress.kubernetes.io/ip-family": family,
                "ipaddress.kubernetes.io/managed-by": "ipallocator.k8s.io",
            }
            parent = {"name": metadata["name"], "namespace": metadata["namespace"], "resource": "services"}
            made = _made("networking.k8s.io/v1", "IPAddress", address, metadata)
            made["metadata"]["labels"] = labels
            yield {**made, "spec": {"parentRef": parent}}


def _service_cidrs(cluster: Cluster) -> Iterator[ApiObject]:
    kubernetes = next(cluster.of_kind("Namespace"), None)
    if kubernetes is None:
        return
    made = _made("networking.k8s.io/v1", "ServiceCIDR", "kubernetes", kubernetes["metadata"])
    made["metadata"]["finalizers"] = ["networking.k8s.io/service-cidr-finalizer"]
    ready = {
        "lastTransitionTime": made["metadata"]["creationTimestamp"],
        "message": "Kubernetes Service CIDR is ready", "reason": "", "status": "True", "type": "Ready",
    }  # fmt: skip
    yield {**made, "spec": {"cidrs": list(cluster.settings.service_cidrs)}, "status": {"conditions": [ready]}}


def _leases(cluster: Cluster) -> Iterator[ApiObject]:
    """A kubelet renews its node's lease every ten seconds (kubernetes.io/docs, leases)."""
    for node in cluster.of_kind("Node"):
        name = node["metadata"]["name"]
        made = _made("coordination.k8s.io/v1", "Lease", name, node["metadata"])
        made["metadata"]["namespace"] = "kube-node-lease"
        conditions = (node.get("status") or {}).get("conditions") or ()
        heard = [one.get("lastHeartbeatTime", "") for one in conditions if one["type"] == "Ready"]
        renewed = "".join(heard[:1]).replace("Z", ".000000Z")
        yield {
            **made,
            "spec": {"holderIdentity": name, "leaseDurationSeconds": 40, "renewTime": renewed},
        }


def _priority_classes(cluster: Cluster) -> Iterator[ApiObject]:
    """The two that an API server makes for itself (rest/storage_scheduling.go)."""
    first = next(cluster.of_kind("Namespace"), None)
    for name, value in SYSTEM_PRIORITIES.items() if first else ():
        made = _made("scheduling.k8s.io/v1", "PriorityClass", name, first["metadata"] if first else {})
        made["metadata"]["generation"] = 1
        told = {"description": _CRITICAL[name], "preemptionPolicy": "PreemptLowerPriority", "value": value}
        yield {**made, **told}


def _component_statuses(_cluster: Cluster) -> Iterator[ApiObject]:
    """As an API server sees a scheduler and a controller manager that are not on its own machine."""
    for name, port in (("scheduler", 10259), ("controller-manager", 10257), ("etcd-0", 0)):
        told = {"message": "ok", "status": "True"}
        if port:
            told = {"message": _NOT_HERE.format(port), "status": "False"}
        yield {
            "apiVersion": "v1", "kind": "ComponentStatus", "metadata": {"name": name},
            "conditions": [{**told, "type": "Healthy"}],
        }  # fmt: skip


def _made(version: str, kind: str, name: str, of: ApiObject) -> ApiObject:
    digits = sha256(f"{kind} {name} {of['uid']}".encode()).hexdigest()
    uid = f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:32]}"
    metadata = {
        "name": name, "uid": uid, "resourceVersion": of["resourceVersion"],
        "creationTimestamp": of["creationTimestamp"],
    }  # fmt: skip
    return {"apiVersion": version, "kind": kind, "metadata": metadata}


_MADE: dict[str, Callable[[Cluster], Iterator[ApiObject]]] = {
    "IPAddress.networking.k8s.io": _ip_addresses,
    "ServiceCIDR.networking.k8s.io": _service_cidrs,
    "Lease.coordination.k8s.io": _leases,
    "ComponentStatus": _component_statuses,
    "PriorityClass.scheduling.k8s.io": _priority_classes,
}
