"""Rule sets that go on from the one before are those made from nothing; what has not changed is kept."""

from __future__ import annotations

from typing import Any

import pytest

from k8sviz.sim.dataplane import nftables
from k8sviz.sim.dataplane.configuration import Proxy
from k8sviz.sim.dataplane.iptables import compile_rules, render
from k8sviz.sim.dataplane.ipvs import IpvsRuleSet, texts
from k8sviz.sim.dataplane.journey import FiveTuple
from k8sviz.sim.dataplane.modes import MODES
from k8sviz.sim.dataplane.nftables import NftRuleSet
from k8sviz.sim.dataplane.outcomes import possible
from k8sviz.sim.dataplane.rules import RuleSet
from k8sviz.sim.objects.endpointslice import SERVICE_NAME, EndpointSlice
from k8sviz.sim.objects.node import Node
from k8sviz.sim.objects.service import Service

NODE = Node("node-1", "192.168.0.11", "", "10.244.0.0/24", ("192.168.0.11",))
PROXY = Proxy("10.244.0.0/16")


def service(name: str, number: int, **spec: Any) -> Service:
    ip = f"10.96.0.{number}"
    return Service.of(
        {
            "metadata": {"namespace": "default", "name": name},
            "spec": {"clusterIP": ip, "clusterIPs": [ip], "ports": [{"port": 80}], **spec},
        }
    )


def piece(name: str, *addresses: str) -> EndpointSlice:
    return EndpointSlice.of(
        {
            "metadata": {"namespace": "default", "name": f"{name}-x", "labels": {SERVICE_NAME: name}},
            "endpoints": [{"addresses": [address], "nodeName": "node-1"} for address in addresses],
            "ports": [{"name": "", "port": 80, "protocol": "TCP"}],
        }
    )


A, B, C = service("a", 10), service("b", 11), service("c", 12)
ENDS = [piece("a", "10.244.0.2"), piece("b", "10.244.0.3"), piece("c", "10.244.0.4")]


def made(
    services: list[Service], slices: list[EndpointSlice], before: RuleSet | None = None, proxy: Proxy = PROXY
) -> RuleSet:
    return compile_rules(NODE, services, slices, proxy, before)


def words(rules: RuleSet) -> str | dict[str, str]:
    """All that a mode prints."""
    if isinstance(rules, NftRuleSet):
        return nftables.render(rules)
    return texts(rules.ipvs) if isinstance(rules, IpvsRuleSet) else render(rules)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("services", "slices"),
    [
        ([A, B, C], [ENDS[0], piece("b", "10.244.0.3", "10.244.0.9"), ENDS[2]]),
        ([A, B, C], [ENDS[0], piece("b"), ENDS[2]]),
        ([A, B, C], ENDS[1:]),
        ([A, B, C], ENDS[::-1]),
        ([A, C], ENDS),
        ([C, A, B], ENDS),
        ([A, B, C, service("d", 13)], ENDS),
        ([A, service("b", 11, type="NodePort", ports=[{"port": 80, "nodePort": 30080}]), C], ENDS),
        ([A, service("b", 11, clusterIP="None", clusterIPs=["None"]), C], ENDS),
    ],
    ids=[
        "grown",
        "emptied",
        "no slice",
        "other slices first",
        "gone",
        "another order",
        "new",
        "another type",
        "headless",
    ],
)
def test_going_on_comes_to_the_same_as_starting_anew(
    services: list[Service], slices: list[EndpointSlice], mode: str
) -> None:
    compiled = MODES[mode]
    first = compiled(NODE, [A, B, C], ENDS, PROXY)
    followed = compiled(NODE, services, slices, PROXY, first)
    anew = compiled(NODE, services, slices, PROXY)
    assert words(followed) == words(anew)
    assert followed.size == anew.size
    again = compiled(NODE, [A, B, C], ENDS, PROXY, followed)
    assert words(again) == words(first)
    assert again.size == first.size


def test_chains_of_untouched_services_are_kept() -> None:
    first = made([A, B, C], ENDS)
    then = made([A, B, C], [*ENDS[:2], piece("c", "10.244.0.8")], first)
    kept = [name for name, chain in first.tables["nat"].items() if then.tables["nat"].get(name) is chain]
    assert sum(name.startswith("KUBE-SVC-") for name in kept) == 2


@pytest.mark.parametrize("mode", MODES)
def test_nothing_changed_is_the_very_same_rule_set(mode: str) -> None:
    first = MODES[mode](NODE, [A, B, C], ENDS, PROXY)
    assert MODES[mode](NODE, [A, B, C], ENDS, PROXY, first) is first


def test_a_change_of_one_service_makes_no_other_anew() -> None:
    first = made([A, B, C], ENDS)
    then = made([B, C], ENDS, first)
    assert then.made_of.parts.of["default", "c"] is first.made_of.parts.of["default", "c"]


def test_a_packet_finds_what_was_put_into_a_set_later() -> None:
    """Sets keep an index; it must follow a change."""
    first = MODES["nftables"](NODE, [A, B, C], ENDS, PROXY)
    at = FiveTuple("tcp", "10.244.0.9", 40_000, "10.96.0.11", 80)
    assert possible(first, at, ()).output == "10.244.0.3:80"
    assert (
        possible(MODES["nftables"](NODE, [A, B, C], [ENDS[0], ENDS[2]], PROXY, first), at, ()).output
        == "REJECT"
    )
    moved = [ENDS[0], piece("b", "10.244.0.7"), ENDS[2]]
    assert possible(MODES["nftables"](NODE, [A, B, C], moved, PROXY, first), at, ()).output == "10.244.0.7:80"


def test_another_configuration_starts_anew() -> None:
    first = made([A], ENDS)
    other = Proxy("10.244.0.0/16", masquerade_all=True)
    assert render(made([A], ENDS, first, other)) == render(made([A], ENDS, None, other))


def test_beyond_a_thousand_endpoints_their_comments_are_saved() -> None:
    """largeClusterEndpointsThreshold: comments are 40 % of the text."""
    many = piece("a", *(f"10.244.{n // 200}.{n % 200 + 2}" for n in range(1_001)))
    small, large = made([A, B], ENDS), made([A, B], [many, ENDS[1]])
    assert '"default/b -> 10.244.0.3:80"' in render(small)
    assert '"default/b -> 10.244.0.3:80"' not in render(large)
    assert '"default/b cluster IP"' in render(large)


def test_a_node_in_the_allowed_ranges_may_call_from_the_balancers_address() -> None:
    guarded = Service.of({
        "metadata": {"namespace": "default", "name": "a"},
        "spec": {
            "type": "LoadBalancer", "clusterIP": "10.96.0.10", "ports": [{"port": 80}],
            "loadBalancerSourceRanges": ["192.168.0.0/24"],
        },
        "status": {"loadBalancer": {"ingress": [{"ip": "203.0.113.10"}]}},
    })  # fmt: skip
    lines = [line for line in render(made([guarded], ENDS)).splitlines() if line.startswith("-A KUBE-FW-")]
    assert [line.split(" -s ")[1].split(" ")[0] for line in lines if " -s " in line] == [
        "192.168.0.0/24",
        "203.0.113.10",
    ]
