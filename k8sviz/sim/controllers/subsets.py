"""The legacy Endpoints object of a Service, its addresses in subsets (pkg/controller/endpoint)."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.cluster import Cluster
from k8sviz.sim.controllers import triggers
from k8sviz.sim.controllers.endpoints import Ports, hostname_of, ports_of
from k8sviz.sim.objects import pod
from k8sviz.sim.objects.identity import ApiObject, Key

KIND = "Endpoints"
_MANAGED = {"endpoints.kubernetes.io/managed-by": "endpoint-controller"}
_HEADLESS = {"service.kubernetes.io/headless": ""}
_CAPACITY = "endpoints.kubernetes.io/over-capacity"
_MOST = 1000

Subset = dict[str, Any]


def write(cluster: Cluster, service: ApiObject, pods: list[ApiObject], at: str) -> None:
    """Put the Endpoints object right; what says the same already is left alone."""
    metadata, spec = service["metadata"], service["spec"]
    subsets, cut = _truncated(_subsets(service, pods))
    headless = _HEADLESS if spec.get("clusterIP") == "None" else {}
    labels = {**(metadata.get("labels") or {}), **_MANAGED, **headless}
    key = Key(KIND, metadata["namespace"], metadata["name"])
    old = cluster.get(key)
    if old is not None and old.get("subsets", []) == subsets and old["metadata"].get("labels") == labels:
        return
    before = old["metadata"] if old else {"name": metadata["name"], "namespace": metadata["namespace"]}
    after = triggers.stamped({**before, "labels": labels}, at)
    if cut:
        after["annotations"] = {**after.get("annotations", {}), _CAPACITY: "truncated"}
    obj: ApiObject = {"apiVersion": "v1", "kind": KIND, "metadata": after}
    cluster.put(obj | ({"subsets": subsets} if subsets else {}))


def _subsets(service: ApiObject, pods: list[ApiObject]) -> list[Subset]:
    """Addresses that offer the same ports are one subset (api/v1/endpoints/util.go, RepackSubsets)."""
    family = (service["spec"].get("ipFamilies") or ["IPv4"])[0]
    everyone = bool(service["spec"].get("publishNotReadyAddresses"))
    offers: dict[Any, dict[str, tuple[dict[str, Any], bool]]] = {
        port: {} for port in _declared(service, pods)
    }
    for obj in pods:
        seen, ip = pod.view(obj), pod.address_of(obj, family)
        if not ip or seen.over or (seen.terminating and not everyone):
            continue
        address, ready = _address(service, obj, seen, ip), everyone or seen.ready
        for port in ports_of(service, obj) or (() if service["spec"].get("ports") else (None,)):
            offers.setdefault(port, {})[seen.uid] = (address, ready)
    groups: dict[tuple[tuple[str, bool], ...], Ports] = {}
    for port, offered in offers.items():
        if not offered:
            continue
        who = tuple(sorted((uid, ready) for uid, (_, ready) in offered.items()))
        groups[who] = groups.get(who, ()) + ((port,) if port else ())
    return [_subset(offers, who, ports) for who, ports in groups.items()]


def _declared(service: ApiObject, pods: list[ApiObject]) -> Ports:
    """All ports in the order of the Service, then of the Pods (the real order is that of a hash)."""
    every = [ports_of(service, obj) for obj in pods]
    names = [port.get("name", "") for port in service["spec"].get("ports") or ()]
    return tuple(port for name in names for ports in every for port in ports if port[0] == name)


def _subset(offers: dict[Any, Any], who: tuple[tuple[str, bool], ...], ports: Ports) -> Subset:
    table = next(offered for offered in offers.values() if offered.keys() == {uid for uid, _ in who})
    subset: Subset = {}
    for field, wanted in (("addresses", True), ("notReadyAddresses", False)):
        addresses = [table[uid][0] for uid, ready in who if ready is wanted]
        if addresses:
            subset[field] = sorted(addresses, key=lambda one: (one["ip"], one["targetRef"]["uid"]))
    if ports:
        subset["ports"] = [_port(port) for port in ports]
    return subset


def _port(port: tuple[str, int, str, str]) -> dict[str, Any]:
    name, number, protocol, app = port
    entry: dict[str, Any] = {"name": name} if name else {}
    return entry | {"port": number, "protocol": protocol} | ({"appProtocol": app} if app else {})


def _address(service: ApiObject, obj: ApiObject, seen: pod.Pod, ip: str) -> dict[str, Any]:
    hostname = hostname_of(service, obj)
    entry: dict[str, Any] = {"hostname": hostname} if hostname else {}
    target = {"kind": "Pod", "name": seen.name, "namespace": seen.namespace, "uid": seen.uid}
    return entry | {"ip": ip, "nodeName": seen.node, "targetRef": target}


def _truncated(subsets: list[Subset]) -> tuple[list[Subset], bool]:
    """At most 1,000 addresses, ready ones first."""
    total = sum(len(one.get("addresses", ())) + len(one.get("notReadyAddresses", ())) for one in subsets)
    if total <= _MOST:
        return subsets, False
    room, cut = _MOST, []
    for subset in subsets:
        kept = {}
        for field in ("addresses", "notReadyAddresses"):
            kept[field] = subset.get(field, [])[:room]
            room -= len(kept[field])
        cut.append({**subset, **{field: found for field, found in kept.items() if found}})
    return cut, True
