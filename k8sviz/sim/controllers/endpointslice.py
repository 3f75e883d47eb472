"""The EndpointSlice controller: which Pods stand behind a Service (kubernetes.io/docs, endpoint-slices)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from k8sviz.sim.cluster import Change, Cluster
from k8sviz.sim.controllers import endpoints, events, hints, subsets, triggers
from k8sviz.sim.controllers.controller import Controller, key_for, subject_of
from k8sviz.sim.controllers.slices import Content, filled
from k8sviz.sim.objects import pod
from k8sviz.sim.objects.identity import ApiObject, Key, key_of
from k8sviz.sim.objects.labels import matches
from k8sviz.sim.objects.workload import controller_of, generated_name, owner_reference

Groups = dict[endpoints.Ports, list[dict[str, Any]]]
KIND = "EndpointSlice.discovery.k8s.io"
_NAME = "endpointslice"
_RECORDER = events.Recorder("endpoint-slice-controller")
_MANAGED = {"endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io"}


def _concerns(cluster: Cluster, change: Change) -> Iterable[str]:
    """Its own writes are no news to it (endpointslice/endpointslice_tracker.go)."""
    if change.by == _NAME:
        return ()
    match change.key.kind:
        case "Service":
            if change.after is None and change.before is not None:
                _service_gone(cluster, change.before)
                return ()
            return (subject_of(change.key),)
        case "Pod":
            return _selecting(cluster, change)
        case "Node":
            moved = _place(change.before) != _place(change.after)
            return [subject_of(key_of(obj)) for obj in cluster.of_kind("Service")] if moved else ()
        case _:
            owner = controller_of(change.before or change.after or {"metadata": {}})
            own = owner is not None and owner["kind"] == "Service"
            return (f"{change.key.namespace}/{owner['name']}",) if own and owner else ()


def _service_gone(cluster: Cluster, service: ApiObject) -> None:
    """Its Endpoints go with it, whoever wrote them (endpoints_controller.go, syncService)."""
    metadata = service["metadata"]
    triggers.forget(cluster, metadata["uid"])
    cluster.remove(Key(subsets.KIND, metadata["namespace"], metadata["name"]))


def _selecting(cluster: Cluster, change: Change) -> Iterable[str]:
    if change.before and change.after and _told_of(change.before) == _told_of(change.after):
        return ()
    sets = [obj["metadata"].get("labels") or {} for obj in (change.before, change.after) if obj]
    return [
        subject_of(key_of(obj))
        for obj in cluster.of_kind("Service", change.key.namespace)
        if any(matches(obj["spec"].get("selector"), labels) for labels in sets)
    ]


def _told_of(obj: ApiObject) -> tuple[Any, ...]:
    """All that endpoints tell of a Pod (pkg/controller/util/endpoint, podEndpointsChanged)."""
    seen, spec, status = pod.view(obj), obj["spec"], obj.get("status") or {}
    name = spec.get("hostname"), spec.get("subdomain")
    return seen.labels, seen.node, seen.ready, seen.over, seen.terminating, status.get("podIPs"), name


def _place(node: ApiObject | None) -> str | None:
    if node is None:
        return None
    zone: str = (node["metadata"].get("labels") or {}).get(endpoints.ZONE, "")
    return f"{zone} {pod.condition(node, 'Ready')}"


def _reconcile(cluster: Cluster, subject: str) -> None:
    """Changes are gathered for a moment before they are written, as the real controller batches them."""
    service = cluster.get(key_for("Service", subject))
    if service is not None and service["spec"].get("selector"):
        cluster.timers.set(cluster.now + cluster.settings.timings.endpoints, _NAME, subject)


def _write(cluster: Cluster, subject: str) -> None:
    service = cluster.get(key_for("Service", subject))
    if service is None or not service["spec"].get("selector") or service["spec"]["type"] == "ExternalName":
        return  # slices, if any, are somebody else's; those of a former selector stay as they were
    pods = endpoints.selected(cluster, service)
    at = triggers.trigger_time(cluster, service, pods)
    subsets.write(cluster, service, pods, at)
    families = service["spec"].get("ipFamilies") or ["IPv4"]
    for family in families:
        _write_family(cluster, service, family, pods, at)
    for obj in cluster.owned(service, KIND):
        if obj["addressType"] not in families:
            cluster.remove(key_of(obj))


def _write_family(cluster: Cluster, service: ApiObject, family: str, pods: list[ApiObject], at: str) -> None:
    old = [obj for obj in cluster.owned(service, KIND) if obj["addressType"] == family]
    groups = endpoints.wanted(cluster, service, pods, family)
    if hints.automatic(service):
        groups = _with_hints(cluster, service, family, groups)
    elif cluster.counters.pop(_hinted(service, family), 0):
        _tell(cluster, service, family, hints.DISABLED)
    labels = _labels(service)
    plan = filled(old, groups)
    for obj, content in zip(old, plan.kept, strict=True):
        if content is None:
            cluster.remove(key_of(obj))
        elif _differs(obj, content, labels):
            metadata = triggers.stamped({**obj["metadata"], "labels": labels}, at)
            cluster.put({**obj, **content, "metadata": metadata}, by=_NAME)
    for content in plan.new:
        fresh = _slice(cluster, service, labels, family)
        cluster.put(fresh | content | {"metadata": triggers.stamped(fresh["metadata"], at)}, by=_NAME)


def _differs(obj: ApiObject, content: Content, labels: dict[str, str]) -> bool:
    return obj["metadata"].get("labels") != labels or any(obj.get(key) != content[key] for key in content)


def _with_hints(cluster: Cluster, service: ApiObject, family: str, groups: Groups) -> Groups:
    """All groups share one allocation; the Service is told when hints come and why they do not."""
    everyone = [entry for group in groups.values() for entry in group]
    hinted = hints.share(cluster, everyone)
    if hinted.problem:
        cluster.counters.pop(_hinted(service, family), None)
        _tell(cluster, service, family, hinted.problem)
        return groups
    if not cluster.counters.get(_hinted(service, family)):
        cluster.counters[_hinted(service, family)] = 1
        message = f"{hints.ENABLED}, addressType: {family}"
        events.normal(cluster, _RECORDER, service, "TopologyAwareHintsEnabled", message)
    entries = iter(hinted.endpoints)
    return {ports: [next(entries) for _ in group] for ports, group in groups.items()}


def _hinted(service: ApiObject, family: str) -> str:
    return f"hinted/{family}/{service['metadata']['uid']}"


def _tell(cluster: Cluster, service: ApiObject, family: str, problem: str) -> None:
    message = f"{problem}, addressType: {family}"
    events.warn(cluster, _RECORDER, service, "TopologyAwareHintsDisabled", message)


def _labels(service: ApiObject) -> dict[str, str]:
    own = service["metadata"].get("labels") or {}
    headless = {"service.kubernetes.io/headless": ""} if service["spec"].get("clusterIP") == "None" else {}
    return {**own, **_MANAGED, "kubernetes.io/service-name": service["metadata"]["name"], **headless}


def _slice(cluster: Cluster, service: ApiObject, labels: dict[str, str], family: str) -> ApiObject:
    namespace, name = service["metadata"]["namespace"], service["metadata"]["name"]
    return {
        "addressType": family,
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
