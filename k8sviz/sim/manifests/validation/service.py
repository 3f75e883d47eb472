"""Services: pkg/apis/core/validation ValidateService, in its order."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.manifests.validation import addresses, metadata, names
from k8sviz.sim.manifests.validation.cluster_ips import check as check_cluster_ips
from k8sviz.sim.manifests.validation.faults import Faults, Verbatim

TYPES = ("ClusterIP", "ExternalName", "LoadBalancer", "NodePort")
PROTOCOLS = ("SCTP", "TCP", "UDP")
_AFFINITIES = ("ClientIP", "None")
_POLICIES = ("Cluster", "Local")
_DISTRIBUTIONS = ("PreferClose", "PreferSameZone", "PreferSameNode")
_ONLY_LB = "may only be used when `type` is 'LoadBalancer'"
_MAX_AFFINITY_SECONDS = 86400
_HINTS, _MODE = "service.kubernetes.io/topology-aware-hints", "service.kubernetes.io/topology-mode"
_RANGES = "service.beta.kubernetes.io/load-balancer-source-ranges"
_GO_PORT = (  # the internal type has no JSON names: the message shows Go's
    '{{"Name":"","Protocol":"{}","AppProtocol":null,"Port":{},"TargetPort":0,"NodePort":0}}'
)

Spec = dict[str, Any]


def check(faults: Faults, service: dict[str, Any]) -> None:
    """Everything that can be said about a Service by itself, after defaulting."""
    spec: Spec = service.get("spec", {})
    metadata.check(faults, service["metadata"], names.label)
    marks = service["metadata"].get("annotations", {})
    if marks.get(_HINTS, marks.get(_MODE)) != marks.get(_MODE, marks.get(_HINTS)):
        words = f"must match annotations[{_HINTS}] when both are specified"
        faults.invalid(f"metadata.annotations[{_MODE}]", marks[_MODE], words)
    if not spec.get("ports") and not is_headless(spec) and spec.get("type") != "ExternalName":
        faults.required("spec.ports")
    _type_rules(faults, spec)
    _ports(faults, spec)
    metadata.labels(faults, spec.get("selector", {}), "spec.selector")
    _affinity(faults, spec)
    check_cluster_ips(faults, spec)
    for index, address in enumerate(spec.get("externalIPs", ())):
        path = f"spec.externalIPs[{index}]"
        faults.each(path, address, addresses.ip(address) or addresses.non_special(address))
    faults.one_of("spec.type", spec.get("type"), TYPES)
    _port_pairs(faults, spec)
    _source_ranges(faults, spec, marks.get(_RANGES))
    _load_balancer(faults, spec)
    _traffic_policies(faults, spec)


def is_headless(spec: Spec) -> bool:
    """Whether the Service has no virtual address on purpose."""
    return bool(spec.get("clusterIPs")) and spec["clusterIPs"][0] == "None"


def externally_accessible(spec: Spec) -> bool:
    """Whether externalTrafficPolicy means something (pkg/api/service ExternallyAccessible)."""
    kind = spec.get("type")
    return kind in ("NodePort", "LoadBalancer") or (kind == "ClusterIP" and bool(spec.get("externalIPs")))


def needs_health_check_node_port(spec: Spec) -> bool:
    """Whether the load balancer asks the nodes which of them have endpoints."""
    return spec.get("type") == "LoadBalancer" and spec.get("externalTrafficPolicy") == "Local"


def _type_rules(faults: Faults, spec: Spec) -> None:
    kind = spec.get("type")
    if kind in ("LoadBalancer", "NodePort") and is_headless(spec):
        faults.invalid("spec.clusterIPs[0]", "None", f"may not be set to 'None' for {kind} services")
    if kind == "ExternalName":
        _external_name(faults, spec)


def _external_name(faults: Faults, spec: Spec) -> None:
    for field in ("clusterIPs", "ipFamilies", "ipFamilyPolicy"):
        if spec.get(field):
            faults.forbidden(f"spec.{field}", "may not be set for ExternalName services")
    name = spec.get("externalName", "").removesuffix(".")
    if name:
        faults.each("spec.externalName", name, names.subdomain(name))
    else:
        faults.required("spec.externalName")


def _ports(faults: Faults, spec: Spec) -> None:
    ports = spec.get("ports", [])
    seen: dict[str, int] = {}
    for index, port in enumerate(ports):
        _port(faults, port, f"spec.ports[{index}]", len(ports) > 1, seen)


def _port(faults: Faults, port: Spec, path: str, need_name: bool, seen: dict[str, int]) -> None:
    name = port.get("name", "")
    if name:
        faults.each(f"{path}.name", name, names.label(name))
        if name in seen:
            faults.duplicate(f"{path}.name", name)
        seen[name] = 1
    elif need_name:
        faults.required(f"{path}.name")
    number = port.get("port", 0)
    faults.each(f"{path}.port", number, names.port_number(number))
    faults.one_of(f"{path}.protocol", port.get("protocol"), PROTOCOLS)
    target: Any = port.get("targetPort", number)
    faults.each(f"{path}.targetPort", target, names.port(target))
    if "appProtocol" in port:
        faults.each(f"{path}.appProtocol", port["appProtocol"], names.qualified(port["appProtocol"]))


def _affinity(faults: Faults, spec: Spec) -> None:
    faults.one_of("spec.sessionAffinity", spec.get("sessionAffinity"), _AFFINITIES)
    config = spec.get("sessionAffinityConfig")
    if spec.get("sessionAffinity") == "ClientIP":
        seconds = ((config or {}).get("clientIP") or {}).get("timeoutSeconds", 0)
        if not 0 < seconds <= _MAX_AFFINITY_SECONDS:
            words = f"must be greater than 0 and less than {_MAX_AFFINITY_SECONDS}"
            faults.invalid("spec.sessionAffinityConfig.clientIP.timeoutSeconds", seconds, words)
    elif config:
        words = "must not be set when session affinity is None"
        faults.forbidden("spec.sessionAffinityConfig", words)


def _port_pairs(faults: Faults, spec: Spec) -> None:
    ports = spec.get("ports", [])
    if spec.get("type") == "ClusterIP":
        for index, port in enumerate(ports):
            if port.get("nodePort"):
                words = "may not be used when `type` is 'ClusterIP'"
                faults.forbidden(f"spec.ports[{index}].nodePort", words)
    node_ports: dict[tuple[str, int], int] = {}
    for index, port in enumerate(ports):
        pair = (port.get("protocol", ""), port.get("nodePort", 0))
        if pair[1] and pair in node_ports:
            faults.duplicate(f"spec.ports[{index}].nodePort", pair[1])
        node_ports[pair] = index
    pairs: dict[tuple[str, int], int] = {}
    for index, port in enumerate(ports):
        pair = (port.get("protocol", ""), port.get("port", 0))
        if pair in pairs:
            faults.duplicate(f"spec.ports[{index}]", Verbatim(_GO_PORT.format(*pair)))
        pairs[pair] = index


def _source_ranges(faults: Faults, spec: Spec, marked: str | None) -> None:
    """The field, or the annotation that was there before it."""
    given = [one.strip() for one in spec.get("loadBalancerSourceRanges", ())]
    path = "spec.LoadBalancerSourceRanges"  # the API server writes it so
    places = [f"{path}[{index}]" for index in range(len(given))]
    if not given and marked is not None:
        path = f"metadata.annotations[{_RANGES}]"
        given = [one.strip() for one in marked.split(",")] if marked.strip() else []
        places = [path] * len(given)
    elif not given:
        return
    if spec.get("type") != "LoadBalancer":
        faults.forbidden(path, _ONLY_LB)
    for place, cidr in zip(places, given, strict=True):
        faults.each(place, cidr, addresses.cidr(cidr))


def _load_balancer(faults: Faults, spec: Spec) -> None:
    balanced = spec.get("type") == "LoadBalancer"
    if "allocateLoadBalancerNodePorts" in spec and not balanced:
        faults.forbidden("spec.allocateLoadBalancerNodePorts", _ONLY_LB)
    if "loadBalancerClass" in spec:
        if not balanced:
            faults.forbidden("spec.loadBalancerClass", _ONLY_LB)
        else:
            faults.each(
                "spec.loadBalancerClass",
                spec["loadBalancerClass"],
                names.qualified(spec["loadBalancerClass"]),
            )


def _traffic_policies(faults: Faults, spec: Spec) -> None:
    external = spec.get("externalTrafficPolicy", "")
    if not externally_accessible(spec):
        if external:
            words = "may only be set for externally-accessible services"
            faults.invalid("spec.externalTrafficPolicy", external, words)
    else:
        faults.one_of("spec.externalTrafficPolicy", external, _POLICIES)
    check_port = spec.get("healthCheckNodePort", 0)
    if check_port and not needs_health_check_node_port(spec):
        words = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"
        faults.invalid("spec.healthCheckNodePort", check_port, words)
    elif check_port:
        faults.each("spec.healthCheckNodePort", check_port, names.port_number(check_port))
    internal = spec.get("internalTrafficPolicy")
    if internal is None and spec.get("type") in ("ClusterIP", "NodePort", "LoadBalancer"):
        faults.required("spec.internalTrafficPolicy")
    elif internal is not None and internal not in _POLICIES:
        faults.unsupported("spec.internalTrafficPolicy", internal, _POLICIES)
    if "trafficDistribution" in spec and spec["trafficDistribution"] not in _DISTRIBUTIONS:
        faults.unsupported("spec.trafficDistribution", spec["trafficDistribution"], _DISTRIBUTIONS)
