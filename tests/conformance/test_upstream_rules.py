"""The rules of kube-proxy's own packet-flow tables are compiled line for line too."""

from __future__ import annotations

from collections import Counter

import pytest
from reading_iptables import read_iptables
from reading_nft import read_nft
from recorded import FILES, cases
from upstream import compiled, label, tables

from k8sviz.sim.dataplane import iptables, nftables
from k8sviz.sim.dataplane.nftables import NftRuleSet

COMPILED = [number for number in range(100) if "services" in tables()[number]]


def rendered(number: int) -> str:
    rules = compiled(tables()[number])
    return nftables.render(rules) if isinstance(rules, NftRuleSet) else iptables.render(rules)


def lines(text: str) -> Counter[str]:
    """In nftables mode an emptied chain stays for a second, because old kernels still refer to it."""
    found = text.splitlines()
    filled = {line.split()[4] for line in found if line.startswith("add rule ")}
    return Counter(line for line in found if not (line.startswith("add chain ") and _empty(line, filled)))


def _empty(line: str, filled: set[str]) -> bool:
    return line.split()[4] not in filled and "/" in line.split()[4]


@pytest.mark.parametrize("number", COMPILED, ids=label)
def test_the_same_lines_are_compiled(number: int) -> None:
    want, got = lines(tables()[number]["rules"]), lines(rendered(number))
    assert (want - got, got - want) == (Counter(), Counter())


def test_ninety_seven_tables_have_objects() -> None:
    assert len(COMPILED) == 97


@pytest.mark.parametrize("file", FILES)
def test_a_recorded_table_is_read_and_written_again_as_it_was(file: str) -> None:
    for node in cases(file, "nftables"):
        assert nftables.render(read_nft(node.text)) == node.text


@pytest.mark.parametrize("file", FILES)
def test_recorded_rules_are_read_and_written_again_as_they_were(file: str) -> None:
    for node in cases(file):
        tables_ = read_iptables(node.text).tables
        read = [rule.line for chains in tables_.values() for held in chains.values() for rule in held.rules]
        assert read == [line for line in node.text.splitlines() if line.startswith("-A ")]
