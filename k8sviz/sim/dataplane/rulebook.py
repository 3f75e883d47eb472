"""A node's rules as its own tools print them, line by line, with the lines that a packet matched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from k8sviz.sim.dataplane.iptables import save
from k8sviz.sim.dataplane.iptables.saved import saved
from k8sviz.sim.dataplane.ipvs import IpvsRuleSet
from k8sviz.sim.dataplane.ipvs.listed import save_rules, save_servers, save_sets
from k8sviz.sim.dataplane.nftables import NftRule, NftRuleSet
from k8sviz.sim.dataplane.nftables.listed import list_table, listed
from k8sviz.sim.dataplane.rules import RuleSet


class Line(NamedTuple):
    """One line of a text; `order` counts the matched ones from 1, 0 matched nothing."""

    text: str
    order: int = 0


class Sheet(NamedTuple):
    """What one command prints."""

    command: str
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """Without the marks."""
        return "".join(f"{line.text}\n" for line in self.lines)


def sheets(rules: RuleSet, matched: Iterable[str] = ()) -> tuple[Sheet, ...]:
    """All texts of one rule set; `matched` are rules by their lines, in the order in which they matched."""
    order: dict[str, int] = {}
    for line in matched:
        order.setdefault(line, len(order) + 1)
    if isinstance(rules, NftRuleSet):
        return (Sheet("nft list table ip kube-proxy", tuple(_nft(rules, order))),)
    known = _printed(rules, order)
    if isinstance(rules, IpvsRuleSet):
        return (
            _sheet("ipvsadm -Sn", save_servers(rules.ipvs), order),
            _sheet("iptables-save", save_rules(rules), known),
            _sheet("ipset save", save_sets(rules.ipvs), {}),
        )
    return (_sheet("iptables-save", save(rules), known),)


def _sheet(command: str, text: str, order: Mapping[str, int]) -> Sheet:
    return Sheet(command, tuple(Line(line, order.get(line, 0)) for line in text.splitlines()))


def _printed(rules: RuleSet, order: Mapping[str, int]) -> dict[str, int]:
    """The same as iptables-save prints them."""
    if not order:
        return {}
    every = (rule for chains in rules.tables.values() for chain in chains.values() for rule in chain.rules)
    return {saved(rule): order[rule.line] for rule in every if rule.line in order}


def _nft(rules: NftRuleSet, order: Mapping[str, int]) -> Iterator[Line]:
    """nft names a rule's chain above it only."""
    known: dict[tuple[str, str], int] = {}
    for chains in rules.tables.values() if order else ():
        for chain in chains.values():
            for rule in chain.rules:
                if isinstance(rule, NftRule) and rule.line in order:
                    known[rule.chain, listed(rule).split("\n", 1)[0]] = order[rule.line]
    chain_name = ""
    for line in list_table(rules).splitlines():
        words = line.strip()
        if words.startswith("chain "):
            chain_name = words.removeprefix("chain ").removesuffix(" {")
        yield Line(line, known.get((chain_name, words), 0))
