"""Cluster IPs and IP families of a Service: ValidateServiceClusterIPsRelatedFields.

The allocator asks this before anything else is validated, so these are often the only errors of a Service.
"""

from __future__ import annotations

from typing import Any

from k8sviz.sim.manifests.validation import addresses
from k8sviz.sim.manifests.validation.faults import Faults

FAMILIES = ("IPv4", "IPv6")
_POLICIES = ("PreferDualStack", "RequireDualStack", "SingleStack")
_MOST = 2


def check(faults: Faults, spec: dict[str, Any]) -> None:
    """The four fields against each other."""
    if spec.get("type") == "ExternalName":
        return
    cluster_ip, ips = spec.get("clusterIP", ""), spec.get("clusterIPs", [])
    families, policy = spec.get("ipFamilies", []), spec.get("ipFamilyPolicy")
    if not cluster_ip and ips:
        faults.invalid("spec.clusterIPs", ips, "must be empty when `clusterIP` is not specified")
        return
    if cluster_ip and not ips:
        faults.required("spec.clusterIPs")
    if cluster_ip and ips and cluster_ip != ips[0]:
        faults.invalid("spec.clusterIPs", ips, "first value must match `clusterIP`")
    _families(faults, families, policy)
    _addresses(faults, ips, families, policy)


def _families(faults: Faults, families: list[str], policy: str | None) -> None:
    if policy is not None and policy not in _POLICIES:
        faults.unsupported("spec.ipFamilyPolicy", policy, _POLICIES)
    for index, family in enumerate(families):
        if family not in FAMILIES:
            faults.unsupported(f"spec.ipFamilies[{index}]", family, FAMILIES)
        elif family in families[:index]:
            faults.duplicate(f"spec.ipFamilies[{index}]", family)


def _addresses(faults: Faults, ips: list[str], families: list[str], policy: str | None) -> None:
    if len(ips) > _MOST:
        faults.invalid("spec.clusterIPs", ips, "may only hold up to 2 values")
    for index, address in enumerate(ips):
        path = f"spec.clusterIPs[{index}]"
        if address == "None":
            if len(ips) > 1:
                faults.invalid(path, address, "'None' must be the first and only value")
            continue
        problems = addresses.ip(address)
        faults.each(path, address, problems)
        if not problems and index < len(families) and family_of(address) != families[index]:
            words = f"expected an {families[index]} value as indicated by `ipFamilies[{index}]`"
            faults.invalid(path, address, words)
    _dual(faults, ips, families, policy)


def _dual(faults: Faults, ips: list[str], families: list[str], policy: str | None) -> None:
    if policy != "SingleStack":
        return
    need = "must be 'RequireDualStack' or 'PreferDualStack' when multiple"
    if len(ips) > 1:
        faults.invalid("spec.ipFamilyPolicy", policy, f"{need} cluster IPs are specified")
    if len(families) > 1:
        faults.invalid("spec.ipFamilyPolicy", policy, f"{need} IP families are specified")


def family_of(address: str) -> str:
    """IPv4 or IPv6."""
    return "IPv6" if ":" in address else "IPv4"
