"""Nodes: pkg/apis/core/validation ValidateNode, the parts that others read."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.manifests import gosyntax
from k8sviz.sim.manifests.validation import addresses, metadata, names
from k8sviz.sim.manifests.validation.faults import Faults, Verbatim

_EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")


def check(faults: Faults, obj: dict[str, Any]) -> None:
    """Taints and Pod ranges."""
    metadata.check(faults, obj["metadata"], names.subdomain)
    spec = obj.get("spec", {})
    seen: set[tuple[str | None, str]] = set()
    for index, taint in enumerate(spec.get("taints", ())):
        path = f"metadata.taints[{index}]"  # the API server writes it so
        key, value = taint.get("key", ""), taint.get("value", "")
        faults.each(f"{path}.key", key, names.qualified(key))
        if wrong := names.label_value(value):
            faults.invalid(f"{path}.value", value, ";".join(wrong))
        if not taint.get("effect"):
            faults.required(f"{path}.effect")
        elif taint["effect"] not in _EFFECTS:
            faults.unsupported(f"{path}.effect", taint["effect"], _EFFECTS)
        pair = (taint.get("effect"), key)
        if pair in seen:
            shown = {name[0].upper() + name[1:]: taint.get(name, "") for name in ("key", "value", "effect")}
            shown["TimeAdded"] = taint.get("timeAdded")
            faults.duplicate(
                path, Verbatim(gosyntax.struct(shown)), "taints must be unique by key and effect pair"
            )
        seen.add(pair)
    ranges = spec.get("podCIDRs") or [cidr for cidr in (spec.get("podCIDR"),) if cidr]
    for index, cidr in enumerate(ranges):
        faults.each(f"spec.podCIDRs[{index}]", cidr, addresses.cidr(cidr))
    if spec.get("podCIDR") and spec["podCIDR"] != ranges[0]:
        faults.invalid("spec.podCIDRs[0]", ranges[0], "must match `podCIDR`")
