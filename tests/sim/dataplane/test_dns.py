"""Names as a Pod's resolver walks them: rung by rung of the search path, ndots:5."""

from __future__ import annotations

import pytest
from networks import CLIENT, CLUSTER_IP, OUTSIDE, Lab

from k8sviz.sim.dataplane.connection import client_of
from k8sviz.sim.dataplane.dns import look_up
from k8sviz.sim.dataplane.journey import Lookup
from k8sviz.sim.dataplane.trip import Trip
from k8sviz.sim.dataplane.zone import Named, Port, Published, Zone, reversed_name
from k8sviz.sim.objects.identity import Key

HTTP = (Port("http", "tcp", 80),)
ENDPOINTS = (Published("10.244.1.2", "web-0", HTTP), Published("10.244.2.2", "", HTTP))


def lab_with_two_namespaces() -> Lab:
    lab = Lab()
    zone = lab.network.zone
    zone.namespaces["shop"] = None
    zone.services[Key("Service", "shop", "cart")] = Named(("10.96.0.77", "fd00::77"), ports=HTTP)
    zone.services[Key("Service", "default", "quiet")] = Named(headless=True)
    zone.services[Key("Service", "default", "many")] = Named(headless=True, endpoints=ENDPOINTS)
    zone.services[Key("Service", "default", "alias")] = Named((), "cart.shop.svc.cluster.local")
    zone.public["a1b2.elb.amazonaws.com"] = "203.0.113.10"
    return lab


def look(lab: Lab, name: str, client: str = CLIENT) -> Lookup:
    return look_up(Trip(lab.network, 0, lab.chance), client_of(lab.network, client), name)


def zone() -> Zone:
    return lab_with_two_namespaces().network.zone


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("web", CLUSTER_IP),
        ("WEB", CLUSTER_IP),
        ("web.default", CLUSTER_IP),
        ("web.default.svc", CLUSTER_IP),
        ("web.default.svc.cluster.local", CLUSTER_IP),
        ("web.default.svc.cluster.local.", CLUSTER_IP),
        ("web.", ""),
        ("cart", ""),
        ("cart.shop", "10.96.0.77"),
        ("alias", "10.96.0.77"),
        ("quiet", ""),
        ("web-0.many", "10.244.1.2"),
        ("10-244-2-2.many", "10.244.2.2"),
        ("10-9-8-7.shop.pod", "10.9.8.7"),
        ("a1b2.elb.amazonaws.com", "203.0.113.10"),
    ],
)
def test_a_pod_finds(name: str, address: str) -> None:
    assert look(lab_with_two_namespaces(), name).address == address


def test_a_short_name_is_found_on_the_first_rung() -> None:
    assert look(Lab(), "web").asked == ("web.default.svc.cluster.local.",)


def test_a_name_with_its_namespace_is_found_on_the_second_rung() -> None:
    found = look(lab_with_two_namespaces(), "cart.shop")
    assert found.asked == ("cart.shop.default.svc.cluster.local.", "cart.shop.svc.cluster.local.")


def test_an_unknown_name_is_asked_on_every_rung() -> None:
    assert look(Lab(), "nope").asked == (
        "nope.default.svc.cluster.local.",
        "nope.svc.cluster.local.",
        "nope.cluster.local.",
        "nope.",
    )


def test_a_name_with_five_dots_is_asked_as_it_stands_first() -> None:
    assert look(Lab(), "a.b.c.d.e.f").asked[0] == "a.b.c.d.e.f."


def test_a_client_outside_knows_balancers_and_no_services() -> None:
    lab = lab_with_two_namespaces()
    assert look(lab, "a1b2.elb.amazonaws.com", OUTSIDE).address == "203.0.113.10"
    assert look(lab, "web.default.svc.cluster.local", OUTSIDE).address == ""


def test_a_headless_name_means_any_of_its_endpoints() -> None:
    lab = lab_with_two_namespaces()
    assert {look(lab, "many").address for _ in range(20)} == {"10.244.1.2", "10.244.2.2"}


def test_every_question_is_told_with_its_answer() -> None:
    found = look(lab_with_two_namespaces(), "cart.shop")
    assert [(one.kind, one.code, one.answers) for one in found.queries] == [
        ("A", "NXDOMAIN", ()),
        ("AAAA", "NXDOMAIN", ()),
        ("A", "NOERROR", ("10.96.0.77",)),
        ("AAAA", "NOERROR", ("fd00::77",)),
    ]


@pytest.mark.parametrize(
    ("name", "kind", "code", "values"),
    [
        ("web.default.svc.cluster.local", "AAAA", "NOERROR", ()),
        ("nope.default.svc.cluster.local", "A", "NXDOMAIN", ()),
        ("web.nowhere.svc.cluster.local", "A", "NXDOMAIN", ()),
        ("default.svc.cluster.local", "A", "NOERROR", ()),
        ("nowhere.svc.cluster.local", "A", "NXDOMAIN", ()),
        ("quiet.default.svc.cluster.local", "A", "NXDOMAIN", ()),
        ("many.default.svc.cluster.local", "A", "NOERROR", ("10.244.1.2", "10.244.2.2")),
        ("alias.default.svc.cluster.local", "CNAME", "NOERROR", ("cart.shop.svc.cluster.local.",)),
        ("alias.default.svc.cluster.local", "A", "NOERROR", ("10.96.0.77",)),
        (
            "_http._tcp.cart.shop.svc.cluster.local",
            "SRV",
            "NOERROR",
            ("0 100 80 cart.shop.svc.cluster.local.",),
        ),
        ("_http._udp.cart.shop.svc.cluster.local", "SRV", "NXDOMAIN", ()),
        (
            "_http._tcp.many.default.svc.cluster.local",
            "SRV",
            "NOERROR",
            (
                "0 100 80 web-0.many.default.svc.cluster.local.",
                "0 100 80 10-244-2-2.many.default.svc.cluster.local.",
            ),
        ),
        ("1-2-3-4.default.pod.cluster.local", "A", "NOERROR", ("1.2.3.4",)),
        ("1-2-3-4.nowhere.pod.cluster.local", "A", "NXDOMAIN", ()),
        ("fd00--7.default.pod.cluster.local", "AAAA", "NOERROR", ("fd00::7",)),
        ("77.0.96.10.in-addr.arpa", "PTR", "NOERROR", ("cart.shop.svc.cluster.local.",)),
        ("2.1.244.10.in-addr.arpa", "PTR", "NOERROR", ("web-0.many.default.svc.cluster.local.",)),
        ("9.9.9.9.in-addr.arpa", "PTR", "NXDOMAIN", ()),
        (reversed_name("fd00::77"), "PTR", "NOERROR", ("cart.shop.svc.cluster.local.",)),
        ("kubernetes.io", "A", "NXDOMAIN", ()),
    ],
)
def test_coredns_answers(name: str, kind: str, code: str, values: tuple[str, ...]) -> None:
    answer = zone().answer(name, kind)
    assert (answer.code, answer.values) == (code, values)
