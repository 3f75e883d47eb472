"""EndpointSlices of Endpoints that people write by hand, for Services without a selector."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address
from typing import Any

from k8sviz.sim.cluster import Change, Cluster
from k8sviz.sim.controllers import triggers
from k8sviz.sim.controllers.controller import Controller, key_for, subject_of
from k8sviz.sim.objects.identity import ApiObject, Key, key_of
from k8sviz.sim.objects.workload import generated_name, owner_reference

KIND = "EndpointSlice.discovery.k8s.io"
_MANAGER = "endpointslicemirroring-controller.k8s.io"
_SKIPPED = ("endpoints.kubernetes.io/managed-by", "endpointslice.kubernetes.io/skip-mirror")
_LEADER = "control-plane.alpha.kubernetes.io/leader"
_NOT_COPIED = ("kubectl.kubernetes.io/last-applied-configuration", triggers.ANNOTATION)


def _concerns(_cluster: Cluster, change: Change) -> Iterable[str]:
    return (subject_of(change.key),)


def _reconcile(cluster: Cluster, subject: str) -> None:
    endpoints, service = cluster.get(key_for("Endpoints", subject)), cluster.get(key_for("Service", subject))
    namespace, _, name = subject.partition("/")
    old = _mirrored(cluster, namespace, name)
    if endpoints is None or service is None or not _is_ours(endpoints, service):
        for obj in old:
            cluster.remove(key_of(obj))
        return
    _write(cluster, endpoints, old)


def _is_ours(endpoints: ApiObject, service: ApiObject) -> bool:
    metadata = endpoints["metadata"]
    labels = metadata.get("labels") or {}
    skipped = any(label in labels for label in _SKIPPED) or _LEADER in (metadata.get("annotations") or {})
    return not skipped and not service["spec"].get("selector")


def _mirrored(cluster: Cluster, namespace: str, name: str) -> list[ApiObject]:
    found = []
    for obj in cluster.of_kind(KIND, namespace):
        labels = obj["metadata"].get("labels") or {}
        ours = labels.get("endpointslice.kubernetes.io/managed-by") == _MANAGER
        if ours and labels.get("kubernetes.io/service-name") == name:
            found.append(obj)
    return found


def _write(cluster: Cluster, endpoints: ApiObject, old: list[ApiObject]) -> None:
    wanted = [
        (family, content)
        for subset in endpoints.get("subsets") or ()
        for family in ("IPv4", "IPv6")
        if (content := _content(subset, family))["endpoints"]
    ]
    spare = list(old)
    for family, content in wanted:
        same = next(
            (obj for obj in spare if (obj["addressType"], obj["ports"]) == (family, content["ports"])), None
        )
        if same is not None:
            spare.remove(same)
        cluster.put(_slice(cluster, endpoints, family, same) | content)
    for obj in spare:
        cluster.remove(key_of(obj))


def _content(subset: dict[str, Any], family: str) -> dict[str, Any]:
    endpoints = [
        _endpoint(address, ready)
        for field, ready in (("addresses", True), ("notReadyAddresses", False))
        for address in subset.get(field) or ()
        if _family(address["ip"]) == family
    ]
    ports = [{"name": "", "protocol": "TCP", **port} for port in subset.get("ports") or ()]
    return {"endpoints": endpoints, "ports": ports}


def _family(text: str) -> str:
    return f"IPv{ip_address(text).version}"


def _endpoint(address: dict[str, Any], ready: bool) -> dict[str, Any]:
    kept = {field: address[field] for field in ("hostname", "nodeName", "targetRef") if address.get(field)}
    return {"addresses": [address["ip"]], "conditions": {"ready": ready}, **kept}


def _slice(cluster: Cluster, endpoints: ApiObject, family: str, old: ApiObject | None) -> ApiObject:
    metadata = endpoints["metadata"]
    namespace, name = metadata["namespace"], metadata["name"]
    labels = {
        **(metadata.get("labels") or {}),
        "endpointslice.kubernetes.io/managed-by": _MANAGER,
        "kubernetes.io/service-name": name,
    }
    own = metadata.get("annotations") or {}
    annotations = {key: value for key, value in own.items() if key not in _NOT_COPIED}
    described: dict[str, Any] = {"labels": labels} | ({"annotations": annotations} if annotations else {})
    if old is not None:
        rest = {key: value for key, value in old["metadata"].items() if key != "annotations"}
        return {**old, "metadata": rest | described}
    taken = generated_name(
        f"{name}-", cluster.chance, lambda one: cluster.get(Key(KIND, namespace, one)) is not None
    )
    return {
        "addressType": family,
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": described
        | {
            "generateName": f"{name}-",
            "name": taken,
            "namespace": namespace,
            "ownerReferences": [owner_reference(endpoints)],
        },
    }


MIRRORING = Controller(
    "endpointslicemirroring", ("Endpoints", "Service"), _concerns, _reconcile, due=_reconcile
)
