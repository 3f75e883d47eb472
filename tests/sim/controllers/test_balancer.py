"""Load balancers: pending first, then an address, if there is a cloud to give one."""

from __future__ import annotations

from worlds import HTTPD_SVC, Scenario, service, tutorial

from k8sviz.sim.commands import Patch, SetCloud


def ingress(room: Scenario, name: str = "httpd-svc") -> list[dict[str, str]]:
    found: list[dict[str, str]] = room.get("Service", name)["status"]["loadBalancer"].get("ingress", [])
    return found


def balanced(provider: str) -> Scenario:
    room = tutorial()
    room.do(SetCloud(provider))
    return room.apply(service("LoadBalancer"))


def test_it_is_pending_until_the_cloud_has_made_it() -> None:
    room = balanced("gcp").wait(2_999)
    assert ingress(room) == []
    room.wait(1)
    assert ingress(room) == [{"ip": "203.0.113.10", "ipMode": "VIP"}]


def test_without_a_cloud_it_stays_pending_for_ever() -> None:
    room = balanced("none").wait(3_600_000)
    assert ingress(room) == []
    assert room.world.balancer_address(HTTPD_SVC) == ("", "")


def test_aws_gives_a_name_instead_of_an_address() -> None:
    room = balanced("aws").wait()
    [entry] = ingress(room)
    assert list(entry) == ["hostname"]
    assert entry["hostname"].endswith(".elb.amazonaws.com")
    assert room.world.balancer_address(HTTPD_SVC) == ("203.0.113.10", entry["hostname"])


def test_two_services_get_two_addresses() -> None:
    room = balanced("azure").apply(service("LoadBalancer", name="other")).wait()
    assert [ingress(room, name)[0]["ip"] for name in ("httpd-svc", "other")] == [
        "203.0.113.10",
        "203.0.113.11",
    ]


def test_another_type_releases_the_address() -> None:
    room = balanced("gcp").wait().apply(service("NodePort")).wait()
    assert ingress(room) == []
    assert room.world.balancer_address(HTTPD_SVC) == ("", "")
    room.apply(service("LoadBalancer")).wait()
    assert ingress(room)[0]["ip"] == "203.0.113.10"


def test_deleting_the_service_releases_the_address() -> None:
    room = balanced("gcp").wait()
    room.delete("Service", "httpd-svc")
    assert room.world.cluster.balancers == {}


def test_another_cloud_makes_it_anew() -> None:
    room = balanced("gcp").wait()
    room.do(SetCloud("aws"))
    assert ingress(room) == []
    room.wait()
    assert "hostname" in ingress(room)[0]


def test_a_load_balancer_class_is_another_controllers_business() -> None:
    room = (
        tutorial().apply(service("LoadBalancer", "loadBalancerClass: example.com/lb", name="classy")).wait()
    )
    assert ingress(room, "classy") == []


def test_a_balancer_is_on_the_timeline_when_it_has_its_address() -> None:
    room = balanced("gcp").wait()
    assert [(mark.name, mark.verb) for mark in room.world.marks][-1] == ("httpd-svc", "addressed")


def test_a_patch_of_the_type_alone_is_enough() -> None:
    room = tutorial()
    room.do(SetCloud("gcp"))
    room.do(Patch("Service", "httpd-svc", {"spec": {"type": "LoadBalancer"}}))
    room.wait()
    assert ingress(room)
