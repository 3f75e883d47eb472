"""What stands behind a Service: its slices, the Pods its selector takes, and those it might have meant."""

from __future__ import annotations

from typing import NamedTuple

from k8sviz.sim.diagnosis.nearest import nearest
from k8sviz.sim.objects import pod as pods
from k8sviz.sim.objects.endpointslice import SERVICE_NAME, EndpointSlice
from k8sviz.sim.objects.identity import ApiObject
from k8sviz.sim.objects.labels import GENERATED, matches
from k8sviz.sim.objects.service import Service
from k8sviz.sim.world import World


class Meant(NamedTuple):
    """A label that Pods have and a selector almost asks for."""

    asked: tuple[str, str]
    label: tuple[str, str]
    pods: int


def selected(world: World, service: Service) -> list[ApiObject]:
    """The Pods that the selector takes, in its own namespace."""
    return [pod for pod in of_namespace(world, service.namespace) if _takes(service, pod)]


def elsewhere(world: World, service: Service) -> dict[str, int]:
    """How many Pods of each other namespace the selector would take."""
    found: dict[str, int] = {}
    for pod in world.cluster.of_kind("Pod"):
        namespace = pod["metadata"]["namespace"]
        if namespace != service.namespace and _takes(service, pod):
            found[namespace] = found.get(namespace, 0) + 1
    return found


def of_namespace(world: World, namespace: str) -> list[ApiObject]:
    """A namespace's Pods, without those that only send requests."""
    return [pod for pod in world.cluster.of_kind("Pod", namespace) if not pods.is_client(pod)]


def slices(world: World, service: Service) -> list[EndpointSlice]:
    """The Service's EndpointSlices, with every endpoint."""
    return [
        EndpointSlice.of(obj)
        for obj in world.cluster.of_kind("EndpointSlice.discovery.k8s.io", service.namespace)
        if (obj["metadata"].get("labels") or {}).get(SERVICE_NAME) == service.name
    ]


def nodes(world: World, service: Service) -> list[str]:
    """The nodes on which ready endpoints run."""
    return sorted(
        {one.node for piece in slices(world, service) for one in piece.endpoints if one.ready and one.node}
    )


def meant(world: World, service: Service) -> Meant | None:
    """The label that a selector which takes nothing almost asks for; its other labels are right."""
    found: dict[tuple[tuple[str, str], tuple[str, str]], int] = {}
    for pod in of_namespace(world, service.namespace):
        pair = almost(service.selector, pod["metadata"].get("labels") or {})
        if pair:
            found[pair] = found.get(pair, 0) + 1
    if not found:
        return None
    pair = max(found, key=lambda one: found[one])
    return Meant(*pair, found[pair])


def meant_pods(world: World, service: Service) -> list[ApiObject]:
    """The Pods that a selector which takes nothing almost asks for."""
    found = meant(world, service)
    key, value = found.label if found else ("", "")
    here = of_namespace(world, service.namespace)
    return [pod for pod in here if found and (pod["metadata"].get("labels") or {}).get(key) == value]


def almost(
    selector: dict[str, str], labels: dict[str, str]
) -> tuple[tuple[str, str], tuple[str, str]] | None:
    """The one pair of a selector that these labels do not have, and the label it may have meant."""
    wrong = [(key, value) for key, value in selector.items() if labels.get(key) != value]
    if len(wrong) != 1:
        return None
    key, value = wrong[0]
    if key in labels:
        near = len(selector) == 1 or nearest(value, [labels[key]])
        return ((key, value), (key, labels[key])) if near else None
    others = {name: said for name, said in labels.items() if name not in GENERATED and name not in selector}
    other = nearest(key, others) or next((name for name, said in others.items() if said == value), "")
    return ((key, value), (other, others[other])) if other else None


def _takes(service: Service, pod: ApiObject) -> bool:
    return matches(service.selector, pod["metadata"].get("labels") or {})
