"""What ipvs mode gives a node: virtual servers, sets that rules ask, addresses of a dummy interface."""

from __future__ import annotations

from typing import Any

import pytest

from k8sviz.sim.chance import Chance
from k8sviz.sim.dataplane.configuration import Proxy
from k8sviz.sim.dataplane.ipvs import IpvsRules, compile_ipvs, texts
from k8sviz.sim.dataplane.journey import FiveTuple
from k8sviz.sim.dataplane.packet import Packet
from k8sviz.sim.dataplane.recent import RecentLists
from k8sviz.sim.objects.endpointslice import SERVICE_NAME, EndpointSlice
from k8sviz.sim.objects.node import Node
from k8sviz.sim.objects.service import Service

NODE = Node("node-1", "192.168.0.11", "", "10.244.0.0/24", ("192.168.0.11",))
HERE, THERE = {"node": "node-1", "address": "10.244.0.2"}, {"node": "node-2", "address": "10.244.1.2"}
BALANCER = {"loadBalancer": {"ingress": [{"ip": "203.0.113.10"}]}}


def service(status: dict[str, Any] | None = None, **spec: Any) -> Service:
    return Service.of({
        "metadata": {"namespace": "default", "name": "web"},
        "spec": {"clusterIP": "10.96.0.10", "ports": [{"port": 80}], **spec},
        "status": status or {},
    })  # fmt: skip


def piece(*endpoints: dict[str, str], protocol: str = "TCP", ready: bool = True) -> EndpointSlice:
    return EndpointSlice.of({
        "metadata": {"namespace": "default", "name": "web-x", "labels": {SERVICE_NAME: "web"}},
        "endpoints": [
            {"addresses": [one["address"]], "nodeName": one["node"], "conditions": {"ready": ready}}
            for one in endpoints
        ],
        "ports": [{"name": "", "port": 8080, "protocol": protocol}],
    })  # fmt: skip


def made(offered: Service, slices: EndpointSlice | None = None, **configuration: Any) -> IpvsRules:
    return compile_ipvs(
        NODE, [offered], [slices or piece(HERE, THERE)], Proxy("10.244.0.0/16", **configuration)
    )


def members(rules: IpvsRules) -> dict[str, list[str]]:
    return {name: list(one.members) for name, one in rules.sets.items() if one.members}


def servers(rules: IpvsRules) -> dict[str, list[str]]:
    return {server.end: [real.end for real in server.servers] for server in rules.servers.values()}


def lines(rules: IpvsRules, chain: str) -> list[str]:
    return [rule.text for table in rules.rules.values() for rule in table if rule.chain == chain]


def packet(source: str, to: str, port: int, protocol: str = "tcp") -> Packet:
    at = FiveTuple(protocol, source, 40_000, to, port)
    return Packet(at, NODE.addresses, RecentLists(), Chance(1), 0)


def test_without_services_there_are_sets_without_members_and_rules_that_ask_them() -> None:
    rules = compile_ipvs(NODE, [], [], Proxy("10.244.0.0/16"))
    assert members(rules) == {}
    assert servers(rules) == {}
    assert texts(rules)["ipset-save"].count("create ") == 17
    assert len(lines(rules, "KUBE-IPVS-FILTER")) == 6


def test_a_cluster_ip_is_bound_balanced_and_a_member() -> None:
    rules = made(service())
    assert rules.addresses == ("10.96.0.10",)
    assert servers(rules) == {"10.96.0.10:80": ["10.244.0.2:8080", "10.244.1.2:8080"]}
    assert members(rules) == {
        "KUBE-CLUSTER-IP": ["10.96.0.10,tcp:80"],
        "KUBE-IPVS-IPS": ["10.96.0.10"],
        "KUBE-LOOP-BACK": ["10.244.0.2,tcp:8080,10.244.0.2"],
    }


def test_a_thousand_services_add_no_rule() -> None:
    one = texts(made(service()))["iptables-restore"]
    many = [service(clusterIP=f"10.96.{n // 250}.{n % 250 + 1}") for n in range(1_000)]
    rules = compile_ipvs(NODE, many, [piece(HERE, THERE)], Proxy("10.244.0.0/16"))
    assert texts(rules)["iptables-restore"] == one


def test_session_affinity_is_the_servers_persistence() -> None:
    told = texts(made(service(sessionAffinity="ClientIP")))["ipvsadm-save"]
    assert told.splitlines()[0] == "-A -t 10.96.0.10:80 -s rr -p 10800"


def test_a_pod_that_is_not_ready_may_still_meet_itself() -> None:
    rules = made(service(), piece(HERE, ready=False))
    assert servers(rules) == {"10.96.0.10:80": []}
    assert members(rules)["KUBE-LOOP-BACK"] == ["10.244.0.2,tcp:8080,10.244.0.2"]


@pytest.mark.parametrize(
    ("policy", "reached"),
    [
        ({"internalTrafficPolicy": "Local"}, []),
        ({"internalTrafficPolicy": "Cluster"}, ["10.244.1.2:8080"]),
    ],
)
def test_internal_policy_local_leaves_a_node_without_endpoints_none(
    policy: dict[str, Any], reached: list[str]
) -> None:
    assert servers(made(service(**policy), piece(THERE))) == {"10.96.0.10:80": reached}


def test_external_policy_local_falls_back_on_the_others_where_there_is_no_local_endpoint() -> None:
    """kubernetes#97081: so that Pods of the node get through; the answer to anyone else is lost."""
    outside = service(type="NodePort", ports=[{"port": 80, "nodePort": 30080}], externalTrafficPolicy="Local")
    assert servers(made(outside))["192.168.0.11:30080"] == ["10.244.0.2:8080"]
    assert servers(made(outside, piece(THERE)))["192.168.0.11:30080"] == ["10.244.1.2:8080"]


def test_sctp_node_ports_are_members_with_their_address() -> None:
    ports = [{"port": 80, "nodePort": 30080, "protocol": "SCTP"}]
    sctp = service(type="NodePort", ports=ports, externalTrafficPolicy="Local")
    rules = made(sctp, piece(HERE, protocol="SCTP"))
    for name in ("KUBE-NODE-PORT-SCTP-HASH", "KUBE-NODE-PORT-LOCAL-SCTP-HASH"):
        assert members(rules)[name] == ["192.168.0.11,sctp:30080"]
    local, masquerade = lines(rules, "KUBE-NODE-PORT")[:2]
    assert local.startswith('-p sctp -m comment --comment "Kubernetes nodeport SCTP port with external')
    assert local.endswith("--match-set KUBE-NODE-PORT-LOCAL-SCTP-HASH dst,dst -j RETURN")
    assert masquerade.endswith("--match-set KUBE-NODE-PORT-SCTP-HASH dst,dst -j KUBE-MARK-MASQ")


def test_an_external_ip_that_the_node_has_anyway_is_not_bound_again() -> None:
    rules = made(service(externalIPs=["192.168.0.11", "198.51.100.7"]))
    assert rules.addresses == ("10.96.0.10", "198.51.100.7")
    assert "192.168.0.11:80" in servers(rules)


def test_without_an_address_for_node_ports_there_is_neither_node_port_nor_health_check() -> None:
    checked = service(
        BALANCER, type="LoadBalancer", ports=[{"port": 80, "nodePort": 30080}],
        externalTrafficPolicy="Local", healthCheckNodePort=32000,
    )  # fmt: skip
    assert members(made(checked))["KUBE-HEALTH-CHECK-NODE-PORT"] == ["32000"]
    elsewhere = made(checked, node_port_addresses=("10.0.0.0/8",))
    assert not {"KUBE-HEALTH-CHECK-NODE-PORT", "KUBE-NODE-PORT-TCP"} & members(elsewhere).keys()
    assert set(servers(elsewhere)) == {"10.96.0.10:80", "203.0.113.10:80"}


class TestSourceRanges:
    def guarded(self, *ranges: str) -> IpvsRules:
        return made(service(BALANCER, type="LoadBalancer", loadBalancerSourceRanges=list(ranges)))

    def test_a_node_outside_of_them_may_not_call(self) -> None:
        rules = self.guarded("198.51.100.0/24")
        assert lines(rules, "KUBE-IPVS-OUT-FILTER") == [
            "-s 203.0.113.10 -m ipvs --vaddr 203.0.113.10 --vproto tcp --vport 80 -j DROP"
        ]
        assert "KUBE-LOAD-BALANCER-SOURCE-IP" not in members(rules)

    def test_a_node_inside_of_them_calls_from_the_balancers_own_address(self) -> None:
        rules = self.guarded("198.51.100.0/24", "192.168.0.0/16")
        assert lines(rules, "KUBE-IPVS-OUT-FILTER") == []
        assert members(rules)["KUBE-LOAD-BALANCER-SOURCE-IP"] == ["203.0.113.10,tcp:80,203.0.113.10"]
        asked = [text.split("--match-set ")[1] for text in lines(rules, "KUBE-SOURCE-RANGES-FIREWALL")[:-1]]
        assert asked == [
            "KUBE-LOAD-BALANCER-SOURCE-CIDR dst,dst,src -j RETURN",
            "KUBE-LOAD-BALANCER-SOURCE-IP dst,dst,src -j RETURN",
        ]

    def test_a_range_is_written_as_the_network_it_is(self) -> None:
        assert members(self.guarded("198.51.100.77/24"))["KUBE-LOAD-BALANCER-SOURCE-CIDR"] == [
            "203.0.113.10,tcp:80,198.51.100.0/24"
        ]

    def test_everyone_is_no_range(self) -> None:
        assert "KUBE-LOAD-BALANCER-FW" not in members(self.guarded("0.0.0.0/0"))


class TestMembership:
    """What a rule asks of a packet is what the set's members say."""

    RULES = made(
        service(
            BALANCER, type="LoadBalancer", ports=[{"port": 80, "nodePort": 30080}],
            loadBalancerSourceRanges=["198.51.100.0/24"],
        )
    )  # fmt: skip

    @pytest.mark.parametrize(
        ("name", "at", "holds"),
        [
            ("KUBE-CLUSTER-IP", ("10.244.0.9", "10.96.0.10", 80), True),
            ("KUBE-CLUSTER-IP", ("10.244.0.9", "10.96.0.10", 81), False),
            ("KUBE-CLUSTER-IP", ("10.244.0.9", "10.96.0.10", 80, "udp"), False),
            ("KUBE-IPVS-IPS", ("10.244.0.9", "10.96.0.10", 81), True),
            ("KUBE-IPVS-IPS", ("10.244.0.9", "192.168.0.11", 81), False),
            ("KUBE-NODE-PORT-TCP", ("198.51.100.7", "192.168.0.11", 30080), True),
            ("KUBE-LOOP-BACK", ("10.244.0.2", "10.244.0.2", 8080), True),
            ("KUBE-LOOP-BACK", ("10.244.0.9", "10.244.0.2", 8080), False),
            ("KUBE-LOAD-BALANCER-SOURCE-CIDR", ("198.51.100.7", "203.0.113.10", 80), True),
            ("KUBE-LOAD-BALANCER-SOURCE-CIDR", ("198.51.101.7", "203.0.113.10", 80), False),
        ],
    )
    def test_each_type_of_set_holds_its_parts_against_the_packet(
        self, name: str, at: tuple[Any, ...], holds: bool
    ) -> None:
        assert self.RULES.sets[name].holds(packet(*at)) is holds

    def test_the_rule_against_the_nodes_own_calls_asks_for_the_virtual_server(self) -> None:
        (rule,) = (one for one in self.RULES.rules["filter"] if one.chain == "KUBE-IPVS-OUT-FILTER")
        own = packet("203.0.113.10", "10.244.1.2", 8080)
        own.balanced_for = "tcp", "203.0.113.10", 80
        other = packet("203.0.113.10", "203.0.113.10", 81)
        assert [all(test(one) for test in rule.tests) for one in (own, other)] == [True, False]
