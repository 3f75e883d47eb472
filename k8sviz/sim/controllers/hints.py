"""Which zones should use which endpoint: `topology-mode: Auto` (endpointslice/topologycache).

The endpoints are shared among the zones in proportion to their CPUs; where that would overload a zone by more
than a fifth, there are no hints at all.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil
from typing import Any, NamedTuple

from k8sviz.sim import digits
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.manifests.quantity import parse
from k8sviz.sim.objects import pod
from k8sviz.sim.objects.identity import ApiObject
from k8sviz.sim.objects.node import ZONE

MODES = ("service.kubernetes.io/topology-mode", "service.kubernetes.io/topology-aware-hints")
ENABLED = "Topology Aware Hints has been enabled"
DISABLED = "Topology Aware Hints has been disabled"
_NO_NODES = "Insufficient Node information: allocatable CPU or zone not specified on one or more nodes"
_ONE_ZONE = "Nodes only ready in one zone"
_NO_ZONE = "One or more endpoints do not have a zone specified"
_FEW = "Insufficient number of endpoints"
_OVERLOAD = "Unable to allocate minimum required endpoints to each zone without exceeding overload threshold"
_THRESHOLD = 0.2

Endpoint = dict[str, Any]


class Hinted(NamedTuple):
    """The endpoints with their hints, or why there are none."""

    endpoints: list[Endpoint]
    problem: str = ""


def automatic(service: ApiObject) -> bool:
    """Whether the Service asks for hints by its annotation."""
    annotations = service["metadata"].get("annotations") or {}
    return any(annotations.get(name) in ("Auto", "auto") for name in MODES)


def share(cluster: Cluster, endpoints: list[Endpoint]) -> Hinted:
    """Give every ready endpoint the zone that should use it."""
    ready = [entry for entry in endpoints if entry["conditions"]["ready"]]
    ratios = _ratios(cluster)
    problem = _problem(ratios, ready)
    if problem or ratios is None:
        return Hinted(endpoints, problem)
    least = {zone: ceil(ratio * len(ready) / (1 + _THRESHOLD)) for zone, ratio in ratios.items()}
    room = len(ready) - sum(least.values())
    if room < 0:
        return Hinted(endpoints, f"{_OVERLOAD} ({len(ready)} endpoints, {len(ratios)} zones)")
    zones = _allotted(ready, least, room)
    return Hinted([_hinted(entry, zones) for entry in endpoints])


def _problem(ratios: dict[str, float] | None, ready: list[Endpoint]) -> str:
    if ratios is None:
        return _NO_NODES
    if len(ratios) <= 1:
        return _ONE_ZONE
    if len(ratios) > len(ready):
        return f"{_FEW} ({len(ready)} endpoints, {len(ratios)} zones)"
    return _NO_ZONE if any(not entry.get("zone") for entry in ready) else ""


def _ratios(cluster: Cluster) -> dict[str, float] | None:
    cpus: dict[str, float] = {}
    for node in cluster.of_kind("Node"):
        if not pod.condition(node, "Ready"):
            continue
        zone = (node["metadata"].get("labels") or {}).get(ZONE)
        amount = parse(str(node["status"].get("allocatable", {}).get("cpu", "0")))
        if not zone or not amount:
            return None
        cpus[zone] = cpus.get(zone, 0.0) + float(min(amount, Fraction(digits.BEYOND)))
    total = sum(cpus.values())
    return {zone: amount / total for zone, amount in cpus.items()} if total else None


def _allotted(ready: list[Endpoint], least: dict[str, int], room: int) -> dict[str, str]:
    """Address to zone: its own if that has room, else one that lacks endpoints."""
    counts = dict.fromkeys(least, 0)
    zones: dict[str, str] = {}
    homeless = []
    for entry in ready:
        zone, address = entry["zone"], entry["addresses"][0]
        if zone in counts and counts[zone] < least[zone] + room:
            counts[zone] += 1
            zones[address] = zone
        else:
            homeless.append(address)
    for zone, wanted in least.items():
        while counts[zone] < wanted:
            rich = max(counts, key=lambda one: counts[one] - least[one])
            address = homeless.pop() if homeless else next(one for one, at in zones.items() if at == rich)
            counts[rich] -= address in zones
            zones[address] = zone
            counts[zone] += 1
    for address in homeless:
        zones[address] = min(counts, key=lambda one: counts[one] - least[one])
        counts[zones[address]] += 1
    return zones


def _hinted(entry: Endpoint, zones: dict[str, str]) -> Endpoint:
    zone = zones.get(entry["addresses"][0])
    return entry | {"hints": {"forZones": [{"name": zone}]}} if zone else entry
