"""Warnings about Pods and Pod templates (pkg/api/pod/warnings.go) and about names and finalizers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from k8sviz.sim.manifests import quantity
from k8sviz.sim.manifests.validation import names
from k8sviz.sim.objects.identity import ApiObject

_TEMPLATES = {
    **dict.fromkeys(
        ("Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job", "ReplicationController"),
        ("spec", "template"),
    ),
    "CronJob": ("spec", "jobTemplate", "spec", "template"),
}  # fmt: skip
_LABELS = {  # deprecated labels of nodes: since when, and what to use
    "beta.kubernetes.io/arch": ("v1.14", "kubernetes.io/arch"),
    "beta.kubernetes.io/os": ("v1.14", "kubernetes.io/os"),
    "failure-domain.beta.kubernetes.io/region": ("v1.17", "topology.kubernetes.io/region"),
    "failure-domain.beta.kubernetes.io/zone": ("v1.17", "topology.kubernetes.io/zone"),
    "beta.kubernetes.io/instance-type": ("v1.17", "node.kubernetes.io/instance-type"),
}
_NAMED_PODS = ("Deployment", "ReplicaSet", "Job", "ReplicationController")
_SURPRISE = "which can result in surprising behavior; a DNS label is recommended"
_STANDARD = ("orphan", "foregroundDeletion", "kubernetes")

Fields = dict[str, Any]


def of(obj: ApiObject) -> Iterator[str]:
    """What the server remarks about an object that has or makes Pods."""
    kind, is_new = obj["kind"], "resourceVersion" not in obj["metadata"]
    if is_new:
        yield from _name(kind, obj["metadata"].get("name", ""))
    yield from _finalizers(obj["metadata"])
    if kind == "Pod" and is_new:
        yield from _spec(obj.get("spec", {}), "spec")
    elif kind in _TEMPLATES:
        template: Any = obj
        for part in _TEMPLATES[kind]:
            template = template.get(part) or {}
        yield from _spec(template.get("spec", {}), f"{'.'.join(_TEMPLATES[kind])}.spec")


def _name(kind: str, name: str) -> Iterator[str]:
    problems = names.label(name) if kind == "Pod" or kind in _NAMED_PODS else []
    if problems:
        used = "the Pod's hostname" if kind == "Pod" else "Pod names and hostnames"
        yield f"metadata.name: this is used in {used}, {_SURPRISE}: [{' '.join(problems)}]"


def _finalizers(metadata: Fields) -> Iterator[str]:
    for finalizer in metadata.get("finalizers", ()):
        if "/" not in finalizer and finalizer not in _STANDARD:
            words = (
                "prefer a domain-qualified finalizer name including a path (/) to avoid accidental conflicts"
            )
            yield f'metadata.finalizers: "{finalizer}": {words} with other finalizer writers'


def _spec(spec: Fields, path: str) -> Iterator[str]:
    for key in sorted(spec.get("nodeSelector", {})):
        if key in _LABELS:
            since, instead = _LABELS[key]
            yield f'{path}.nodeSelector[{key}]: deprecated since {since}; use "{instead}" instead'
    if spec.get("terminationGracePeriodSeconds", 0) < 0:
        words = "must be >= 0; negative values are invalid and will be treated as 1"
        yield f"{path}.terminationGracePeriodSeconds: {words}"
    for kind in ("initContainers", "containers"):
        for index, container in enumerate(spec.get(kind, ())):
            yield from _container(container, f"{path}.{kind}[{index}]")


def _container(container: Fields, path: str) -> Iterator[str]:
    seen: set[str] = set()
    for index, one in enumerate(container.get("env", ())):
        name = one.get("name", "")
        if name in seen:
            words = f'hides previous definition of "{name}", which may be dropped when using apply'
            yield f"{path}.env[{index}]: {words}"
        seen.add(name)
    places: dict[tuple[Any, ...], int] = {}
    for index, port in enumerate(container.get("ports", ())):
        keys = ("containerPort", "hostPort", "hostIP")
        place = (port.get("protocol", "TCP"), *(port.get(key) for key in keys))
        if place in places:
            yield f"{path}.ports[{index}]: duplicate port definition with {path}.ports[{places[place]}]"
        places.setdefault(place, index)
    for kind in ("limits", "requests"):
        amounts = container.get("resources", {}).get(kind, {})
        for name in ("memory", "ephemeral-storage"):
            value = quantity.parse(amounts.get(name, "0"))
            if value is not None and value.denominator != 1:
                told = f'fractional byte value "{amounts[name]}" is invalid, must be an integer'
                yield f"{path}.resources.{kind}[{name}]: {told}"
