"""What ipvs mode makes of one case of a conformance recording."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from k8sviz.sim.dataplane.addresses import IPV4, IPV6
from k8sviz.sim.dataplane.cases import Case, proxy, view
from k8sviz.sim.dataplane.ipvs.compiler import compile_ipvs
from k8sviz.sim.dataplane.ipvs.text import texts
from k8sviz.sim.objects.endpointslice import EndpointSlice
from k8sviz.sim.objects.service import Service


def ipvs_answers(case: Case) -> Iterator[dict[str, Any]]:
    """One answer per node and address family; no packets, because the recordings trace none through ipvs."""
    services = [Service.of(obj) for obj in case["services"]]
    slices = [EndpointSlice.of(obj) for obj in case["endpointSlices"]]
    for node in case["nodes"]:
        for family in (IPV4, IPV6) if case.get("dualStack") else (IPV4,):
            rules = compile_ipvs(view(node, family), services, slices, proxy(case, family))
            yield {
                "case": case["name"],
                "mode": "ipvs",
                "node": node["name"] + (".v6" if family == IPV6 else ""),
                "rules": texts(rules),
                "packets": [],
            }
