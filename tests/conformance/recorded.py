"""Reads the recorded clusters: objects, and what Kubernetes' own kube-proxy made of them on each node."""

from __future__ import annotations

import json
import lzma
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from k8sviz.sim.dataplane.addresses import IPV4, IPV6
from k8sviz.sim.dataplane.cases import own_addresses, proxy, view
from k8sviz.sim.dataplane.iptables import compile_rules
from k8sviz.sim.dataplane.nftables import compile_nftables
from k8sviz.sim.dataplane.rules import RuleSet
from k8sviz.sim.objects.endpointslice import EndpointSlice
from k8sviz.sim.objects.service import Service

HERE = Path(__file__).parent / "dataplane"
FILES = ("named-cases", "random-7")
COMPILERS: dict[str, Callable[..., RuleSet]] = {"iptables": compile_rules, "nftables": compile_nftables}
TEXTS = {"iptables": "iptables-save", "nftables": "nft"}


class Recorded(NamedTuple):
    """One node of one recorded cluster, for one address family."""

    case: dict[str, Any]
    mode: str
    node: str
    family: str
    text: str
    packets: list[dict[str, Any]]

    @property
    def name(self) -> str:
        return f"{self.case['name']} {self.node} {self.family}"

    @property
    def _node(self) -> dict[str, Any]:
        return next(node for node in self.case["nodes"] if node["name"] == self.node)

    @property
    def addresses(self) -> tuple[str, ...]:
        return own_addresses(self._node, self.family)

    def compiled(self) -> RuleSet:
        """What our compiler makes of the same objects."""
        return COMPILERS[self.mode](
            view(self._node, self.family),
            [Service.of(obj) for obj in self.case["services"]],
            [EndpointSlice.of(obj) for obj in self.case["endpointSlices"]],
            proxy(self.case, self.family),
        )


@cache
def cases(file: str, mode: str = "iptables") -> tuple[Recorded, ...]:
    """Every node of every cluster in a file."""
    with lzma.open(HERE / f"{file}.jsonl.xz", "rt", encoding="utf-8") as lines:
        return tuple(node for line in lines for node in _nodes(json.loads(line), mode))


def _nodes(line: dict[str, Any], mode: str) -> Iterator[Recorded]:
    for name, made in line["oracle"][mode].items():
        node, _, six = name.partition(".")
        family = IPV6 if six == "v6" else IPV4
        yield Recorded(line["case"], mode, node, family, made[TEXTS[mode]], made["packets.json"] or [])
