"""kube-proxy's own packet-flow tables: objects, the rules that v1.36.2 made of them, and where packets go."""

from __future__ import annotations

import json
import lzma
import re
from functools import cache
from typing import Any

from recorded import COMPILERS, HERE

from k8sviz.sim.dataplane.addresses import family_of
from k8sviz.sim.dataplane.configuration import Proxy
from k8sviz.sim.dataplane.rules import RuleSet
from k8sviz.sim.objects.endpointslice import EndpointSlice
from k8sviz.sim.objects.node import Node
from k8sviz.sim.objects.service import Service

Table = dict[str, Any]


@cache
def tables() -> tuple[Table, ...]:
    with lzma.open(HERE / "upstream-packet-flows.json.xz", "rt", encoding="utf-8") as text:
        return tuple(json.load(text))


def label(number: int) -> str:
    return f"{number}-{tables()[number]['mode']}-{tables()[number]['test']}"


def compiled(table: Table) -> RuleSet:
    """What our compiler makes of the same objects."""
    family = table["ipFamily"]
    own = tuple(address for address in table["nodeIPs"] if family_of(address) == family)
    return COMPILERS[table["mode"]](
        Node(table["nodeName"], table["nodeIP"], "", "", own),
        [Service.of(obj) for obj in table["services"]],
        [EndpointSlice.of(obj) for obj in table["endpointSlices"]],
        _proxy(table),
    )


def _proxy(table: Table) -> Proxy:
    """The tables tell of the Pods' range; the rest of the configuration is seen in a few rules."""
    rules = table["rules"]
    pods = re.search(r"ifLocal:\[-s ([^\]]+)\]", table["localDetector"] or "")
    served = re.findall(r'must be the last rule in this chain" -d (\S+)|nodeport-ips \{ (\S+) \}', rules)
    return Proxy(
        pods[1] if pods else "",
        table["ipFamily"],
        table["masqueradeAll"],
        tuple(filter(None, (one for found in served for one in found))),
        "block incoming localnet connections" in rules,
        tuple(re.findall(r"daddr \{ (\S+) \} drop", rules)),
    )
