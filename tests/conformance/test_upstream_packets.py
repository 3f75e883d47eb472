"""kube-proxy's own packet-flow tables: 464 packets through 100 rule sets, read back from their text."""

from __future__ import annotations

import pytest
from reading_iptables import read_iptables
from reading_nft import read_nft
from upstream import label, tables

from k8sviz.sim.dataplane.journey import FiveTuple
from k8sviz.sim.dataplane.outcomes import possible
from k8sviz.sim.dataplane.rules import RuleSet

SOURCE_PORT = 40_000


def read(mode: str, text: str) -> RuleSet:
    return read_nft(text) if mode == "nftables" else read_iptables(text)


@pytest.mark.parametrize("number", range(100), ids=label)
def test_every_packet_goes_where_upstream_expects_it(number: int) -> None:
    table = tables()[number]
    rules = read(table["mode"], table["rules"])
    for sent in table["packets"]:
        protocol = (sent["protocol"] or "TCP").lower()
        packet = FiveTuple(protocol, sent["sourceIP"], SOURCE_PORT, sent["destIP"], sent["destPort"])
        assert possible(rules, packet, table["nodeIPs"]) == (sent["output"], sent["masq"]), sent["name"]


def test_all_464_packets_are_there() -> None:
    assert len(tables()) == 100
    assert sum(len(table["packets"]) for table in tables()) == 464
