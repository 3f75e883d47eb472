"""What the API server gives a Service: IP families, addresses, node ports (pkg/registry/core/service).

The allocators come before validation, as in the registry's BeginCreate: what they refuse is told alone.
"""

from __future__ import annotations

from typing import Any

from k8sviz.sim.admission import allocation
from k8sviz.sim.admission.allocation import AllocationError, Pool
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.manifests.validation.cluster_ips import FAMILIES, family_of
from k8sviz.sim.manifests.validation.cluster_ips import check as check_cluster_ips
from k8sviz.sim.manifests.validation.faults import Faults
from k8sviz.sim.manifests.validation.service import is_headless, needs_health_check_node_port
from k8sviz.sim.objects.identity import ApiObject, Key, key_of

Spec = dict[str, Any]


def allocate(cluster: Cluster, service: ApiObject, old: ApiObject | None, faults: Faults) -> ApiObject:
    """The Service with everything the server gives it; faults if something cannot be had."""
    before: Spec = old["spec"] if old else {}
    spec: Spec = dict(service["spec"])
    if spec["type"] == "ExternalName":
        return {**service, "spec": spec}
    _downgrade(spec, before)
    check_cluster_ips(faults, spec)
    if not faults.found:
        _families(cluster, spec, before, faults)
    if not faults.found:
        check_cluster_ips(faults, spec)
    if not faults.found:
        _cluster_ips(cluster, spec, before, service, faults)
    if not faults.found and needs_node_port(spec):
        _node_ports(cluster, spec, old, service, faults)
    return {**service, "spec": spec}


def needs_node_port(spec: Spec) -> bool:
    """NodePort and LoadBalancer Services have node ports."""
    return spec.get("type") in ("NodePort", "LoadBalancer")


def needs_cluster_ip(spec: Spec) -> bool:
    """Every type but ExternalName."""
    return bool(spec) and spec.get("type") != "ExternalName"


def _downgrade(spec: Spec, before: Spec) -> None:
    """Who asks for one family again and leaves the rest as it was gives the second one back."""
    if spec.get("ipFamilyPolicy") == "SingleStack" != before.get("ipFamilyPolicy", "SingleStack"):
        for field in ("clusterIPs", "ipFamilies"):
            if spec.get(field) == before.get(field) and spec.get(field):
                spec[field] = spec[field][:1]


def _families(cluster: Cluster, spec: Spec, before: Spec, faults: Faults) -> None:
    """initIPFamilyFields (pkg/registry/core/service/storage/alloc.go)."""
    for field in ("ipFamilyPolicy", "ipFamilies"):
        if before.get(field) and not spec.get(field):
            spec[field] = before[field]
    configured = [family_of(cidr) for cidr in cluster.settings.service_cidrs]
    addresses = [family_of(address) for address in spec.get("clusterIPs", ()) if address != "None"]
    if is_headless(spec) and not spec.get("selector"):
        spec.setdefault("ipFamilyPolicy", "RequireDualStack")
        spec["ipFamilies"] = _both(spec, spec.get("ipFamilies") or configured[:1], list(FAMILIES))
        return
    given = len(addresses) > 1 or len(spec.get("ipFamilies", ())) > 1
    policy = spec.setdefault("ipFamilyPolicy", "RequireDualStack" if given else "SingleStack")
    families = spec.get("ipFamilies") or addresses or configured[:1]
    if policy == "RequireDualStack" and len(configured) == 1:
        words = "this cluster is not configured for dual-stack services"
        faults.invalid("spec.ipFamilyPolicy", policy, words)
    for index, family in enumerate(families):
        if family not in configured:
            faults.invalid(f"spec.ipFamilies[{index}]", family, "not configured on this cluster")
    spec["ipFamilies"] = _both(spec, families, configured)


def _key(service: ApiObject) -> Key | None:
    return key_of(service) if service["metadata"].get("name") else None


def _both(spec: Spec, families: list[str], configured: list[str]) -> list[str]:
    if spec["ipFamilyPolicy"] == "SingleStack" or len(families) > 1:
        return families
    return families + [family for family in configured if family not in families]


def _cluster_ips(cluster: Cluster, spec: Spec, before: Spec, service: ApiObject, faults: Faults) -> None:
    """An address of each family; what the Service has already stays, whether it may change is validated."""
    if is_headless(spec):
        return
    asked = spec.get("clusterIPs", [])
    held = before.get("clusterIPs", []) if needs_cluster_ip(before) else []
    addresses: list[str] = []
    for index, family in enumerate(spec["ipFamilies"]):
        wanted = asked[index] if index < len(asked) else ""
        if index < len(held):
            addresses += [wanted] if wanted else []
            continue
        pool = allocation.addresses(cluster, family, _key(service))
        told = f"failed to allocate IP {wanted}" if wanted else "failed to allocate IP"
        try:
            addresses.append(
                allocation.take_address(pool, wanted)
                if wanted
                else allocation.next_address(pool, cluster.chance)
            )
        except AllocationError as problem:
            faults.invalid("spec.clusterIPs", asked or [""], f"{told}: {problem}")
            return
    if not service["metadata"].get("name") and addresses:
        name = f'IPAddress.networking.k8s.io "{addresses[0]}"'
        words = f"failed to allocate IP: {name} is invalid: spec.parentRef.name: Required value"
        faults.invalid("spec.clusterIPs", asked or [""], words)
        return
    spec["clusterIP"], spec["clusterIPs"] = addresses[0] if addresses else "", addresses


def _node_ports(
    cluster: Cluster, spec: Spec, old: ApiObject | None, service: ApiObject, faults: Faults
) -> None:
    pool = allocation.node_ports(cluster, _key(service))
    held = set(allocation.used_ports(old)) if old else set()
    giving = spec["type"] == "NodePort" or spec.get("allocateLoadBalancerNodePorts", True)
    given: dict[int, int] = {}  # service port → node port, so that TCP and UDP of one port share it
    ports = []
    for index, port in enumerate(spec.get("ports", ())):
        wanted = port.get("nodePort", 0) or given.get(port["port"], 0) or _asked(spec, port["port"])
        if not wanted and not giving:
            ports.append(port)
            continue
        try:
            number = _take(pool, wanted, held, given, cluster)
        except AllocationError as problem:
            _refuse(faults, index, wanted, problem)
            return
        given[port["port"]] = number
        held.discard(number)
        ports.append({**port, "nodePort": number})
    spec["ports"] = ports
    if needs_health_check_node_port(spec):
        _health_check(pool, spec, old, cluster, faults)


def _asked(spec: Spec, port: int) -> int:
    return next((one["nodePort"] for one in spec["ports"] if one["port"] == port and one.get("nodePort")), 0)


def _take(pool: Pool, wanted: int, held: set[int], given: dict[int, int], cluster: Cluster) -> int:
    if not wanted:
        return pool.next(cluster.chance)
    if wanted in held or wanted in given.values():
        pool.taken.add(wanted)
        return wanted
    return allocation.take_port(pool, wanted)


def _refuse(faults: Faults, index: int, wanted: int, problem: AllocationError) -> None:
    if wanted:
        faults.invalid(f"spec.ports[{index}].nodePort", wanted, str(problem))
    else:
        faults.internal(f"failed to allocate a nodePort: {problem}")


def _health_check(pool: Pool, spec: Spec, old: ApiObject | None, cluster: Cluster, faults: Faults) -> None:
    wanted = spec.get("healthCheckNodePort", 0)
    held = old["spec"].get("healthCheckNodePort", 0) if old else 0
    if held:
        return  # whether it may change is a matter of validation
    try:
        spec["healthCheckNodePort"] = (
            allocation.take_port(pool, wanted) if wanted else pool.next(cluster.chance)
        )
    except AllocationError as problem:
        words = f"failed to allocate requested HealthCheck NodePort {wanted}: {problem}"
        faults.internal(words if wanted else f"failed to allocate a HealthCheck NodePort: {problem}")
