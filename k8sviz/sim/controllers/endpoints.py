"""The endpoints a Service should have, grouped by the port numbers they answer on."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.cluster import Cluster
from k8sviz.sim.objects import pod
from k8sviz.sim.objects.identity import ApiObject, Key
from k8sviz.sim.objects.labels import matches

ZONE = "topology.kubernetes.io/zone"
Ports = tuple[tuple[str, int, str, str], ...]
"""(name, number, protocol, appProtocol) for each port of a slice"""


def selected(cluster: Cluster, service: ApiObject) -> list[ApiObject]:
    """The Pods that the selector takes."""
    selector = service["spec"]["selector"]
    return [
        obj
        for obj in cluster.of_kind("Pod", service["metadata"]["namespace"])
        if matches(selector, obj["metadata"].get("labels") or {})
    ]


def wanted(
    cluster: Cluster, service: ApiObject, pods: list[ApiObject], family: str
) -> dict[Ports, list[dict[str, Any]]]:
    """Every selected Pod that has an address of the family and has not ended."""
    groups: dict[Ports, list[dict[str, Any]]] = {}
    for obj in pods:
        seen, address = pod.view(obj), pod.address_of(obj, family)
        if address and not seen.over:
            entry = _endpoint(cluster, service, obj, seen, address)
            groups.setdefault(in_slice(ports_of(service, obj)), []).append(entry)
    return groups


def ports_of(service: ApiObject, obj: ApiObject) -> Ports:
    """The numbers behind the Service's target ports in this Pod; a name it lacks is left out."""
    found = []
    for port in service["spec"].get("ports") or ():
        protocol = port.get("protocol", "TCP")
        target = port.get("targetPort", port["port"])
        number = pod.named_port(obj, target, protocol) if isinstance(target, str) else target
        if number is not None:
            found.append((port.get("name", ""), number, protocol, port.get("appProtocol", "")))
    return tuple(found)


def in_slice(ports: Ports) -> Ports:
    """A slice lists its ports in an order of their own, whatever the Service's (recorded)."""
    return tuple(sorted(ports, key=lambda port: port[1]))


def hostname_of(service: ApiObject, obj: ApiObject) -> str:
    """The name that a Pod has under a headless Service (ShouldSetHostname)."""
    spec, metadata = obj["spec"], service["metadata"]
    own = spec.get("subdomain") == metadata["name"] and obj["metadata"]["namespace"] == metadata["namespace"]
    return str(spec.get("hostname") or "") if own else ""


def _endpoint(
    cluster: Cluster, service: ApiObject, obj: ApiObject, seen: pod.Pod, address: str
) -> dict[str, Any]:
    """One endpoint. A terminating Pod still serves, but new connections do not choose it (KEP-1672)."""
    spec = service["spec"]
    ready = bool(spec.get("publishNotReadyAddresses")) or (seen.ready and not seen.terminating)
    entry: dict[str, Any] = {
        "addresses": [address],
        "conditions": {"ready": ready, "serving": seen.ready, "terminating": seen.terminating},
    }
    hostname = hostname_of(service, obj)
    if hostname:
        entry["hostname"] = hostname
    entry["nodeName"] = seen.node
    entry["targetRef"] = {"kind": "Pod", "name": seen.name, "namespace": seen.namespace, "uid": seen.uid}
    node = cluster.get(Key("Node", "", seen.node))
    zone = ((node["metadata"].get("labels") or {}) if node else {}).get(ZONE)
    if zone:
        entry["zone"] = zone
    hints = _hints(spec.get("trafficDistribution"), zone, seen.node) if ready else None
    return entry | ({"hints": hints} if hints else {})


def _hints(distribution: str | None, zone: str | None, node: str) -> dict[str, Any] | None:
    """Which clients should prefer this endpoint (KEP-4444, KEP-3015)."""
    if not distribution or not zone:
        return None
    near = {"forZones": [{"name": zone}]}
    return {"forNodes": [{"name": node}], **near} if distribution == "PreferSameNode" else near
