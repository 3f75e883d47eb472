"""A rule set as the text that kube-proxy hands to iptables-restore (and its fake prints as iptables-save)."""

from __future__ import annotations

from k8sviz.sim.dataplane.rules import RuleSet

# The kernel's own chains, which a table has whether or not kube-proxy writes into them.
_BUILT_IN = {
    "nat": ("PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"),
    "filter": ("INPUT", "FORWARD", "OUTPUT"),
}


def save(rules: RuleSet) -> str:
    """Every table: its chains, then their rules in the same order."""
    return "".join(_table(rules, name) for name in rules.tables)


def _table(rules: RuleSet, name: str) -> str:
    chains = rules.tables[name]
    names = [*_BUILT_IN[name], *(chain for chain in chains if chain not in _BUILT_IN[name])]
    lines = [f":{chain} - [0:0]" for chain in names]
    lines += [f"-A {chain} {rule.text}" for chain in names if chain in chains for rule in chains[chain].rules]
    return "\n".join([f"*{name}", *lines, "COMMIT", ""])
