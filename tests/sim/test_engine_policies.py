"""NetworkPolicies hold packets up after kube-proxy's rewriting, at the Pods that they select."""

from __future__ import annotations

import pytest
from worlds import Scenario, deployment, service

from k8sviz.sim.commands import Delete, SendRequest, SetProxy
from k8sviz.sim.dataplane.journey import Journey

CLIENT, OUTSIDE = "pod/default/client", "outside"
BY_NAME, BY_NODE = "http://httpd-svc:8080", "http://192.168.0.13:30080"


def policy(spec: str, name: str = "wall", namespace: str = "default") -> str:
    return f"""\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: {name}, namespace: {namespace}}}
spec: {spec}
"""


def ask(world: Scenario, url: str = BY_NAME, client: str = CLIENT) -> Journey:
    world.do(SendRequest(client, url))
    return world.world.journeys[-1]


def walled(spec: str, *more: str, seed: int = 7) -> Scenario:
    """Three Pods behind a Service of both kinds, and a policy."""
    ports = "[{port: 8080, targetPort: 80, nodePort: 30080}]"
    both = service("NodePort").replace("[{port: 8080, targetPort: 80}]", ports)
    return Scenario(seed=seed).apply(deployment(), both, policy(spec), *more).wait()


def test_a_pod_that_no_policy_selects_takes_packets_from_everyone() -> None:
    assert ask(walled("{podSelector: {matchLabels: {run: other}}}")).outcome == "answered"


def test_a_policy_without_rules_lets_nothing_in_and_says_nothing_to_the_sender() -> None:
    journey = ask(walled("{podSelector: {}, policyTypes: [Ingress]}"))
    assert journey.outcome == "timeout"
    last = journey.steps[-1]
    assert (last.hook, last.verdict) == ("NetworkPolicy ingress", "DROP")
    assert last.rules == ("default/wall: nothing in it allows it",)


def test_the_service_s_address_was_rewritten_before_the_policy_was_asked() -> None:
    journey = ask(walled("{podSelector: {}, policyTypes: [Ingress]}"))
    assert journey.steps[-1].before.dst_port == 80
    assert journey.steps[-1].before.dst.startswith("10.244.")


@pytest.mark.parametrize(("port", "outcome"), [("80", "answered"), ("8080", "timeout")])
def test_a_policy_names_the_pod_s_port_and_not_the_service_s(port: str, outcome: str) -> None:
    spec = f"{{podSelector: {{matchLabels: {{run: httpd}}}}, ingress: [{{ports: [{{port: {port}}}]}}]}}"
    assert ask(walled(spec)).outcome == outcome


@pytest.mark.parametrize(("end", "outcome"), [(90, "answered"), (79, "timeout")])
def test_a_range_of_ports_ends_at_its_end_port(end: int, outcome: str) -> None:
    spec = f"{{podSelector: {{}}, ingress: [{{ports: [{{port: 70, endPort: {end}}}]}}]}}"
    assert ask(walled(spec)).outcome == outcome


@pytest.mark.parametrize(("name", "outcome"), [("web", "answered"), ("other", "timeout")])
def test_a_named_port_is_that_of_the_receiving_pod(name: str, outcome: str) -> None:
    named = deployment().replace("{containerPort: 80}", "{containerPort: 80, name: web}")
    spec = f"{{podSelector: {{}}, ingress: [{{ports: [{{port: {name}}}]}}]}}"
    assert ask(Scenario().apply(named, service(), policy(spec)).wait()).outcome == outcome


@pytest.mark.parametrize(
    ("peer", "outcome"),
    [
        ("{podSelector: {matchLabels: {run: client}}}", "answered"),
        ("{podSelector: {matchLabels: {run: nobody}}}", "timeout"),
        ("{podSelector: {matchExpressions: [{key: run, operator: Exists}]}}", "answered"),
        ("{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: default}}}", "answered"),
        ("{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}}", "timeout"),
        ("{namespaceSelector: {}, podSelector: {matchLabels: {run: client}}}", "answered"),
        ("{ipBlock: {cidr: 10.244.0.0/16}}", "answered"),
        ("{ipBlock: {cidr: 10.244.0.0/16, except: [10.244.0.0/24]}}", "timeout"),
    ],
)
def test_who_may_come_in_is_told_by_selectors_and_ranges(peer: str, outcome: str) -> None:
    assert ask(walled(f"{{podSelector: {{}}, ingress: [{{from: [{peer}]}}]}}")).outcome == outcome


def test_two_selectors_in_one_peer_must_both_hold_and_two_peers_are_alternatives() -> None:
    system = "namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}"
    client = "podSelector: {matchLabels: {run: client}}"
    both = f"{{podSelector: {{}}, ingress: [{{from: [{{{system}, {client}}}]}}]}}"
    either = f"{{podSelector: {{}}, ingress: [{{from: [{{{system}}}, {{{client}}}]}}]}}"
    assert (ask(walled(both)).outcome, ask(walled(either)).outcome) == ("timeout", "answered")


def test_policies_add_up() -> None:
    world = walled("{podSelector: {}, policyTypes: [Ingress]}")
    world.apply(policy("{podSelector: {matchLabels: {run: httpd}}, ingress: [{}]}", "door"))
    journey = ask(world)
    assert journey.outcome == "answered"
    passed = next(step for step in journey.steps if step.hook == "NetworkPolicy ingress")
    assert passed.rules == ("default/door: ingress[0] allows it",)


def test_a_policy_of_another_namespace_selects_nobody_here() -> None:
    elsewhere = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n"
    closed = policy("{podSelector: {}, policyTypes: [Ingress]}", namespace="shop")
    assert ask(Scenario().apply(deployment(), service(), elsewhere, closed).wait()).outcome == "answered"


def test_a_client_that_may_send_nothing_cannot_even_ask_for_a_name() -> None:
    world = walled("{podSelector: {matchLabels: {run: client}}, policyTypes: [Egress]}")
    journey = ask(world)
    assert journey.lookup is not None
    assert (journey.outcome, journey.lookup.error) == ("timeout", "timeout")
    assert journey.lookup.queries[0].steps[-1].hook == "NetworkPolicy egress"


def test_egress_is_asked_for_the_pod_s_address_and_not_for_the_cluster_ip() -> None:
    dns = "{ports: [{port: 53, protocol: UDP}]}"
    to_pods = "{podSelector: {matchLabels: {run: client}}, policyTypes: [Egress], egress: [%s, {to: [%s]}]}"
    pods = walled(to_pods % (dns, "{podSelector: {matchLabels: {run: httpd}}}"))
    services = walled(to_pods % (dns, "{ipBlock: {cidr: 10.96.0.0/12}}"))
    assert (ask(pods).outcome, ask(services).outcome) == ("answered", "timeout")


def test_a_pod_s_own_node_is_always_let_in_and_another_node_is_not() -> None:
    world = walled("{podSelector: {}, policyTypes: [Ingress]}")
    outcomes = {
        (pod.node, node): ask(world, f"http://{pod.address}", f"node/{node}").outcome
        for pod in world.pods
        for node in ("node-1", "node-2", "node-3")
    }
    assert {mine == node for (mine, node), how in outcomes.items() if how == "answered"} == {True}
    assert {mine == node for (mine, node), how in outcomes.items() if how == "timeout"} == {False}


def test_a_node_port_hides_its_client_behind_the_node_s_address() -> None:
    """Policy Cluster rewrites the source: from another node the range of the client does not hold."""
    world = walled("{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 198.51.100.0/24}}]}]}")
    journeys = [ask(world, BY_NODE, OUTSIDE) for _ in range(12)]
    place = {f"pod/default/{pod.name}": pod.node for pod in world.pods}
    assert {place[one.answered_by] for one in journeys if one.outcome == "answered"} <= {"node-3"}
    assert any(one.outcome == "timeout" for one in journeys)


def test_answers_need_no_rule_of_their_own() -> None:
    world = walled(
        "{podSelector: {matchLabels: {run: httpd}}, policyTypes: [Ingress, Egress], ingress: [{}]}"
    )
    assert ask(world).outcome == "answered"


def test_deleting_the_policy_lets_packets_in_again() -> None:
    world = walled("{podSelector: {}, policyTypes: [Ingress]}")
    assert ask(world).outcome == "timeout"
    world.do(Delete("NetworkPolicy.networking.k8s.io", "wall"))
    assert ask(world).outcome == "answered"


def test_a_label_may_let_a_client_in() -> None:
    world = walled("{podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {access: 'true'}}}]}]}")
    assert ask(world).outcome == "timeout"
    world.label("client", "access", "true")
    assert ask(world).outcome == "answered"


@pytest.mark.parametrize("mode", ["iptables", "nftables", "ipvs"])
def test_every_proxy_mode_leaves_the_policies_their_say(mode: str) -> None:
    closed = "{podSelector: {matchLabels: {run: httpd}}, policyTypes: [Ingress]}"
    world = walled(closed)
    world.do(SetProxy(mode=mode))
    world.wait()
    journey = ask(world)
    assert (journey.outcome, journey.steps[-1].hook) == ("timeout", "NetworkPolicy ingress")


def test_a_forked_world_has_its_own_policies() -> None:
    world = walled("{podSelector: {}, policyTypes: [Ingress]}")
    fork = Scenario()
    fork.world = world.world.copy()
    fork.do(Delete("NetworkPolicy.networking.k8s.io", "wall"))
    assert (ask(fork).outcome, ask(world).outcome) == ("answered", "timeout")


def test_a_policy_holds_for_ipv6_as_well() -> None:
    world = Scenario("trace-dual-stack")
    dual = service(more="ipFamilyPolicy: RequireDualStack")
    world.apply(deployment(), dual, policy("{podSelector: {}, policyTypes: [Ingress]}")).wait()
    address = next(one for one in world.get("Service", "httpd-svc")["spec"]["clusterIPs"] if ":" in one)
    assert ask(world, f"http://[{address}]:8080").outcome == "timeout"
