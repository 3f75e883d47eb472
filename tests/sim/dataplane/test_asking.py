"""What is asked, and how: schemes, keep-alive, pings, and what the client's tool prints."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from networks import BALANCER, CLIENT, CLUSTER_IP, NODES, PORT, URL, Lab, node_port

from k8sviz.sim.dataplane.modes import MODES
from k8sviz.sim.dataplane.network import Host

AFFINITY: dict[str, Any] = {
    "sessionAffinity": "ClientIP",
    "sessionAffinityConfig": {"clientIP": {"timeoutSeconds": 60}},
}


@pytest.mark.parametrize("mode", MODES)
def test_requests_over_one_connection_stay_with_its_pod(mode: str) -> None:
    lab = Lab(mode=mode)
    journeys = [lab.send(keep=True) for _ in range(20)]
    assert len({journey.answered_by for journey in journeys}) == 1
    assert len({journey.steps[0].before for journey in journeys}) == 1
    assert journeys[1].steps[1].state == "ESTABLISHED"


@pytest.mark.parametrize("mode", MODES)
def test_an_open_connection_stays_when_its_pod_is_no_endpoint_any_more(mode: str) -> None:
    lab = Lab(mode=mode)
    first = lab.send(keep=True)
    lab.pods = [pod for pod in lab.pods if pod.element != first.answered_by]
    lab.program()
    assert lab.send(keep=True).answered_by == first.answered_by
    assert lab.send().answered_by != first.answered_by


def test_an_open_connection_is_reset_by_who_does_not_know_it() -> None:
    lab = Lab(("node-2",))
    lab.send(keep=True)
    [pod] = lab.pods
    lab.network.set_pod(Host(pod.element, pod.namespace, pod.node, pod.address, ()))
    journey = lab.send(keep=True)
    assert journey.outcome == "reset"
    assert journey.printed == "curl: (56) Recv failure: Connection reset by peer"
    assert lab.send(keep=True).outcome == "refused"


@pytest.mark.parametrize(
    ("mode", "outcome"), [("iptables", "timeout"), ("nftables", "refused"), ("ipvs", "refused")]
)
def test_another_port_of_a_cluster_ip(mode: str, outcome: str) -> None:
    assert Lab(mode=mode).send(url=f"http://{CLUSTER_IP}:81").outcome == outcome


@pytest.mark.parametrize(
    ("mode", "outcome", "printed"),
    [
        ("iptables", "timeout", "1 packets transmitted, 0 received, 100% packet loss"),
        ("nftables", "refused", "From 192.168.0.11 icmp_seq=1 Destination Port Unreachable"),
        ("ipvs", "refused", f"From {CLUSTER_IP} icmp_seq=1 Destination Port Unreachable"),
    ],
)
def test_a_ping_of_a_cluster_ip(mode: str, outcome: str, printed: str) -> None:
    journey = Lab(mode=mode).send(url=f"ping://{CLUSTER_IP}")
    assert (journey.outcome, journey.printed) == (outcome, printed)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("address", ["10.244.1.3", "192.168.0.12", "10.244.0.1"])
def test_a_ping_of_a_pod_or_a_node_is_answered(mode: str, address: str) -> None:
    journey = Lab(("node-2",), mode=mode).send(url=f"ping://{address}")
    assert journey.printed == f"64 bytes from {address}: icmp_seq=1"


@pytest.mark.parametrize(
    ("mode", "outcome"), [("iptables", "answered"), ("nftables", "refused"), ("ipvs", "refused")]
)
def test_a_node_port_on_127_0_0_1(mode: str, outcome: str) -> None:
    lab = Lab(mode=mode, type="NodePort")
    assert lab.send("node/node-1", "http://127.0.0.1:30080").outcome == outcome


@pytest.mark.parametrize("mode", MODES)
def test_affinity_slides_with_each_new_connection(mode: str) -> None:
    lab = Lab(mode=mode, **AFFINITY)
    met = set()
    for _ in range(10):
        met.add(lab.send().answered_by)
        lab.now += 50_000
    assert len(met) == 1


@pytest.mark.parametrize("mode", ["iptables", "nftables"])
def test_affinity_ends_when_the_client_was_silent_for_too_long(mode: str) -> None:
    lab = Lab(mode=mode, **AFFINITY)
    met = set()
    for _ in range(20):
        met.add(lab.send().answered_by)
        lab.now += 61_000
    assert len(met) == 3


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("scheme", ["udp", "sctp"])
def test_other_protocols(mode: str, scheme: str) -> None:
    lab = Lab(mode=mode)
    for pod in lab.pods:
        lab.network.set_pod(pod._replace(listening=((scheme, 80),)))
    lab.protocol = scheme.upper()
    lab.program()
    journey = lab.send(url=f"{scheme}://{CLUSTER_IP}:{PORT}")
    assert (journey.outcome, journey.seen_source) == ("answered", "10.244.0.2")
    assert lab.send(url=URL).outcome == ("timeout" if mode == "iptables" else "refused")


def test_a_closed_udp_port_is_told_by_icmp() -> None:
    lab = Lab(("node-2",))
    journey = lab.send(url=f"udp://{lab.pods[0].address}:99")
    assert journey.outcome == "refused"
    assert "icmp port-unreachable" in [step.hook for step in journey.steps]


def test_https_to_a_pod_that_speaks_http() -> None:
    journey = Lab().send(url=f"https://{CLUSTER_IP}:{PORT}")
    assert (journey.outcome, journey.status) == ("answered", 0)
    assert journey.printed.startswith("curl: (35) TLS connect error")


@pytest.mark.parametrize(("node", "status"), [("node-2", 200), ("node-3", 503)])
@pytest.mark.parametrize("mode", MODES)
def test_the_health_check_of_a_local_service(mode: str, node: str, status: int) -> None:
    lab = Lab(
        ("node-2",), mode=mode, type="LoadBalancer", externalTrafficPolicy="Local", healthCheckNodePort=32_000
    )
    journey = lab.send("outside", f"http://{NODES[node]}:32000/healthz")
    body = msgspec.json.decode(journey.printed)
    assert (journey.outcome, journey.status) == ("answered", status)
    assert body == {
        "service": {"namespace": "default", "name": "web"},
        "localEndpoints": int(status == 200),
        "serviceProxyHealthy": True,
    }


@pytest.mark.parametrize("mode", MODES)
def test_who_is_told_of_the_source(mode: str) -> None:
    lab = Lab(("node-2",), mode=mode, type="LoadBalancer")
    lab.network.routes[BALANCER] = "node-1"
    told = {
        (client, url): lab.send(client, url).seen_source
        for client in (CLIENT, "node/node-1", "outside")
        for url in (URL, node_port("node-1"), f"http://{BALANCER}:{PORT}")
        if client != "outside" or url != URL
    }
    assert told == {
        (CLIENT, URL): "10.244.0.2",
        (CLIENT, node_port("node-1")): "192.168.0.11",
        (CLIENT, f"http://{BALANCER}:{PORT}"): "192.168.0.11",
        ("node/node-1", URL): "192.168.0.11",
        ("node/node-1", node_port("node-1")): "192.168.0.11",
        ("node/node-1", f"http://{BALANCER}:{PORT}"): "192.168.0.11",
        ("outside", node_port("node-1")): "192.168.0.11",
        ("outside", f"http://{BALANCER}:{PORT}"): "192.168.0.11",
    }


@pytest.mark.parametrize("mode", MODES)
def test_a_udp_flow_that_was_silent_for_two_minutes_is_another_one(mode: str) -> None:
    lab = Lab(mode=mode)
    for pod in lab.pods:
        lab.network.set_pod(pod._replace(listening=(("udp", 80),)))
    lab.protocol = "UDP"
    lab.program()
    url = f"udp://{CLUSTER_IP}:{PORT}"
    met = set()
    for _ in range(10):
        lab.now += 119_000
        met.add(lab.send(url=url, keep=True).answered_by)
    assert len(met) == 1
    for _ in range(20):
        lab.now += 121_000
        met.add(lab.send(url=url, keep=True).answered_by)
    assert len(met) == 3
