"""Connections that stay open while the cluster changes, and the API server as an endpoint."""

from __future__ import annotations

import pytest
from worlds import Scenario, tutorial

from k8sviz.sim import engine
from k8sviz.sim.commands import SendRequest, SetProxy, StartTraffic
from k8sviz.sim.dataplane.journey import Journey
from k8sviz.sim.dataplane.modes import MODES
from k8sviz.sim.explain import explain

CLIENT = "pod/default/client"
ECHO = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: echo}
spec:
  replicas: 3
  selector: {matchLabels: {run: echo}}
  template:
    metadata: {labels: {run: echo}}
    spec:
      containers:
      - {name: echo, image: echo, ports: [{containerPort: 7, protocol: UDP}]}
---
apiVersion: v1
kind: Service
metadata: {name: echo}
spec:
  selector: {run: echo}
  ports: [{port: 7, protocol: UDP}]
"""


def send(room: Scenario, url: str, keep: bool = False) -> Journey:
    room.do(SendRequest(CLIENT, url, keep=keep))
    return room.world.journeys[-1]


@pytest.mark.parametrize("mode", MODES)
def test_a_udp_flow_leaves_a_pod_that_serves_no_more(mode: str) -> None:
    room = Scenario().apply(ECHO)
    room.do(SetProxy(mode))
    first = send(room.wait(), "udp://echo:7", keep=True).answered_by
    assert {send(room, "udp://echo:7", keep=True).answered_by for _ in range(5)} == {first}
    room.annotate(first.rpartition("/")[2], "k8sviz.dev/ready", "false")
    room.wait(5_000)
    assert send(room, "udp://echo:7", keep=True).answered_by not in ("", first)


def test_a_tcp_connection_stays_with_it() -> None:
    room = tutorial()
    first = send(room, "http://httpd-svc:8080", keep=True).answered_by
    room.annotate(first.rpartition("/")[2], "k8sviz.dev/ready", "false")
    room.wait(5_000)
    assert send(room, "http://httpd-svc:8080", keep=True).answered_by == first
    assert send(room, "http://httpd-svc:8080").answered_by != first


def test_a_source_may_send_everything_over_one_connection() -> None:
    room = tutorial()
    room.do(StartTraffic(CLIENT, "http://httpd-svc:8080", 10, keep=True))
    room.wait(2_000)
    assert len({journey.answered_by for journey in room.world.journeys}) == 1


@pytest.mark.parametrize("mode", MODES)
def test_the_api_server_answers_behind_its_service(mode: str) -> None:
    room = tutorial()
    room.do(SetProxy(mode))
    journey = send(room.wait(), "https://kubernetes")
    assert (journey.outcome, journey.ended) == ("answered", "node/node-1")
    assert journey.printed.startswith("curl: (60) SSL certificate problem")
    plain = send(room, "http://kubernetes:443")
    assert (plain.status, plain.printed) == (400, "Client sent an HTTP request to an HTTPS server.")


@pytest.mark.parametrize(("family", "outcome"), [(4, "answered"), (6, "nxdomain")])
def test_a_client_may_ask_for_one_family_only(family: int, outcome: str) -> None:
    room = tutorial()
    room.do(SendRequest(CLIENT, "http://httpd-svc:8080", family=family))
    assert room.world.journeys[-1].outcome == outcome


@pytest.mark.parametrize(
    "request_", [SendRequest(CLIENT, "udp://echo"), SendRequest(CLIENT, "http://x", family=5)]
)
def test_what_makes_no_sense_is_refused(request_: SendRequest) -> None:
    assert engine.step(tutorial().world, request_).refused


@pytest.mark.parametrize("mode", ["nftables", "ipvs"])
def test_another_port_of_a_cluster_ip_is_explained(mode: str) -> None:
    room = tutorial()
    room.do(SetProxy(mode))
    journey = send(room.wait(), "http://httpd-svc:81")
    assert (journey.outcome, explain(journey)[-1].message) == ("refused", "refused-no-port")
