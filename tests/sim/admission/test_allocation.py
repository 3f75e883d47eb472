"""Cluster IPs and node ports."""

from typing import Any

import pytest

from k8sviz.sim import admission
from k8sviz.sim.admission import allocation
from k8sviz.sim.admission.allocation import AllocationError, Pool
from k8sviz.sim.chance import Chance
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.manifests.dump import write
from k8sviz.sim.objects.identity import Key
from k8sviz.sim.settings import Settings


@pytest.fixture
def cluster() -> Cluster:
    cluster = Cluster(Settings(), Chance(3))
    cluster.put({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default"}})
    return cluster


def service(name: str = "web", ports: list[dict[str, Any]] | None = None, **spec: Any) -> str:
    spec["ports"] = ports or [{"port": 80}]
    return write({"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": spec})


def applied(cluster: Cluster, text: str) -> dict[str, Any]:
    [result] = admission.apply(cluster, text).results
    assert result.refusal is None, result.refusal
    stored = cluster.get(Key("Service", "default", result.name))
    assert stored is not None
    spec: dict[str, Any] = stored["spec"]
    return spec


def refusal(cluster: Cluster, text: str) -> str:
    [result] = admission.apply(cluster, text).results
    assert result.refusal is not None
    return result.refusal.message.partition("is invalid: ")[2]


def test_a_cluster_ip_comes_from_the_upper_band(cluster: Cluster) -> None:
    pool = allocation.addresses(cluster)
    address = applied(cluster, service())["clusterIP"]
    assert address.startswith("10.")
    assert not address.startswith("10.96.0.")
    assert (pool.band, pool.last - pool.first) == (256, 2**20 - 3)


def test_a_node_port_comes_from_the_upper_band(cluster: Cluster) -> None:
    [port] = applied(cluster, service(type="NodePort"))["ports"]
    assert 30086 <= port["nodePort"] <= 32767


def test_a_pool_uses_its_lower_band_last_and_then_is_full() -> None:
    pool, chance = Pool(10, 14, 2, frozenset()), Chance(1)
    drawn = [pool.next(chance) for _ in range(5)]
    assert sorted(drawn[:3]) == [12, 13, 14]
    assert sorted(drawn[3:]) == [10, 11]
    with pytest.raises(AllocationError, match="range is full"):
        pool.next(chance)


def test_an_address_and_a_port_that_were_chosen_are_kept(cluster: Cluster) -> None:
    spec = applied(
        cluster, service(type="NodePort", clusterIP="10.96.0.50", ports=[{"port": 80, "nodePort": 30080}])
    )
    assert (spec["clusterIPs"], spec["ports"][0]["nodePort"]) == (["10.96.0.50"], 30080)


def test_what_is_taken_is_refused(cluster: Cluster) -> None:
    applied(
        cluster, service(type="NodePort", clusterIP="10.96.0.50", ports=[{"port": 80, "nodePort": 30080}])
    )
    assert refusal(cluster, service("b", clusterIP="10.96.0.50")) == (
        'spec.clusterIPs: Invalid value: ["10.96.0.50"]: '
        "failed to allocate IP 10.96.0.50: provided IP is already allocated"
    )
    assert refusal(cluster, service("b", type="NodePort", ports=[{"port": 80, "nodePort": 30080}])) == (
        "spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated"
    )


def test_a_refused_service_holds_nothing(cluster: Cluster) -> None:
    ports = [{"port": 80, "nodePort": 30080}, {"port": 81, "nodePort": 80}]
    refusal(cluster, service("bad", type="NodePort", ports=ports))
    applied(cluster, service("good", type="NodePort", ports=[{"port": 80, "nodePort": 30080}]))


def test_what_was_deleted_can_be_had_again(cluster: Cluster) -> None:
    applied(cluster, service("a", clusterIP="10.96.0.50"))
    admission.delete(cluster, Key("Service", "default", "a"))
    applied(cluster, service("b", clusterIP="10.96.0.50"))


def test_tcp_and_udp_of_one_port_share_a_node_port(cluster: Cluster) -> None:
    ports = [{"name": "t", "port": 53}, {"name": "u", "port": 53, "protocol": "UDP"}]
    first, second = applied(cluster, service(type="NodePort", ports=ports))["ports"]
    assert first["nodePort"] == second["nodePort"]


def test_a_local_load_balancer_gets_a_health_check_port(cluster: Cluster) -> None:
    spec = applied(cluster, service(type="LoadBalancer", externalTrafficPolicy="Local"))
    assert spec["healthCheckNodePort"] not in (0, spec["ports"][0]["nodePort"])


def test_applying_the_manifest_again_keeps_what_was_given(cluster: Cluster) -> None:
    text = service(type="NodePort")
    before = applied(cluster, text)
    [result] = admission.apply(cluster, text).results
    assert result.verb == "unchanged"
    assert applied(cluster, text) == before


def test_types_take_and_give_back(cluster: Cluster) -> None:
    first = applied(cluster, service())
    node_port = applied(cluster, service(type="NodePort"))
    assert node_port["clusterIP"] == first["clusterIP"]
    balanced = applied(cluster, service(type="LoadBalancer"))
    assert balanced["ports"] == node_port["ports"]
    assert balanced["allocateLoadBalancerNodePorts"] is True
    back = applied(cluster, service())
    assert back == first
    named = applied(cluster, service(type="ExternalName", externalName="example.com"))
    assert "clusterIP" not in named
    assert applied(cluster, service())["clusterIP"]


def test_a_headless_service_has_no_address(cluster: Cluster) -> None:
    spec = applied(cluster, service(clusterIP="None", selector={"a": "b"}))
    assert (spec["clusterIPs"], spec["ipFamilyPolicy"], spec["ipFamilies"]) == (
        ["None"],
        "SingleStack",
        ["IPv4"],
    )


def test_a_headless_service_without_selector_is_of_both_families(cluster: Cluster) -> None:
    spec = applied(cluster, service(clusterIP="None"))
    assert (spec["ipFamilyPolicy"], spec["ipFamilies"]) == ("RequireDualStack", ["IPv4", "IPv6"])


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        (
            {"ipFamilies": ["IPv6"]},
            'spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster',
        ),
        (
            {"ipFamilyPolicy": "RequireDualStack"},
            'spec.ipFamilyPolicy: Invalid value: "RequireDualStack": '
            "this cluster is not configured for dual-stack services",
        ),
        ({"ipFamilies": ["IPv4", "IPv4"]}, 'spec.ipFamilies[1]: Duplicate value: "IPv4"'),
        (
            {"clusterIPs": ["10.96.7.7"]},
            'spec.clusterIPs: Invalid value: ["10.96.7.7"]: must be empty when `clusterIP` is not specified',
        ),
    ],
)
def test_families_are_those_of_the_cluster(cluster: Cluster, spec: dict[str, Any], words: str) -> None:
    assert refusal(cluster, service(**spec)) == words


def test_an_external_name_keeps_nothing_of_a_cluster_ip(cluster: Cluster) -> None:
    applied(cluster, service(selector={"a": "b"}))
    spec = applied(cluster, service(selector={"a": "b"}, type="ExternalName", externalName="example.com"))
    assert spec == {
        "type": "ExternalName",
        "externalName": "example.com",
        "sessionAffinity": "None",
        "selector": {"a": "b"},
        "ports": [{"port": 80, "protocol": "TCP", "targetPort": 80}],
    }


DUAL = Settings(service_cidr6="fd00:10:96::/112")


def dual_stack(cluster: Cluster, spec: str) -> dict[str, Any]:
    text = (
        f"apiVersion: v1\nkind: Service\nmetadata: {{name: web}}\nspec: {{ports: [{{port: 80}}], {spec}}}\n"
    )
    [result] = admission.apply(cluster, text).results
    assert result.refusal is None, result.refusal
    obj = cluster.get(Key("Service", "default", "web"))
    assert obj is not None
    found: dict[str, Any] = obj["spec"]
    return found


@pytest.mark.parametrize(
    ("spec", "policy", "families"),
    [
        ("selector: {a: b}", "SingleStack", ["IPv4"]),
        ("selector: {a: b}, ipFamilyPolicy: PreferDualStack", "PreferDualStack", ["IPv4", "IPv6"]),
        ("selector: {a: b}, ipFamilies: [IPv6]", "SingleStack", ["IPv6"]),
        ("selector: {a: b}, ipFamilies: [IPv6, IPv4]", "RequireDualStack", ["IPv6", "IPv4"]),
    ],
)
def test_a_service_has_an_address_of_each_family(spec: str, policy: str, families: list[str]) -> None:
    cluster = Cluster(DUAL, Chance(7))
    cluster.put({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default"}})
    found = dual_stack(cluster, spec)
    assert (found["ipFamilyPolicy"], found["ipFamilies"]) == (policy, families)
    assert ["IPv6" if ":" in address else "IPv4" for address in found["clusterIPs"]] == families


def test_the_second_family_comes_and_goes_with_the_policy() -> None:
    cluster = Cluster(DUAL, Chance(7))
    cluster.put({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default"}})
    first = dual_stack(cluster, "selector: {a: b}")["clusterIPs"]
    both = dual_stack(cluster, "selector: {a: b}, ipFamilyPolicy: PreferDualStack")["clusterIPs"]
    assert (both[:1], len(both)) == (first, 2)
    assert dual_stack(cluster, "selector: {a: b}, ipFamilyPolicy: SingleStack")["clusterIPs"] == first
