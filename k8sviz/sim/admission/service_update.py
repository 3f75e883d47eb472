"""An update of a Service: what the client left out is patched in, what its type has no use for is dropped.

pkg/registry/core/service: patchAllocatedValues, normalizeClusterIPs, dropTypeDependentFields.
"""

from __future__ import annotations

from typing import Any

from k8sviz.sim.admission.services import needs_cluster_ip, needs_node_port
from k8sviz.sim.manifests.validation.faults import Faults
from k8sviz.sim.manifests.validation.service import externally_accessible, needs_health_check_node_port
from k8sviz.sim.objects.identity import ApiObject

Spec = dict[str, Any]


def carry_over(new: ApiObject, old: ApiObject) -> ApiObject:
    """The new Service as the registry sees it before it allocates anything."""
    spec, before = dict(new["spec"]), old["spec"]
    _same_addresses(spec, before)
    _same_node_ports(spec, before)
    checked = needs_health_check_node_port(spec) and needs_health_check_node_port(before)
    if checked and not spec.get("healthCheckNodePort") and before.get("healthCheckNodePort"):
        spec["healthCheckNodePort"] = before["healthCheckNodePort"]
    _drop(spec, before)
    status = new.get("status", {"loadBalancer": {}})
    if before.get("type") == "LoadBalancer" and spec.get("type") != "LoadBalancer":
        status = {**status, "loadBalancer": {}}
    return {**new, "spec": spec, "status": status}


def with_ip_modes(service: ApiObject) -> ApiObject:
    """Load balancers' addresses are VIPs where nothing else is said (SetDefaults_ServiceStatus, KEP-1860)."""
    balancer = (service.get("status") or {}).get("loadBalancer") or {}
    if not balancer.get("ingress"):
        return service
    points = [
        {**one, "ipMode": one.get("ipMode", "VIP")} if one.get("ip") else one for one in balancer["ingress"]
    ]
    return {**service, "status": {**service["status"], "loadBalancer": {**balancer, "ingress": points}}}


def check(faults: Faults, new: ApiObject, old: ApiObject) -> None:
    """ValidateServiceUpdate: what may not change once it is set."""
    spec, before = new["spec"], old["spec"]
    _primary_stays(faults, spec, before)
    stays = before.get("type") == spec.get("type") == "LoadBalancer"
    if stays and before.get("loadBalancerClass") != spec.get("loadBalancerClass"):
        faults.invalid("spec.loadBalancerClass", spec.get("loadBalancerClass"), "may not change once set")
    checked = needs_health_check_node_port(spec) and needs_health_check_node_port(before)
    if checked and spec.get("healthCheckNodePort", 0) != before.get("healthCheckNodePort", 0):
        faults.forbidden("spec.healthCheckNodePort", "field is immutable")


def _primary_stays(faults: Faults, spec: Spec, before: Spec) -> None:
    if not (needs_cluster_ip(spec) and needs_cluster_ip(before) and before.get("clusterIPs")):
        return
    ips, held = spec.get("clusterIPs", []), before["clusterIPs"]
    if not ips:
        faults.invalid("spec.clusterIPs[0]", ips, "primary clusterIP can not be unset")
    elif ips[0] != held[0]:
        faults.invalid("spec.clusterIPs[0]", ips, "may not change once set")
    families, first = spec.get("ipFamilies", []), before.get("ipFamilies", [])
    if families and first and families[0] != first[0] and ips[:1] == held[:1] != ["None"]:
        faults.invalid("spec.ipFamilies[0]", families, "may not change once set")


def _same_addresses(spec: Spec, before: Spec) -> None:
    if needs_cluster_ip(spec) and needs_cluster_ip(before) and not spec.get("clusterIP"):
        spec["clusterIP"] = before.get("clusterIP", "")
    if spec.get("clusterIP") != before.get("clusterIP") and spec.get("clusterIPs") == before.get(
        "clusterIPs"
    ):
        spec["clusterIPs"] = [spec["clusterIP"]] if spec.get("clusterIP") else []
    elif not spec.get("clusterIPs") and spec.get("clusterIP"):
        same = spec["clusterIP"] == before.get("clusterIP")
        spec["clusterIPs"] = before["clusterIPs"] if same else [spec["clusterIP"]]


def _same_node_ports(spec: Spec, before: Spec) -> None:
    """Ports are matched by name; a number that moved to another port is not given twice."""
    if not (needs_node_port(spec) and needs_node_port(before)):
        return
    held = {port.get("name", ""): port.get("nodePort", 0) for port in before.get("ports", ())}
    used = {port["nodePort"] for port in spec.get("ports", ()) if port.get("nodePort")}
    used &= {number for number in held.values() if number}
    spec["ports"] = [_with_old(port, held, used) for port in spec.get("ports", ())]


def _with_old(port: Spec, held: dict[str, int], used: set[int]) -> Spec:
    number = held.get(port.get("name", ""), 0)
    if port.get("nodePort") or not number or number in used:
        return port
    return {**port, "nodePort": number}


def _drop(spec: Spec, before: Spec) -> None:
    """Only what the user did not touch is dropped; the rest is left for validation to refuse."""
    fields: list[str] = []
    if needs_cluster_ip(before) and not needs_cluster_ip(spec):
        fields += ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "internalTrafficPolicy"]
    if needs_health_check_node_port(before) and not needs_health_check_node_port(spec):
        fields.append("healthCheckNodePort")
    if before.get("type") == "LoadBalancer" and spec.get("type") != "LoadBalancer":
        fields += ["allocateLoadBalancerNodePorts", "loadBalancerClass"]
    if externally_accessible(before) and not externally_accessible(spec):
        fields.append("externalTrafficPolicy")
    for field in fields:
        if field in spec and spec[field] == before.get(field):
            del spec[field]
    if needs_node_port(before) and not needs_node_port(spec) and _ports_of(spec) == _ports_of(before):
        spec["ports"] = [
            {key: port[key] for key in port if key != "nodePort"} for port in spec.get("ports", ())
        ]


def _ports_of(spec: Spec) -> list[int]:
    return sorted(port.get("nodePort", 0) for port in spec.get("ports", ()))
