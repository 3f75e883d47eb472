"""Warnings of the API server: accepted, but not what it seems (pkg/api/service/warnings.go)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from k8sviz.sim.admission import pod_warnings
from k8sviz.sim.manifests.schema import Kind
from k8sviz.sim.manifests.validation import addresses, names
from k8sviz.sim.objects.identity import ApiObject

_DEPRECATED = {
    "Endpoints": "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
    "ComponentStatus": "v1 ComponentStatus is deprecated in v1.19+",
}
_CLASS = "kubernetes.io/ingress.class"
_HINTS, _MODE = "service.kubernetes.io/topology-aware-hints", "service.kubernetes.io/topology-mode"
_TEMPLATES = {
    **dict.fromkeys(
        ("Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job", "ReplicationController"),
        ("spec", "template"),
    ),
    "CronJob": ("spec", "jobTemplate", "spec", "template"),
}  # fmt: skip
_NAMED_PODS = ("Deployment", "ReplicaSet", "Job", "CronJob", "ReplicationController")
_SURPRISE = "which can result in surprising behavior; a DNS label is recommended"


def deprecated(kind: Kind) -> tuple[str, ...]:
    """What every request about such a kind is answered with, a refused one too."""
    return (_DEPRECATED[kind.name],) if kind.name in _DEPRECATED else ()


def warnings_of(kind: Kind, obj: ApiObject, old: ApiObject | None = None) -> tuple[str, ...]:
    """What kubectl prints after "Warning: "."""
    found = list(deprecated(kind))
    if old is None:
        found += _name(obj["kind"], obj["metadata"].get("name", ""))
    if kind.name == "Service":
        found += _service(obj)
    if kind.name == "Pod" and old is None:  # an update of a Pod is remarked about by nobody
        found += pod_warnings.of(obj["metadata"], obj.get("spec", {}), "")
    where = _TEMPLATES.get(kind.kind)
    if where and (old is None or old.get("spec") != obj.get("spec")):
        template: Any = obj
        for part in where:
            template = template.get(part) or {}
        path = f"{'.'.join(where)}."
        found += pod_warnings.of(template.get("metadata", {}), template.get("spec", {}), path)
    return (*found, *_ingress(obj))


def _name(kind: str, name: str) -> Iterator[str]:
    problems = names.label(name) if name and (kind == "Pod" or kind in _NAMED_PODS) else []
    if problems:
        used = "the Pod's hostname" if kind == "Pod" else "Pod names and hostnames"
        yield f"metadata.name: this is used in {used}, {_SURPRISE}: [{' '.join(problems)}]"


def _ingress(obj: ApiObject) -> Iterator[str]:
    if obj["kind"] == "Ingress" and _CLASS in obj["metadata"].get("annotations", {}):
        yield f"annotation \"{_CLASS}\" is deprecated, please use 'spec.ingressClassName' instead"


def _service(obj: ApiObject) -> Iterator[str]:
    """GetWarningsForService, in its order."""
    spec = obj["spec"]
    if _HINTS in obj["metadata"].get("annotations", {}):
        yield f"annotation {_HINTS} is deprecated, please use {_MODE} instead"
    yield from _ips(spec, "clusterIPs")
    headless = spec.get("type") == "ClusterIP" and spec.get("clusterIP") == "None"
    external_ips = bool(spec.get("externalIPs"))
    if headless:
        yield from _headless(spec)
    yield from _ips(spec, "externalIPs")
    external_name = spec.get("type") == "ExternalName"
    if external_ips and not headless and not external_name:
        yield "spec.externalIPs is deprecated and may no longer be implemented in some clusters"
    yield from addresses.warnings_of_ip("spec.loadBalancerIP", spec.get("loadBalancerIP", ""))
    for index, cidr in enumerate(spec.get("loadBalancerSourceRanges", ())):
        yield from addresses.warnings_of_cidr(f"spec.loadBalancerSourceRanges[{index}]", cidr)
    if external_name and external_ips:
        yield 'spec.externalIPs is ignored when spec.type is "ExternalName"'
    if not external_name and spec.get("externalName"):
        yield 'spec.externalName is ignored when spec.type is not "ExternalName"'
    if spec.get("trafficDistribution") == "PreferClose":
        yield 'spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"'


def _headless(spec: dict[str, Any]) -> Iterator[str]:
    if spec.get("loadBalancerIP"):
        yield "spec.loadBalancerIP is ignored for headless services"
    if spec.get("externalIPs"):
        yield "spec.externalIPs is ignored for headless services"
    if spec.get("sessionAffinity") != "None":
        yield "spec.SessionAffinity is ignored for headless services"


def _ips(spec: dict[str, Any], field: str) -> Iterator[str]:
    for index, address in enumerate(spec.get(field, ())):
        yield from addresses.warnings_of_ip(f"spec.{field}[{index}]", address)
