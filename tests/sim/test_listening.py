"""What a Pod listens on is told by its image, its command, its ports and its probes, in that order."""

from __future__ import annotations

from typing import Any

import pytest
from worlds import Scenario, service

from k8sviz.sim.commands import SendRequest
from k8sviz.sim.objects.listening import ANYWHERE, hears, listening


def sockets(image: str, **more: Any) -> tuple[tuple[str, int], ...]:
    return listening({"spec": {"containers": [{"name": "a", "image": image, **more}]}})


@pytest.mark.parametrize(
    "image", ["httpd", "httpd:2.4", "docker.io/library/httpd:2.4", "httpd@sha256:0123", "docker.io/httpd"]
)
def test_a_known_image_decides_by_itself(image: str) -> None:
    assert sockets(image, ports=[{"containerPort": 8080}]) == (("tcp", 80),)


def test_an_image_of_somebody_else_with_the_same_name_is_another_one() -> None:
    assert sockets("example.com/httpd", ports=[{"containerPort": 8080}]) == (("tcp", 8080),)


def test_an_image_with_a_command_of_its_own_listens_where_its_ports_say() -> None:
    assert sockets("httpd", command=["sleep"], ports=[{"containerPort": 8080}]) == (("tcp", 8080),)


def test_arguments_leave_a_known_server_what_it_is() -> None:
    assert sockets("consul:1.4", args=["agent", "-server"]) == (("tcp", 8500),)


def test_who_wrote_a_probe_of_an_unknown_image_knew_its_port() -> None:
    probe = {"httpGet": {"path": "/healthz", "port": 10254}}
    ports = [{"containerPort": 80}]
    assert hears(sockets("example/ingress", ports=ports, readinessProbe=probe), "tcp", 10254)
    assert not hears(sockets("nginx", ports=ports, readinessProbe=probe), "tcp", 10254)


def test_an_image_of_which_nothing_is_known_is_taken_to_listen_where_it_is_asked() -> None:
    assert sockets("dockercoins/hasher:v0.1") == (ANYWHERE,)
    assert hears((ANYWHERE,), "tcp", 4711)
    assert not hears((ANYWHERE,), "udp", 53)


@pytest.mark.parametrize(
    ("image", "command"),
    [("busybox", []), ("curlimages/curl", ["sleep", "infinity"]), ("example/app", ["sh", "-c", "date"])],
)
def test_what_is_there_to_be_worked_in_listens_on_nothing(image: str, command: list[str]) -> None:
    assert sockets(image, command=command) == ()


def test_a_container_beside_one_whose_port_is_known_adds_nothing_by_guess() -> None:
    pod = {"spec": {"containers": [{"name": "a", "image": "nginx"}, {"name": "b", "image": "example/log"}]}}
    assert listening(pod) == (("tcp", 80),)


def test_a_service_reaches_a_pod_that_declares_no_port() -> None:
    app = """\
apiVersion: v1
kind: Pod
metadata: {name: app, labels: {run: httpd}}
spec: {containers: [{name: app, image: "example/app:1"}]}
"""
    world = Scenario().apply(app, service()).wait()
    world.do(SendRequest("pod/default/client", "http://httpd-svc:8080"))
    assert world.world.journeys[-1].outcome == "answered"
