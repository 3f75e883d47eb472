"""Why a Pod is, or is not, among the endpoints of Services; and why it is not ready, where it is not."""

from __future__ import annotations

from k8sviz.sim.commands import Patch
from k8sviz.sim.diagnosis import behind, podstates, printed
from k8sviz.sim.diagnosis.chain import Diagnosis, Fix, Link
from k8sviz.sim.diagnosis.nearest import distance
from k8sviz.sim.objects import pod as pods
from k8sviz.sim.objects.elements import pod_id, service_id
from k8sviz.sim.objects.endpointslice import Endpoint
from k8sviz.sim.objects.identity import ApiObject, Key
from k8sviz.sim.objects.labels import matches
from k8sviz.sim.objects.service import Service
from k8sviz.sim.world import World

_MOST = 3  # Services that are told one by one


def of_pod(world: World, key: Key) -> Diagnosis:
    """From the Pod's row, over the Services' slices, to the cause."""
    obj = world.cluster.get(key)
    if obj is None:
        return Diagnosis(())
    view = pods.view(obj)
    takers = selecting(world, obj)
    seen = Link(
        "pod-well" if view.ready else "pod-unready",
        {"pod": key.name},
        printed.pod(world, obj),
        pod_id(key.namespace, key.name),
        f"kubectl get pod {key.name}{printed.in_namespace(key.namespace)}",
    )
    told = [_membership(world, obj, service) for service in takers[:_MOST]]
    if view.ready:
        last = told or [_unselected(obj)]
        near = None if takers else _nearly(world, obj)
        links = (seen, *last[:-1], last[-1]._replace(cause=near is None))
        return Diagnosis((*links, near.links[0]), near.fixes) if near else Diagnosis(links)
    rest = podstates.unready(world, obj)
    return Diagnosis((seen, *told, *rest.links), rest.fixes)


def selecting(world: World, obj: ApiObject) -> list[Service]:
    """The Services whose selector takes the Pod."""
    metadata = obj["metadata"]
    return [
        service
        for service in world.wiring.services.values()
        if service.namespace == metadata["namespace"]
        and matches(service.selector, metadata.get("labels") or {})
    ]


def _membership(world: World, obj: ApiObject, service: Service) -> Link:
    name = obj["metadata"]["name"]
    pieces = behind.slices(world, service)
    found = next((one for piece in pieces for one in piece.endpoints if one.pod == name), None)
    return Link(
        _MESSAGES[_state(found)],
        {"service": service.name, "pod": name, "address": pods.view(obj).address},
        printed.columns(("ADDRESS", "READY", "SERVING", "TERMINATING"), _row(found)) if found else (),
        service_id(service.namespace, service.name),
        f"kubectl get endpointslices{printed.in_namespace(service.namespace)} "
        f"-l kubernetes.io/service-name={service.name} -o yaml",
    )


_MESSAGES = {"": "slice-lacks-pod", "ready": "slice-lists-pod", "unready": "slice-holds-back"}


def _state(found: Endpoint | None) -> str:
    return "" if found is None else "ready" if found.ready else "unready"


def _row(found: Endpoint) -> tuple[str, ...]:
    return found.address, *(str(told).lower() for told in (found.ready, found.serving, found.terminating))


def _unselected(obj: ApiObject) -> Link:
    metadata = obj["metadata"]
    labels = ",".join(f"{key}={value}" for key, value in sorted((metadata.get("labels") or {}).items()))
    return Link(
        "no-service-selects",
        {"pod": metadata["name"], "namespace": metadata["namespace"]},
        (labels,) if labels else (),
        pod_id(metadata["namespace"], metadata["name"]),
        f"kubectl get services{printed.in_namespace(metadata['namespace'])} -o wide",
    )


def _nearly(world: World, obj: ApiObject) -> Diagnosis | None:
    """A Service that would take the Pod if one label were another; of several the most alike."""
    metadata = obj["metadata"]
    found = [
        (distance(f"{asked}={value}", f"{key}={said}"), service, (asked, value), (key, said))
        for service in world.wiring.services.values()
        if service.namespace == metadata["namespace"]
        and (pair := behind.almost(service.selector, metadata.get("labels") or {}))
        for (asked, value), (key, said) in (pair,)
    ]
    if not found:
        return None
    _, service, (asked, value), (key, said) = min(found, key=lambda one: one[0])
    place = f"pod {metadata['name']}{printed.in_namespace(metadata['namespace'])}"
    link = Link(
        "label-differs",
        {"service": service.name, "asked": f"{asked}={value}", "label": f"{key}={said}"},
        element=service_id(service.namespace, service.name),
        command=f"kubectl get {place} --show-labels",
        cause=True,
    )
    fix = Fix(
        "fix-label",
        {"pod": metadata["name"], "label": f"{asked}={value}"},
        (Patch("Pod", metadata["name"], {"metadata": {"labels": {asked: value}}}, metadata["namespace"]),),
        typed=f"kubectl label {place} {asked}={value} --overwrite",
    )
    return Diagnosis((link,), (fix,))
