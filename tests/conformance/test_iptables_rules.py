"""The rules of iptables mode are, line for line, those that kube-proxy v1.36.2 writes."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from recorded import FILES, Recorded, cases

Chains = dict[tuple[str, str], list[str]]

# Into these chains every Service port writes, in the order of a Go map. Two Services' rules there are about
# different packets, so only the order within one Service port (one comment) means anything, and what is last.
SHARED = ("KUBE-SERVICES", "KUBE-NODEPORTS", "KUBE-EXTERNAL-SERVICES", "KUBE-PROXY-FIREWALL")
LAST = "this must be the last rule in this chain"


def recorded_chains(text: str) -> Chains:
    """iptables-save's text, by table and chain."""
    chains: Chains = {}
    table = ""
    for line in text.splitlines():
        if line.startswith("*"):
            table = line[1:]
        elif line.startswith(":"):
            chains[table, line[1:].split(" ", 1)[0]] = []
        elif line.startswith("-A "):
            chains[table, line.split(" ", 2)[1]].append(line)
    return chains


def compiled_chains(node: Recorded) -> Chains:
    return {
        (table, name): [f"-A {name} {rule.text}" for rule in chain.rules]
        for table, chains in node.compiled().tables.items()
        for name, chain in chains.items()
    }


def comparable(chain: str, lines: list[str]) -> object:
    """The lines with as much of their order as means something."""
    if chain not in SHARED:
        return lines
    groups: dict[str, list[str]] = {}
    for line in lines:
        groups.setdefault(line.split("--comment ")[1].split(" -")[0], []).append(line)
    return groups


def differences(node: Recorded) -> Iterable[str]:
    want, got = recorded_chains(node.text), compiled_chains(node)
    for key in sorted({*want, *got}):
        if comparable(key[1], want.get(key, [])) != comparable(key[1], got.get(key, [])):
            yield f"{node.name} {key}:\n  recorded {want.get(key)}\n  compiled {got.get(key)}"


@pytest.mark.parametrize("file", FILES)
def test_every_recorded_chain_is_compiled_to_the_same_lines(file: str) -> None:
    wrong = [difference for node in cases(file) for difference in differences(node)]
    assert not wrong, f"{len(wrong)} chains differ, the first is {wrong[0]}"


@pytest.mark.parametrize("file", FILES)
def test_the_way_to_node_ports_is_the_last_rule_of_its_chain(file: str) -> None:
    for node in cases(file):
        lines = compiled_chains(node)["nat", "KUBE-SERVICES"]
        assert [line for line in lines[:-1] if LAST in line] == []


def test_the_recordings_are_all_there() -> None:
    nodes = [node for file in FILES for node in cases(file)]
    assert len({node.case["name"] for node in nodes}) == 110
    assert sum(line.startswith("-A ") for node in nodes for line in node.text.splitlines()) > 14_000
