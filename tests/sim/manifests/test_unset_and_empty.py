"""What is empty on purpose, and what nobody can ask for: Services, slices, bytes, names."""

import json
from typing import Any

import pytest
from ruling import applied, causes, empty_cluster, object_of, ruled

from k8sviz.sim.manifests import base64text

Fields = dict[str, Any]
PORTS = {"ports": [{"port": 80}]}
QUALIFIED = 'Invalid value: "": name part must be non-empty'


def service(**spec: Any) -> Fields:
    return object_of("v1", "Service", spec={**PORTS, **spec})


@pytest.mark.parametrize(
    ("spec", "first"),
    [
        (
            {"internalTrafficPolicy": ""},
            'spec.internalTrafficPolicy: Unsupported value: "": supported values: ',
        ),
        ({"trafficDistribution": ""}, 'spec.trafficDistribution: Unsupported value: "": supported values: '),
        ({"ipFamilyPolicy": ""}, 'spec.ipFamilyPolicy: Unsupported value: "": supported values: '),
        ({"type": "LoadBalancer", "loadBalancerClass": ""}, f"spec.loadBalancerClass: {QUALIFIED}"),
        ({"ports": [{"port": 80, "appProtocol": ""}]}, f"spec.ports[0].appProtocol: {QUALIFIED}"),
    ],
)
def test_a_field_that_is_a_pointer_in_go_is_not_unset_by_an_empty_text(spec: Fields, first: str) -> None:
    assert ruled(service(**spec))[0].startswith(first)


def test_a_port_that_is_none_is_a_wrong_target_port_as_well() -> None:
    told = "Invalid value: 0: must be between 1 and 65535, inclusive"
    assert ruled(service(ports=[{"port": 0}])) == [
        f"spec.ports[0].{it}: {told}" for it in ("port", "targetPort")
    ]


def test_a_load_balancer_may_have_the_port_of_the_kubelet() -> None:
    assert not ruled(service(type="LoadBalancer", ports=[{"port": 10250}]))


def test_the_traffic_policy_of_an_external_name_is_one_of_the_two_if_it_is_there() -> None:
    given = service(type="ExternalName", externalName="a.b", internalTrafficPolicy="X")
    assert ruled(given) == [
        'spec.internalTrafficPolicy: Unsupported value: "X": supported values: "Cluster", "Local"'
    ]


def test_source_ranges_may_be_an_annotation_of_a_load_balancer_only() -> None:
    mark = "service.beta.kubernetes.io/load-balancer-source-ranges"
    marked = service() | {"metadata": {"name": "it", "annotations": {mark: "10.0.0.0/8, 10.0.0.0/33"}}}
    path = f"metadata.annotations[{mark}]"
    assert ruled(marked) == [
        f"{path}: Forbidden: may only be used when `type` is 'LoadBalancer'",
        f'{path}: Invalid value: "10.0.0.0/33": must be a valid CIDR value, '
        "(e.g. 10.9.8.0/24 or 2001:db8::/64)",
    ]


def test_the_old_and_the_new_annotation_of_topology_say_the_same() -> None:
    old, new = (f"service.kubernetes.io/topology-{it}" for it in ("aware-hints", "mode"))
    metadata = {"name": "it", "annotations": {old: "Auto", new: "Disabled"}}
    [told] = ruled(service() | {"metadata": metadata})
    words = f"must match annotations[{old}] when both are specified"
    assert told == f'metadata.annotations[{new}]: Invalid value: "Disabled": {words}'


def slice_of(**endpoint: Any) -> Fields:
    one = {"addresses": ["10.0.0.5"], **endpoint}
    return object_of("discovery.k8s.io/v1", "EndpointSlice", addressType="IPv4", endpoints=[one])


def test_a_slice_without_endpoints_and_ports_has_null_of_both() -> None:
    cluster = empty_cluster()
    given = object_of("discovery.k8s.io/v1", "EndpointSlice", addressType="IPv4")
    assert not causes(applied(cluster, given))
    [stored] = cluster.of_kind("EndpointSlice.discovery.k8s.io")
    assert (stored["endpoints"], stored["ports"]) == (None, None)


def test_hints_name_each_zone_once_and_eight_at_most() -> None:
    path = "endpoints[0].hints.forZones"
    twice = {"forZones": [{"name": "a"}, {"name": "a"}]}
    assert ruled(slice_of(hints=twice)) == [f'{path}[1].name: Duplicate value: "a"']
    many = {"forZones": [{"name": f"z{number}"} for number in range(9)]}
    assert ruled(slice_of(hints=many)) == [f"{path}: Too many: 9: must have at most 8 items"]


def test_the_old_topology_of_an_endpoint_is_made_of_labels() -> None:
    [told] = ruled(slice_of(deprecatedTopology={"a b": "c"}))
    assert told.startswith('endpoints[0].deprecatedTopology: Invalid value: "a b": name part must consist of')


def test_an_address_of_a_slice_is_not_a_mapped_one() -> None:
    given = slice_of(addresses=["::ffff:10.0.0.5"]) | {"addressType": "IPv6"}
    assert ruled(given)[0].endswith("must not be an IPv4-mapped IPv6 address")


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("", None), ("aGk=", None), ("aGkh\naGkh\n", None), ("aGk", 0), ("hello world", 5), ("aGk=x", 4),
        ("a===", 1), ("aa=a", 2), ("aa=", 3), ("!", 0), ("aGkhé", 4),
    ],
)  # fmt: skip
def test_bytes_are_base64_as_go_reads_it(text: str, at: int | None) -> None:
    assert base64text.first_wrong(text) == at


@pytest.mark.parametrize(("kind", "field"), [("Secret", "data"), ("ConfigMap", "binaryData")])
def test_bytes_that_are_no_base64_are_refused_before_anything_is_validated(kind: str, field: str) -> None:
    result = applied(empty_cluster(), object_of("v1", kind, **{field: {"a": "hello world"}}))
    assert result.refusal
    assert result.refusal.said.endswith(f"handled as a {kind}: illegal base64 data at input byte 5")


@pytest.mark.parametrize(
    ("metadata", "why"),
    [
        ({"name": "a/b"}, "invalid resource name \"a/b\": [may not contain '/']"),
        ({"name": ".."}, "invalid resource name \"..\": [may not be '..']"),
        ({"name": "a", "namespace": "a%b"}, "invalid namespace \"a%b\": [may not contain '%']"),
    ],
)
def test_kubectl_does_not_ask_for_what_cannot_stand_in_a_path(metadata: Fields, why: str) -> None:
    result = applied(empty_cluster(), {**object_of("v1", "ConfigMap"), "metadata": metadata})
    assert result.refusal
    assert result.refusal.message.endswith(f'from server for: "STDIN": {why}')
    assert json.dumps(metadata["name"]) in result.refusal.message
