"""Warnings of the API server: accepted, but not what it seems (pkg/api/service/warnings.go)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from k8sviz.sim.admission import pod_warnings
from k8sviz.sim.manifests.schema import Kind
from k8sviz.sim.manifests.validation.service import is_headless
from k8sviz.sim.objects.identity import ApiObject

_DEPRECATED = {
    "Endpoints": "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
    "ComponentStatus": "v1 ComponentStatus is deprecated in v1.19+",
}
_CLASS = "kubernetes.io/ingress.class"
_HINTS = "service.kubernetes.io/topology-aware-hints"


def deprecated(kind: Kind) -> tuple[str, ...]:
    """What every request about such a kind is answered with, a refused one too."""
    return (_DEPRECATED[kind.name],) if kind.name in _DEPRECATED else ()


def warnings_of(kind: Kind, obj: ApiObject) -> tuple[str, ...]:
    """What kubectl prints after "Warning: "."""
    if kind.name != "Service":
        return (*deprecated(kind), *_ingress(obj), *pod_warnings.of(obj))
    hints = _HINTS in obj["metadata"].get("annotations", {})
    mode = "service.kubernetes.io/topology-mode"
    first = (f"annotation {_HINTS} is deprecated, please use {mode} instead",) if hints else ()
    return (*first, *_service(obj["spec"]))


def _ingress(obj: ApiObject) -> Iterator[str]:
    if obj["kind"] == "Ingress" and _CLASS in obj["metadata"].get("annotations", {}):
        yield f"annotation \"{_CLASS}\" is deprecated, please use 'spec.ingressClassName' instead"


def _service(spec: dict[str, Any]) -> Iterator[str]:
    external_ips = bool(spec.get("externalIPs"))
    if external_ips:
        yield "spec.externalIPs is deprecated and may no longer be implemented in some clusters"
    if is_headless(spec):
        if spec.get("loadBalancerIP"):
            yield "spec.loadBalancerIP is ignored for headless services"
        if external_ips:
            yield "spec.externalIPs is ignored for headless services"
        if spec.get("sessionAffinity") != "None":
            yield "spec.SessionAffinity is ignored for headless services"
    if spec.get("type") == "ExternalName" and external_ips:
        yield 'spec.externalIPs is ignored when spec.type is "ExternalName"'
    if spec.get("type") != "ExternalName" and spec.get("externalName"):
        yield 'spec.externalName is ignored when spec.type is not "ExternalName"'
    if spec.get("trafficDistribution") == "PreferClose":
        yield 'spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"'
