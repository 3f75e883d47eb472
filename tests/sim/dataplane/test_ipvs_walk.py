"""Packets through ipvs mode: virtual servers, their turns, and the few rules around them."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from networks import BALANCER, CLIENT, CLUSTER_IP, NODES, OUTSIDE, PORT, URL, Lab, node_port, step

from k8sviz.sim.dataplane.configuration import Proxy
from k8sviz.sim.dataplane.conntrack import turned
from k8sviz.sim.dataplane.modes import IPTABLES, IPVS, MODES

AFFINITY: dict[str, Any] = {
    "sessionAffinity": "ClientIP",
    "sessionAffinityConfig": {"clientIP": {"timeoutSeconds": 60}},
}


def lab(*pods_on: str, **spec: Any) -> Lab:
    return Lab(pods_on or tuple(NODES), mode=IPVS, **spec)


def test_the_servers_take_turns() -> None:
    made = lab()
    met = [made.send().answered_by for _ in range(9)]
    assert met[:3] == met[3:6] == met[6:]
    assert Counter(met) == dict.fromkeys((pod.element for pod in made.pods), 3)


def test_each_node_has_its_own_turns() -> None:
    made = lab()
    first = made.send().answered_by
    assert made.send("node/node-2").answered_by == first


def test_a_pod_s_packet_is_taken_in_and_sent_on_by_ipvs() -> None:
    made = lab("node-2")
    journey = made.send()
    hooks = [one.hook for one in journey.steps if one.where == "node/node-1" and not one.reply]
    assert hooks == [
        "nat PREROUTING", "filter INPUT", "ipvs INPUT", "filter OUTPUT", "nat POSTROUTING",
    ]  # fmt: skip
    balanced = step(journey, "node/node-1", "ipvs INPUT")
    assert balanced.rules == (
        f"-A -t {CLUSTER_IP}:{PORT} -s rr",
        f"-a -t {CLUSTER_IP}:{PORT} -r {made.pods[0].address}:80 -m -w 1",
    )
    assert (journey.outcome, journey.seen_source) == ("answered", "10.244.0.2")


def test_ipvs_turns_the_answer_s_source_back() -> None:
    journey = lab("node-2").send()
    back = step(journey, "node/node-1", "ipvs FORWARD")
    assert (back.reply, back.after.src, back.after.src_port) == (True, CLUSTER_IP, PORT)
    assert journey.steps[-1].after == turned(journey.steps[0].before)


@pytest.mark.parametrize(
    ("client", "url", "source"),
    [
        (CLIENT, URL, "10.244.0.2"),
        ("node/node-1", URL, "192.168.0.11"),
        (OUTSIDE, node_port("node-3"), "192.168.0.13"),
        (CLIENT, node_port("node-1"), "192.168.0.11"),
        (OUTSIDE, f"http://{BALANCER}:{PORT}", "192.168.0.11"),
    ],
)
def test_the_pod_sees(client: str, url: str, source: str) -> None:
    made = lab("node-2", type="LoadBalancer")
    made.network.routes[BALANCER] = "node-1"
    journey = made.send(client, url)
    assert (journey.outcome, journey.seen_source) == ("answered", source)


def test_a_pod_that_reaches_itself_is_masqueraded() -> None:
    journey = lab("node-1").send("pod/default/web-0", URL)
    assert (journey.outcome, journey.seen_source) == ("answered", "10.244.0.1")


@pytest.mark.parametrize("client", [CLIENT, "node/node-1"])
def test_without_endpoints_a_client_is_refused(client: str) -> None:
    assert Lab((), mode=IPVS).send(client).outcome == "refused"


def test_another_port_of_the_cluster_ip_is_refused() -> None:
    journey = lab().send(url=f"http://{CLUSTER_IP}:81")
    assert journey.outcome == "refused"
    assert "KUBE-IPVS-IPS" in step(journey, "node/node-1", "filter INPUT").rules[-1]


def test_there_is_no_node_port_on_127_0_0_1() -> None:
    url = "http://127.0.0.1:30080"
    assert lab(type="NodePort").send("node/node-1", url).outcome == "refused"
    assert Lab(type="NodePort").send("node/node-1", url).outcome == "answered"


def test_persistence_slides() -> None:
    made = lab(**AFFINITY)
    met = set()
    for _ in range(5):
        met.add(made.send().answered_by)
        made.now += 50_000
    assert len(met) == 1
    made.now += 61_000
    assert made.send().answered_by not in met


def test_with_another_mode_ipvs_forgets_its_connections() -> None:
    made = lab("node-2")
    made.send()
    kernel = made.network.kernels["node-1"]
    kernel.rules = MODES[IPTABLES](made.nodes[0], [], [], Proxy("10.244.0.0/16"))
    assert not kernel.conntrack.entries()
