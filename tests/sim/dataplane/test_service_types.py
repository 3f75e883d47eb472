"""Where requests to each type of Service go, and which source address the Pod sees."""

from __future__ import annotations

import pytest
from networks import (
    BALANCER,
    CLIENT_ADDRESS,
    CLUSTER_IP,
    EVERYWHERE,
    NODE_PORT,
    NODES,
    OUTSIDE,
    OUTSIDE_ADDRESS,
    PORT,
    URL,
    Lab,
    node_port,
    step,
)


def test_a_cluster_ip_asked_by_a_pod_keeps_the_source() -> None:
    journey = Lab(("node-2",)).send()
    assert (journey.outcome, journey.answered_by) == ("answered", "pod/default/web-0")
    assert journey.seen_source == CLIENT_ADDRESS
    assert journey.service == "service/default/web"


def test_a_cluster_ip_asked_by_a_node_is_masqueraded() -> None:
    journey = Lab(("node-2",)).send("node/node-1")
    assert (journey.outcome, journey.seen_source) == ("answered", NODES["node-1"])
    assert any("MASQUERADE" in rule for rule in step(journey, "node/node-1", "nat POSTROUTING").rules)


@pytest.mark.parametrize("node", EVERYWHERE)
def test_every_node_answers_on_the_node_port_also_one_without_a_pod(node: str) -> None:
    journey = Lab(("node-2",), type="NodePort").send(OUTSIDE, node_port(node))
    assert journey.outcome == "answered"
    assert journey.seen_source == (NODES[node] if node != "node-2" else "10.244.1.1")


def test_without_endpoints_a_request_is_refused_at_once_by_a_rule_that_is_shown() -> None:
    journey = Lab(()).send()
    assert (journey.outcome, journey.ended) == ("refused", "node/node-1")
    refusing = step(journey, "node/node-1", "filter FORWARD")
    assert refusing.verdict == "REJECT"
    assert refusing.rules[-1] == (
        '-A KUBE-SERVICES -m comment --comment "default/web has no endpoints" '
        f"-m tcp -p tcp -d {CLUSTER_IP} --dport {PORT} -j REJECT"
    )
    assert "after 0 ms: Could not connect to server" in journey.printed


def test_a_node_port_without_endpoints_is_refused_too() -> None:
    assert Lab((), type="NodePort").send(OUTSIDE, node_port("node-3")).outcome == "refused"


def test_a_port_that_the_service_does_not_have_gets_no_answer() -> None:
    journey = Lab().send(url=f"http://{CLUSTER_IP}:{PORT + 1}")
    assert journey.outcome == "timeout"
    assert journey.printed == "curl: (28) Connection timed out after 5000 milliseconds"


def test_a_pod_that_does_not_listen_there_refuses() -> None:
    lab = Lab(("node-2",))
    journey = lab.send(url=f"http://{lab.pods[0].address}:81")
    assert (journey.outcome, journey.ended) == ("refused", "pod/default/web-0")


def test_nothing_outside_knows_a_way_to_a_cluster_ip() -> None:
    journey = Lab().send(OUTSIDE)
    assert (journey.outcome, journey.ended) == ("timeout", "outside")
    assert [step.where for step in journey.steps] == ["outside"]


def test_a_pod_answers_by_its_own_address_and_no_service_has_a_part_in_it() -> None:
    lab = Lab(("node-3",))
    journey = lab.send(url=f"http://{lab.pods[0].address}:80")
    assert (journey.outcome, journey.service) == ("answered", "")
    assert journey.seen_source == CLIENT_ADDRESS
    assert {step.after for step in journey.steps if not step.reply} == {journey.steps[0].before}


def test_a_balancer_of_aws_asks_a_node_port() -> None:
    lab = Lab(type="LoadBalancer")
    lab.balancer(proxies=True)
    journey = lab.send(OUTSIDE, f"http://{BALANCER}:{PORT}")
    assert journey.outcome == "answered"
    forward = next(step for step in journey.steps if step.where == "balancer/default/web")
    assert (forward.before.dst, forward.before.dst_port) == (BALANCER, PORT)
    assert forward.after.dst in NODES.values()
    assert forward.after.dst_port == NODE_PORT


def test_a_balancer_of_gcp_keeps_the_destination() -> None:
    lab = Lab(type="LoadBalancer", externalTrafficPolicy="Cluster")
    lab.balancer(proxies=False)
    journey = lab.send(OUTSIDE, f"http://{BALANCER}:{PORT}")
    assert journey.outcome == "answered"
    forward = next(step for step in journey.steps if step.where == "balancer/default/web")
    assert forward.after == forward.before


def test_sources_outside_the_allowed_ranges_are_dropped() -> None:
    lab = Lab(type="LoadBalancer", loadBalancerSourceRanges=["203.0.113.128/25"])
    lab.balancer(proxies=False)
    journey = lab.send(OUTSIDE, f"http://{BALANCER}:{PORT}")
    assert journey.outcome == "timeout"
    assert "KUBE-PROXY-FIREWALL" in journey.steps[-1].rules[-1]


def test_allowed_sources_come_through() -> None:
    lab = Lab(type="LoadBalancer", loadBalancerSourceRanges=[f"{OUTSIDE_ADDRESS}/32"])
    lab.balancer(proxies=False)
    assert lab.send(OUTSIDE, f"http://{BALANCER}:{PORT}").outcome == "answered"


def test_a_name_that_nobody_has_never_leaves_the_client() -> None:
    journey = Lab().send(url="http://nope")
    assert (journey.outcome, journey.ended, journey.steps) == ("nxdomain", "pod/default/client", ())
    assert journey.printed == "curl: (6) Could not resolve host: nope"


def test_a_name_leads_to_the_same_cluster_ip() -> None:
    journey = Lab().send(url=f"http://web:{PORT}")
    assert (journey.outcome, journey.steps[0].before.dst) == ("answered", CLUSTER_IP)
    assert URL.endswith(f"{journey.steps[0].before.dst}:{journey.steps[0].before.dst_port}")


@pytest.mark.parametrize("label", ["service-proxy-name", "headless"])
def test_a_service_that_another_proxy_sees_to_has_no_rules(label: str) -> None:
    lab = Lab()
    lab.labels[f"service.kubernetes.io/{label}"] = "another"
    lab.program()
    assert lab.send().outcome == "timeout"


@pytest.mark.parametrize("spec", [{"clusterIP": "None"}, {"type": "ExternalName", "clusterIP": ""}])
def test_headless_services_and_external_names_have_no_rules(spec: dict[str, str]) -> None:
    lab = Lab(())
    without = {node: kernel.rules.size for node, kernel in lab.network.kernels.items()}
    lab.program(**spec)
    assert all(kernel.rules.size == without[node] - 1 for node, kernel in lab.network.kernels.items())
