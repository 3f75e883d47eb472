"""What the objects come to on the nodes: rules after a delay, sockets, names, and ways in from outside."""

from __future__ import annotations

import pytest
from worlds import HTTPD_SVC, Scenario, deployment, service, tutorial

from k8sviz.sim import engine
from k8sviz.sim.commands import Create, SendRequest, SetCloud, StartTraffic
from k8sviz.sim.dataplane.journey import Journey

CLIENT, URL = "pod/default/client", "http://httpd-svc:8080"


def send(room: Scenario, client: str = CLIENT, url: str = URL) -> Journey:
    room.do(SendRequest(client, url))
    return room.world.journeys[-1]


def address(room: Scenario) -> str:
    return f"http://{room.get('Service', 'httpd-svc')['spec']['clusterIP']}:8080"


def node_port(room: Scenario) -> int:
    port: int = room.get("Service", "httpd-svc")["spec"]["ports"][0]["nodePort"]
    return port


def test_a_new_rooms_nodes_are_in_order() -> None:
    world = engine.create(Create(seed=1))
    assert {world.rule_state(node) for node in world.network.kernels} == {"synced"}
    assert world.rule_count("node-1") > 0


def test_rules_follow_the_endpoints_after_kube_proxys_delay() -> None:
    room = tutorial()
    before = room.world.rule_count("node-1")
    room.apply(service(name="another"))
    assert room.world.rule_state("node-1") == "syncing"
    assert room.world.rule_count("node-1") == before
    room.wait()
    assert room.world.rule_state("node-1") == "synced"
    assert room.world.rule_count("node-1") > before


def test_a_change_that_means_nothing_to_rules_leaves_them_alone() -> None:
    room = tutorial().apply(service().replace("{name: httpd-svc}", "{name: httpd-svc, labels: {team: blue}}"))
    assert room.world.rule_state("node-1") == "synced"


def test_a_pod_that_is_not_ready_yet_means_nothing_to_rules() -> None:
    room = tutorial()
    room.scale(4)
    room.wait(1_800)
    assert len(room.endpoints()) == 4
    assert len(room.ready_endpoints()) == 3
    assert room.world.rule_state("node-1") == "synced"


@pytest.mark.parametrize("client", [CLIENT, "node/node-2"])
def test_the_service_answers_by_its_address_from_pods_and_nodes(client: str) -> None:
    room = tutorial()
    journey = send(room, client, address(room))
    assert journey.outcome == "answered"
    assert journey.service == "service/default/httpd-svc"


def test_the_service_answers_by_its_name_in_a_pod() -> None:
    assert send(tutorial()).outcome == "answered"


def test_a_pod_answers_by_its_own_address() -> None:
    room = tutorial()
    journey = send(room, url=f"http://{room.pods[0].address}")
    assert journey.answered_by == f"pod/default/{room.names[0]}"


def test_answers_are_counted_by_pod() -> None:
    room = tutorial()
    room.do(StartTraffic(CLIENT, URL, 50))
    room.wait(6_000)
    assert sum(room.world.answered.values()) == room.world.totals["answered"] == 301
    assert sorted(room.world.answered) == sorted(f"pod/default/{name}" for name in room.names)
    assert all(60 < count < 140 for count in room.world.answered.values())


def test_before_any_pod_is_ready_a_request_is_refused() -> None:
    room = Scenario().apply(service()).wait()
    assert send(room).outcome == "refused"


def test_from_outside_the_cluster_ip_does_not_answer() -> None:
    room = tutorial()
    assert send(room, "outside", address(room)).outcome == "timeout"


@pytest.mark.parametrize("node", ["192.168.0.11", "192.168.0.12", "192.168.0.13"])
def test_every_node_answers_on_the_node_port_also_one_without_a_pod(node: str) -> None:
    room = tutorial(replicas=1, kind="NodePort")
    journey = send(room, "outside", f"http://{node}:{node_port(room)}")
    assert journey.outcome == "answered"
    assert journey.service == "service/default/httpd-svc"


@pytest.mark.parametrize("provider", ["aws", "gcp", "azure"])
def test_the_world_outside_comes_in_through_the_balancer(provider: str) -> None:
    room = tutorial()
    room.do(SetCloud(provider))
    room.apply(service("LoadBalancer")).wait()
    for target in filter(None, room.world.balancer_address(HTTPD_SVC)):
        journey = send(room, "outside", f"http://{target}:8080")
        assert journey.outcome == "answered"
        assert journey.service == "service/default/httpd-svc"
        assert any(step.where == "balancer/default/httpd-svc" for step in journey.steps)


def test_a_balancer_that_is_gone_does_not_answer() -> None:
    room = tutorial()
    room.do(SetCloud("gcp"))
    room.apply(service("LoadBalancer")).wait()
    freed, _ = room.world.balancer_address(HTTPD_SVC)
    room.apply(service()).wait()
    assert send(room, "outside", f"http://{freed}:8080").outcome == "timeout"


def test_traffic_goes_on_while_pods_are_replaced() -> None:
    room = tutorial()
    room.do(StartTraffic(CLIENT, URL, 20))
    for _ in range(3):
        room.delete("Pod", room.names[0])
        room.wait(10_000)
    assert set(room.world.totals) == {"answered"}


def test_a_deleted_services_name_resolves_no_more() -> None:
    room = tutorial()
    room.delete("Service", "httpd-svc")
    assert send(room).outcome == "nxdomain"


def test_a_pod_that_has_not_started_refuses() -> None:
    room = Scenario().apply(deployment(1, image="nonexistent:1")).wait()
    assert send(room, url=f"http://{room.pods[0].address}").outcome == "refused"


def test_a_local_policy_gives_each_node_its_own_rules() -> None:
    room = tutorial(replicas=1)
    room.apply(service(more="internalTrafficPolicy: Local")).wait()
    [here] = [seen.node for seen in room.pods]
    outcomes = {f"node-{n}": send(room, f"node/node-{n}", address(room)).outcome for n in (1, 2, 3)}
    assert outcomes == {node: "answered" if node == here else "timeout" for node in outcomes}


def test_a_copy_of_the_world_has_its_own_connections() -> None:
    room = tutorial()
    twin = room.world.copy()
    send(room)
    kernel = twin.network.kernels["node-1"]
    assert kernel.conntrack.entries() == ()
    assert room.world.network.kernels["node-1"].conntrack.entries() != ()


def test_a_headless_name_leads_straight_to_a_pod() -> None:
    room = tutorial().apply(service(more="clusterIP: None", name="bare")).wait()
    journey = send(room, url="http://bare:80")
    assert (journey.outcome, journey.service) == ("answered", "")


def test_an_external_ip_is_answered_where_its_route_ends() -> None:
    room = tutorial().apply(service(more="externalIPs: [203.0.113.77]")).wait()
    journey = send(room, "outside", "http://203.0.113.77:8080")
    assert (journey.outcome, journey.service) == ("answered", "service/default/httpd-svc")
