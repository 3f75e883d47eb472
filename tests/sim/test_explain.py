"""The sentences of a journey say what its steps say, and nothing else."""

from __future__ import annotations

from worlds import Scenario, tutorial

from k8sviz.sim.commands import SendRequest
from k8sviz.sim.explain import Sentence, explain

CLIENT = "pod/default/client"


def told(scenario: Scenario, client: str, url: str) -> list[Sentence]:
    scenario.do(SendRequest(client=client, url=url))
    return explain(scenario.world.journeys[-1])


def messages(sentences: list[Sentence]) -> list[str]:
    return [sentence.message for sentence in sentences]


def test_a_request_by_name_is_looked_up_rewritten_and_turned_back() -> None:
    sentences = told(tutorial(), CLIENT, "http://httpd-svc:8080")
    assert messages(sentences) == [
        "name-found",
        "dns-asked",
        "request-destination-rewritten",
        "answered",
        "reply-source-rewritten",
    ]
    found, asked, there, _, back = sentences
    assert asked.values["server"] == "10.96.0.10"
    assert there.values["place"] == "node-1"
    assert there.values["old"] == f"{found.values['address']}:8080"
    assert back.values["new"] == there.values["old"]


def test_a_name_that_nobody_has_is_said_to_be_unknown() -> None:
    [sentence] = told(tutorial(), CLIENT, "http://nobody")
    assert sentence.message == "name-unknown"
    assert sentence.values["tried"] == "4"


def test_from_outside_a_cluster_ip_leads_nowhere() -> None:
    scenario = tutorial()
    address = told(scenario, CLIENT, "http://httpd-svc:8080")[0].values["address"]
    assert messages(told(scenario, "outside", f"http://{address}:8080")) == ["not-from-outside"]


def test_a_wrong_port_of_a_cluster_ip_ends_at_the_clients_node() -> None:
    sentences = told(tutorial(), CLIENT, "http://httpd-svc:81")
    assert messages(sentences)[-1] == "no-answer"
    assert sentences[-1].values["place"] == "node-1"


def test_a_pod_port_on_which_nothing_listens_is_refused_by_the_pod() -> None:
    scenario = tutorial()
    sentences = told(scenario, CLIENT, "http://httpd-svc:8080")
    answer = next(sentence for sentence in sentences if sentence.message == "answered")
    pod = next(h for h in scenario.world.network.pods.values() if h.element.endswith(answer.values["pod"]))
    assert messages(told(scenario, CLIENT, f"http://{pod.address}:81"))[-1] == "refused-by-host"
