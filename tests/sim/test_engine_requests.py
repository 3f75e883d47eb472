"""Who may send a request, what is counted, and the sources that send by themselves."""

from __future__ import annotations

import pytest
from worlds import Scenario, deployment, tutorial

from k8sviz.sim import engine
from k8sviz.sim.commands import SendRequest, StartTraffic, StopTraffic
from k8sviz.sim.problems import Refusal
from k8sviz.sim.world import JOURNEYS_KEPT

CLIENT, URL = "pod/default/client", "http://httpd-svc:8080"


def refusal(room: Scenario, client: str = CLIENT, url: str = URL) -> Refusal | None:
    [result] = engine.step(room.world, SendRequest(client, url)).results
    return result.refusal


@pytest.mark.parametrize("client", [CLIENT, "node/node-1", "outside"])
def test_pods_nodes_and_the_world_outside_may_send(client: str) -> None:
    room = tutorial()
    assert refusal(room, client) is None
    assert [journey.client for journey in room.world.journeys] == [client]


@pytest.mark.parametrize(
    "client", ["pod/default/nobody", "node/node-9", "service/default/kubernetes", "", "gate/node-1"]
)
def test_an_unknown_client_is_refused(client: str) -> None:
    room = tutorial()
    told = refusal(room, client)
    assert told is not None
    assert told.code == 404
    assert room.world.journeys == []


def test_a_pod_that_does_not_run_cannot_send() -> None:
    room = Scenario().apply(deployment(1))
    told = refusal(room, f"pod/default/{room.names[0]}")
    assert told is not None
    assert told.code == 409


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://httpd-svc:99999", "curl: (3) URL rejected: Port number"),
        ("ftp://httpd-svc", 'curl: (1) Protocol "ftp" not supported'),
        ("http://", "curl: (3) URL rejected: No host part"),
        ("http://httpd svc", "curl: (3) URL rejected: Malformed input"),
        (f"http://httpd-svc/{'a' * 5_000}", "a URL has at most 4096 characters"),
    ],
)
def test_a_bad_url_is_refused_in_curls_words(url: str, words: str) -> None:
    told = refusal(tutorial(), url=url)
    assert told is not None
    assert told.message.startswith(words)


def test_every_request_is_numbered_and_counted() -> None:
    room = tutorial()
    for _ in range(5):
        room.do(SendRequest(CLIENT, URL))
    assert [journey.number for journey in room.world.journeys] == [1, 2, 3, 4, 5]
    assert sum(room.world.totals.values()) == 5


def test_only_the_newest_journeys_are_kept() -> None:
    room = tutorial()
    for _ in range(JOURNEYS_KEPT + 10):
        room.do(SendRequest(CLIENT, URL))
    assert len(room.world.journeys) == JOURNEYS_KEPT
    assert room.world.journeys[0].number == 11


def test_a_source_sends_at_its_rate_from_now_on() -> None:
    room = tutorial()
    start = room.world.cluster.now
    room.do(StartTraffic(CLIENT, URL, 3))
    room.wait(1_000)
    assert [journey.at - start for journey in room.world.journeys] == [0, 333, 666, 1_000]


def test_a_source_that_is_stopped_is_silent() -> None:
    room = tutorial()
    room.do(StartTraffic(CLIENT, URL, 10))
    room.wait(1_000)
    room.do(StopTraffic(CLIENT))
    sent = len(room.world.journeys)
    room.wait(5_000)
    assert len(room.world.journeys) == sent
    assert room.world.traffic == {}


def test_a_new_rate_replaces_the_old_one() -> None:
    room = tutorial()
    room.do(StartTraffic(CLIENT, URL, 50))
    room.do(StartTraffic(CLIENT, URL, 1))
    room.wait(2_000)
    assert len(room.world.journeys) == 4


@pytest.mark.parametrize("rate", [0, 51, -1])
def test_a_rate_out_of_bounds_is_refused(rate: int) -> None:
    room = tutorial()
    assert engine.step(room.world, StartTraffic(CLIENT, URL, rate)).refused
    assert room.world.traffic == {}


def test_stopping_what_does_not_run_is_refused() -> None:
    assert engine.step(tutorial().world, StopTraffic(CLIENT)).refused


def test_a_source_whose_pod_is_deleted_ends_with_it() -> None:
    room = tutorial()
    room.do(StartTraffic(CLIENT, URL, 10))
    room.delete("Pod", "client", grace=0)
    room.wait(1_000)
    assert room.world.traffic == {}


def test_the_next_event_is_the_sources_next_request() -> None:
    room = tutorial()
    assert engine.next_event(room.world) is None
    room.do(StartTraffic(CLIENT, URL, 10))
    assert engine.next_event(room.world) == room.world.cluster.now + 100
