"""The EndpointSlice controller: which Pods stand behind a Service (kubernetes.io/docs, endpoint-slices)."""

from __future__ import annotations

from collections.abc import Iterable

from k8sviz.sim.cluster import Change, Cluster
from k8sviz.sim.controllers import endpoints
from k8sviz.sim.controllers.controller import Controller, key_for, subject_of
from k8sviz.sim.controllers.slices import filled
from k8sviz.sim.objects.identity import ApiObject, Key, key_of
from k8sviz.sim.objects.labels import matches
from k8sviz.sim.objects.workload import controller_of, generated_name, owner_reference

KIND = "EndpointSlice.discovery.k8s.io"
_NAME = "endpointslice"
_MANAGED = {"endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io"}


def _concerns(cluster: Cluster, change: Change) -> Iterable[str]:
    match change.key.kind:
        case "Service":
            return (subject_of(change.key),) if change.after else ()
        case "Pod":
            return _selecting(cluster, change)
        case "Node":
            moved = _zone(change.before) != _zone(change.after)
            return [subject_of(key_of(obj)) for obj in cluster.of_kind("Service")] if moved else ()
        case _:
            owner = controller_of(change.before or change.after or {"metadata": {}})
            own = owner is not None and owner["kind"] == "Service"
            return (f"{change.key.namespace}/{owner['name']}",) if own and owner else ()


def _selecting(cluster: Cluster, change: Change) -> Iterable[str]:
    sets = [obj["metadata"].get("labels") or {} for obj in (change.before, change.after) if obj]
    return [
        subject_of(key_of(obj))
        for obj in cluster.of_kind("Service", change.key.namespace)
        if any(matches(obj["spec"].get("selector"), labels) for labels in sets)
    ]


def _zone(node: ApiObject | None) -> str | None:
    labels = (node["metadata"].get("labels") or {}) if node else {}
    zone: str | None = labels.get(endpoints.ZONE)
    return zone


def _reconcile(cluster: Cluster, subject: str) -> None:
    """Changes are gathered for a moment before they are written, as the real controller batches them."""
    service = cluster.get(key_for("Service", subject))
    if service is not None and service["spec"].get("selector"):
        cluster.timers.set(cluster.now + cluster.settings.timings.endpoints, _NAME, subject)


def _write(cluster: Cluster, subject: str) -> None:
    service = cluster.get(key_for("Service", subject))
    if service is None or not service["spec"].get("selector") or service["spec"]["type"] == "ExternalName":
        return  # slices, if any, are somebody else's; those of a former selector stay as they were
    labels = _labels(service)
    old = cluster.owned(service, KIND)
    plan = filled(old, endpoints.wanted(cluster, service))
    for obj, content in zip(old, plan.kept, strict=True):
        if content is None:
            cluster.remove(key_of(obj))
        else:
            cluster.put({**obj, **content, "metadata": {**obj["metadata"], "labels": labels}})
    for content in plan.new:
        cluster.put(_slice(cluster, service, labels) | content)


def _labels(service: ApiObject) -> dict[str, str]:
    own = service["metadata"].get("labels") or {}
    headless = {"service.kubernetes.io/headless": ""} if service["spec"].get("clusterIP") == "None" else {}
    return {**own, **_MANAGED, "kubernetes.io/service-name": service["metadata"]["name"], **headless}


def _slice(cluster: Cluster, service: ApiObject, labels: dict[str, str]) -> ApiObject:
    namespace, name = service["metadata"]["namespace"], service["metadata"]["name"]
    return {
        "addressType": (service["spec"].get("ipFamilies") or ["IPv4"])[0],
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": {
            "generateName": f"{name}-",
            "labels": labels,
            "name": generated_name(
                f"{name}-",
                cluster.chance,
                taken=lambda taken: cluster.get(Key(KIND, namespace, taken)) is not None,
            ),
            "namespace": namespace,
            "ownerReferences": [owner_reference(service)],
        },
    }


ENDPOINTSLICE = Controller(_NAME, ("Service", "Pod", "Node", KIND), _concerns, _reconcile, _write)
