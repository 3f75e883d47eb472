"""What the tools of a node print, and which lines a packet has matched."""

from __future__ import annotations

import pytest
from networks import CLUSTER_IP, Lab

from k8sviz.sim.dataplane.modes import MODES
from k8sviz.sim.dataplane.rulebook import sheets
from k8sviz.sim.dataplane.tools import (
    affinity_clients,
    balanced_connections,
    conntrack_list,
    ip_route,
    ss_listening,
)

COMMANDS = {
    "iptables": ["iptables-save"],
    "nftables": ["nft list table ip kube-proxy"],
    "ipvs": ["ipvsadm -Sn", "iptables-save", "ipset save"],
}


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_has_its_own_texts(mode: str) -> None:
    found = sheets(Lab(mode=mode).network.kernels["node-1"].rules)
    assert [sheet.command for sheet in found] == COMMANDS[mode]
    assert any(CLUSTER_IP in sheet.text for sheet in found)
    assert not any(line.order for sheet in found for line in sheet.lines)


@pytest.mark.parametrize("mode", MODES)
def test_every_rule_that_a_packet_matched_is_lit_in_order(mode: str) -> None:
    lab = Lab(mode=mode, type="NodePort")
    journey = lab.send("outside", "http://192.168.0.11:30080")
    matched = [rule for step in journey.steps if step.where == "node/node-1" for rule in step.rules]
    found = sheets(lab.network.kernels["node-1"].rules, matched)
    lit = sorted(line.order for sheet in found for line in sheet.lines if line.order)
    assert lit == list(range(1, len(set(matched)) + 1))


def test_conntrack_lists_both_directions() -> None:
    lab = Lab(("node-2",))
    lab.send()
    kernel = lab.network.kernels["node-1"]
    [line] = conntrack_list(lab.network, kernel, 3_000).splitlines()
    port = lab.network.kernels["node-1"].conntrack.entries()[0].original.src_port
    assert line == (
        f"tcp      6 117 TIME_WAIT src=10.244.0.2 dst={CLUSTER_IP} sport={port} dport=8080 "
        f"src=10.244.1.3 dst=10.244.0.2 sport=80 dport={port} [ASSURED] mark=0 use=1"
    )
    assert conntrack_list(lab.network, kernel, 130_000) == ""


def test_an_open_connection_is_established() -> None:
    lab = Lab(("node-2",))
    lab.send(keep=True)
    assert " 86400 ESTABLISHED " in conntrack_list(lab.network, lab.network.kernels["node-1"], 0)


def test_routes_lead_to_other_nodes_pods() -> None:
    lab = Lab()
    assert ip_route(lab.network, lab.network.kernels["node-2"]).splitlines() == [
        "default via 192.168.0.1 dev eth0",
        "10.244.0.0/24 via 192.168.0.11 dev eth0",
        "10.244.1.0/24 dev cni0 proto kernel scope link src 10.244.1.1",
        "10.244.2.0/24 via 192.168.0.13 dev eth0",
        "192.168.0.0/24 dev eth0 proto kernel scope link src 192.168.0.12",
    ]


def test_nobody_listens_on_a_node_port() -> None:
    text = ss_listening(Lab(type="NodePort").network.kernels["node-1"])
    assert "*:10256" in text
    assert "30080" not in text


def test_an_affinity_set_has_its_clients_until_their_time_is_over() -> None:
    lab = Lab(mode="nftables", sessionAffinity="ClientIP")
    lab.send()
    kernel = lab.network.kernels["node-1"]
    [(client, left)] = [one for clients in affinity_clients(kernel, 10_000).values() for one in clients]
    assert (client, left) == ("10.244.0.2", 10_790_000)
    assert not any(affinity_clients(kernel, 10_800_000).values())


def test_ipvs_counts_open_connections_and_those_that_are_closing() -> None:
    lab = Lab(("node-2",), mode="ipvs")
    lab.send()
    lab.send(keep=True)
    kernel, place = lab.network.kernels["node-1"], (("tcp", CLUSTER_IP, 8080), "10.244.1.3:80")
    assert balanced_connections(lab.network, kernel, 1_000) == {place: (1, 1)}
    assert balanced_connections(lab.network, kernel, 200_000) == {place: (1, 0)}
