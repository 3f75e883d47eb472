"""A rule set as the commands that kube-proxy hands to nft."""

from __future__ import annotations

from collections.abc import Iterator

from k8sviz.sim.dataplane.nftables.frame import BASE, COMMENTS
from k8sviz.sim.dataplane.nftables.matches import layer3
from k8sviz.sim.dataplane.nftables.sets import NamedSet
from k8sviz.sim.dataplane.nftables.value import TABLE, NftRuleSet


def render(rules: NftRuleSet) -> str:
    """Chains, sets, maps, rules and elements, each by name; elements stand as they came."""
    return "".join(f"{line}\n" for line in lines(rules))


def lines(rules: NftRuleSet) -> Iterator[str]:
    """Command by command."""
    where = f"{layer3(rules.family)} {TABLE}"
    chains = rules.tables[TABLE]
    ordered = sorted(chains)
    sets = [one for one in rules.sets.values() if not one.is_map]
    maps = sorted((one for one in rules.sets.values() if one.is_map), key=_name)
    yield f'add table {where} {{ comment "rules for kube-proxy" ; }}'
    for name in ordered:
        yield f"add chain {where} {name}{_properties(name)}"
    yield from _sets(rules, where, sets)
    for one in maps:
        yield f'add map {where} {one.name} {{ type {one.type} ; comment "{one.comment}" ; }}'
    for name in ordered:
        for rule in chains[name].rules:
            yield rule.line
    for one in (*sorted(sets, key=_name), *maps):
        for element in one.elements:
            yield f"add element {where} {one.name} {{ {element.text} }}"


def _name(one: NamedSet) -> str:
    return one.name


def _properties(chain: str) -> str:
    if chain in BASE:
        kind, hook, priority = BASE[chain]
        return f" {{ type {kind} hook {hook} priority {priority} ; }}"
    return f' {{ comment "{COMMENTS[chain]}" ; }}' if chain in COMMENTS else ""


def _sets(rules: NftRuleSet, where: str, sets: list[NamedSet]) -> Iterator[str]:
    words = {one.name: f'type {one.type} ; comment "{one.comment}"' for one in sets}
    for kept in rules.affinity.values():
        words[kept.name] = f"type {kept.type} ; flags dynamic,timeout ; timeout {kept.seconds}s"
    for name in sorted(words):
        yield f"add set {where} {name} {{ {words[name]} ; }}"
