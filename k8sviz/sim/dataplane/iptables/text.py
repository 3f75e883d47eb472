"""A rule set as the text that kube-proxy hands to iptables-restore."""

from __future__ import annotations

from collections.abc import Iterator

from k8sviz.sim.dataplane.iptables.frame import ORDER
from k8sviz.sim.dataplane.rules import RuleSet


def render(rules: RuleSet) -> str:
    """Both tables, chains before rules."""
    return "".join(f"{line}\n" for table in rules.tables for line in lines(rules, table))


def lines(rules: RuleSet, table: str) -> Iterator[str]:
    """One table, line by line."""
    names = chain_names(rules, table)
    chains = rules.tables[table]
    yield f"*{table}"
    for name in names:
        yield f":{name} - [0:0]"
    for name in names:
        for rule in chains[name].rules:
            yield rule.line
    yield "COMMIT"


def chain_names(rules: RuleSet, table: str) -> list[str]:
    """kube-proxy's own chains, then those of the Services, one Service after the other."""
    fixed = ORDER[table]
    if table != "nat":
        return list(fixed)
    return [*fixed, *(name for part in rules.made_of.parts.of.values() for name in part.own)]
