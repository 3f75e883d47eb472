"""The proxy modes: each compiles Services and EndpointSlices to a rule set that packets walk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from k8sviz.sim.dataplane.configuration import Proxy
from k8sviz.sim.dataplane.iptables import compile_rules
from k8sviz.sim.dataplane.ipvs import compile_walked
from k8sviz.sim.dataplane.nftables import compile_nftables
from k8sviz.sim.dataplane.rules import RuleSet
from k8sviz.sim.objects.endpointslice import EndpointSlice
from k8sviz.sim.objects.node import Node
from k8sviz.sim.objects.service import Service

IPTABLES, NFTABLES, IPVS = "iptables", "nftables", "ipvs"


class Compile(Protocol):
    """One node's rule set; `before` is one to go on from, if it is of the same mode."""

    def __call__(
        self,
        node: Node,
        services: Iterable[Service],
        slices: Iterable[EndpointSlice],
        proxy: Proxy,
        before: RuleSet | None = None,
    ) -> RuleSet:
        """Pure: the same objects give the same rules."""


MODES: Mapping[str, Compile] = {IPTABLES: compile_rules, NFTABLES: compile_nftables, IPVS: compile_walked}
