"""Packets go where Kubernetes' own packet tracer says that they go through kube-proxy's nftables rules."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from recorded import FILES, Recorded, cases

from k8sviz.sim.dataplane.journey import FiveTuple
from k8sviz.sim.dataplane.outcomes import possible

SOURCE_PORT = 40_000


def differences(node: Recorded) -> Iterable[str]:
    rules = node.compiled()
    for told in node.packets:
        sent = told["packet"]
        packet = FiveTuple(
            sent["protocol"].lower(), sent["sourceIP"], SOURCE_PORT, sent["destIP"], int(sent["destPort"])
        )
        want = told["output"], told["masq"]
        got = possible(rules, packet, node.addresses)
        if got != want:
            yield f"{node.name} {sent['name']}: recorded {want}, possible {got}"


@pytest.mark.parametrize("file", FILES)
def test_every_recorded_packet_may_go_just_where_the_tracer_says(file: str) -> None:
    wrong = [difference for node in cases(file, "nftables") for difference in differences(node)]
    assert not wrong, f"{len(wrong)} packets differ:\n" + "\n".join(wrong[:20])


def test_the_recorded_packets_are_all_there() -> None:
    assert sum(len(node.packets) for file in FILES for node in cases(file, "nftables")) > 6_000
