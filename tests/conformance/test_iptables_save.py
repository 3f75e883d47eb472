"""What `iptables-save` printed on the laboratory's nodes is what it prints here."""

from __future__ import annotations

import pytest
from lab import laboratory, network

from k8sviz.sim.dataplane.iptables import save

SHARED = ("KUBE-SERVICES", "KUBE-NODEPORTS", "KUBE-EXTERNAL-SERVICES", "KUBE-PROXY-FIREWALL")
LAST = "NOTE: this must be the last rule in this chain"
SAVED = laboratory()["iptables-save"]


def comparable(text: str) -> list[str]:
    """Without the tool's own remarks; Services stand in shared chains in the order of a Go map."""
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    shared = [line for line in lines if line.startswith("-A ") and line.split(" ")[1] in SHARED]
    return [*(line for line in lines if line not in shared), *sorted(shared)]


@pytest.mark.parametrize("node", sorted(SAVED))
def test_the_rules_are_saved_line_for_line(node: str) -> None:
    assert comparable(save(network("192.168.0.100").kernels[node].rules)) == comparable(SAVED[node])


def test_the_way_to_node_ports_comes_last() -> None:
    for kernel in network("192.168.0.100").kernels.values():
        lines = [line for line in save(kernel.rules).splitlines() if line.startswith("-A KUBE-SERVICES ")]
        assert LAST in lines[-1]
