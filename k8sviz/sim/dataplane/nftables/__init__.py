"""kube-proxy's nftables mode: Services and EndpointSlices to one table of chains, sets and maps.

The rules are `k8sviz.sim.dataplane.rules.Rule`s and are walked by `walk`, as those of iptables mode are.
What only nftables has stands here: `matches` (what a rule asks, in nft's words), `verdicts` (goto, vmaps,
numgen), `sets` (named sets and verdict maps, and affinity sets), `value` (a `RuleSet` with its sets).
"""

from k8sviz.sim.dataplane.nftables.compiler import compile_nftables
from k8sviz.sim.dataplane.nftables.listed import list_table
from k8sviz.sim.dataplane.nftables.text import render
from k8sviz.sim.dataplane.nftables.value import NftRule, NftRuleSet

__all__ = ["NftRule", "NftRuleSet", "compile_nftables", "list_table", "render"]
