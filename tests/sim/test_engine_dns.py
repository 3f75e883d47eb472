"""The cluster's DNS is a Service like any other: its packets walk the rules, and it can be missing."""

from __future__ import annotations

import pytest
from worlds import Scenario, tutorial

from k8sviz.sim.commands import Delete, Patch, SendRequest, SetProxy
from k8sviz.sim.dataplane.journey import Journey, Lookup
from k8sviz.sim.dataplane.modes import MODES
from k8sviz.sim.explain import explain

CLIENT, URL = "pod/default/client", "http://httpd-svc:8080"


def send(room: Scenario, url: str = URL, client: str = CLIENT) -> tuple[Journey, Lookup]:
    room.do(SendRequest(client, url))
    journey = room.world.journeys[-1]
    assert journey.lookup is not None
    return journey, journey.lookup


@pytest.mark.parametrize("mode", MODES)
def test_a_question_goes_to_the_cluster_ip_of_kube_dns_over_udp(mode: str) -> None:
    room = tutorial()
    room.do(SetProxy(mode))
    _, lookup = send(room.wait())
    steps = lookup.queries[0].steps
    assert (steps[0].before.protocol, steps[0].before.dst, steps[0].before.dst_port) == (
        "udp",
        "10.96.0.10",
        53,
    )
    assert lookup.queries[0].answered_by.startswith("pod/kube-system/coredns-")
    assert any(step.before.dst != step.after.dst for step in steps)


def test_every_rung_is_asked_for_both_kinds_of_address() -> None:
    _, lookup = send(tutorial(), "http://httpd-svc.default:8080")
    assert [(query.kind, query.code, bool(query.answers)) for query in lookup.queries] == [
        ("A", "NXDOMAIN", False),
        ("AAAA", "NXDOMAIN", False),
        ("A", "NOERROR", True),
        ("AAAA", "NOERROR", False),
    ]


def test_without_coredns_pods_a_question_is_refused() -> None:
    room = tutorial()
    room.do(Patch("Deployment.apps", "coredns", {"spec": {"replicas": 0}}, "kube-system"))
    journey, lookup = send(room.wait())
    assert (journey.outcome, lookup.error) == ("nxdomain", "refused")
    assert journey.printed == "curl: (6) Could not resolve host: httpd-svc"
    assert explain(journey)[0].message == "dns-refused"


def test_without_service_kube_dns_a_question_is_lost() -> None:
    room = tutorial()
    room.do(Delete("Service", "kube-dns", "kube-system"))
    journey, lookup = send(room.wait())
    assert (journey.outcome, lookup.error) == ("timeout", "timeout")
    assert journey.printed == "curl: (28) Resolving timed out after 5000 milliseconds"


def test_a_node_asks_its_own_resolver() -> None:
    journey, lookup = send(tutorial(), URL, "node/node-1")
    assert (journey.outcome, lookup.queries[0].steps) == ("nxdomain", ())


def test_an_external_name_is_only_another_name() -> None:
    room = tutorial()
    room.apply(
        "apiVersion: v1\nkind: Service\nmetadata: {name: alias}\n"
        "spec: {type: ExternalName, externalName: httpd-svc.default.svc.cluster.local}"
    )
    journey, lookup = send(room.wait(), "http://alias:8080")
    assert journey.outcome == "answered"
    assert lookup.queries[0].aliases == ("httpd-svc.default.svc.cluster.local.",)
    assert "name-is-alias" in [sentence.message for sentence in explain(journey)]


def test_the_instant_reference_has_no_cluster_dns() -> None:
    assert not list(Scenario("instant").world.cluster.of_kind("Pod"))
