"""Names as a Pod's resolver walks them: rung by rung of the search path, ndots:5."""

from __future__ import annotations

import pytest
from networks import CLUSTER_IP, Lab

from k8sviz.sim.dataplane.dns import look_up, look_up_outside
from k8sviz.sim.objects.identity import Key


def network_with_two_namespaces() -> Lab:
    lab = Lab()
    lab.network.services[Key("Service", "shop", "cart")] = ("10.96.0.77", "")
    lab.network.services[Key("Service", "default", "quiet")] = ("None", "")
    lab.network.services[Key("Service", "default", "alias")] = ("", "cart.shop.svc.cluster.local")
    lab.network.public_names["a1b2.elb.amazonaws.com"] = "203.0.113.10"
    return lab


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
        ("a1b2.elb.amazonaws.com", "203.0.113.10"),
    ],
)
def test_a_pod_finds(name: str, address: str) -> None:
    assert look_up(network_with_two_namespaces().network, name, "default").address == address


def test_a_short_name_is_found_on_the_first_rung() -> None:
    assert look_up(Lab().network, "web", "default").asked == ("web.default.svc.cluster.local.",)


def test_a_name_with_its_namespace_is_found_on_the_second_rung() -> None:
    found = look_up(network_with_two_namespaces().network, "cart.shop", "default")
    assert found.asked == ("cart.shop.default.svc.cluster.local.", "cart.shop.svc.cluster.local.")


def test_an_unknown_name_is_asked_on_every_rung() -> None:
    assert look_up(Lab().network, "nope", "default").asked == (
        "nope.default.svc.cluster.local.",
        "nope.svc.cluster.local.",
        "nope.cluster.local.",
        "nope.",
    )


def test_a_name_with_five_dots_is_asked_as_it_stands_first() -> None:
    assert look_up(Lab().network, "a.b.c.d.e.f", "default").asked[0] == "a.b.c.d.e.f."


def test_a_client_outside_knows_balancers_and_no_services() -> None:
    network = network_with_two_namespaces().network
    assert look_up_outside(network, "a1b2.elb.amazonaws.com").address == "203.0.113.10"
    assert look_up_outside(network, "web.default.svc.cluster.local").address == ""
