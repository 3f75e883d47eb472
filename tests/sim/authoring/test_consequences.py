"""The margin says what would come of a text, and says it of a fork."""

from __future__ import annotations

import pytest
from worlds import Scenario, deployment, service, tutorial

from k8sviz.sim.authoring import consequences
from k8sviz.sim.commands import Patch


def notes(scenario: Scenario, text: str) -> dict[str, dict[str, str]]:
    return {note.message: note.values for note in consequences(scenario.world, text).notes}


def test_a_selector_that_works_is_counted() -> None:
    told = notes(Scenario(), deployment() + service())
    assert told["note-selects"] == {"count": "3", "all": "3", "ready": "3"}
    assert told["note-port-reaches"]["chain"] == "port 8080 → targetPort 80"
    assert told["note-selected-by"] == {"services": "httpd-svc"}


def test_a_selector_with_a_slip_gets_the_nearest_label() -> None:
    told = notes(Scenario(), deployment() + service(selector="{run: http}"))
    assert told["note-nearest"]["label"] == "run=httpd"
    assert "note-selected-by-none" in told


def test_a_target_port_that_nothing_listens_on_is_told_with_what_is() -> None:
    told = notes(Scenario(), deployment() + service().replace("targetPort: 80", "targetPort: 81"))
    assert (told["note-port-closed"]["number"], told["note-port-closed"]["listening"]) == ("81", "80")


@pytest.mark.parametrize("replicas", [1, 3])
def test_policy_local_names_the_nodes_without_a_pod(replicas: int) -> None:
    text = deployment(replicas) + service("NodePort", "externalTrafficPolicy: Local")
    told = notes(Scenario(), text)
    lost = told.get("note-local-drops", {"nodes": ""})["nodes"]
    assert len([node for node in lost.split(", ") if node]) == 3 - replicas


def test_what_somebody_changed_since_is_shown_beside_the_line() -> None:
    scenario = tutorial()
    text = deployment() + service()
    scenario.apply(text)
    assert "note-drift" not in notes(scenario, text)
    scenario.do(Patch("Deployment.apps", "httpd", {"spec": {"replicas": 5}}))
    (drift,) = [one for one in consequences(scenario.world, text).notes if one.message == "note-drift"]
    assert (drift.values["live"], text.split("\n")[drift.line - 1].strip()) == ("5", "replicas: 3")


def test_what_only_the_cluster_refuses_is_told_before_apply() -> None:
    scenario = tutorial(kind="NodePort")
    taken = scenario.get("Service", "httpd-svc")["spec"]["ports"][0]["nodePort"]
    other = service("NodePort", name="other").replace("targetPort: 80", f"targetPort: 80, nodePort: {taken}")
    (refused,) = consequences(scenario.world, other).refused
    assert refused.refusal is not None
    assert "provided port is already allocated" in refused.refusal.message


def test_nothing_is_changed_by_looking() -> None:
    scenario = tutorial()
    before = scenario.world.cluster.revision, scenario.world.cluster.now, scenario.world.draft
    consequences(scenario.world, deployment(5) + service("NodePort"))
    assert (scenario.world.cluster.revision, scenario.world.cluster.now, scenario.world.draft) == before


def test_a_text_that_asks_for_very_many_pods_is_not_tried_out() -> None:
    assert consequences(Scenario().world, deployment(9_999)).notes == ()


def with_port(number: int, name: str = "httpd-svc") -> str:
    return service("NodePort", name=name).replace("targetPort: 80", f"targetPort: 80, nodePort: {number}")


def test_a_node_port_is_free_or_this_services_or_taken_or_out_of_range() -> None:
    scenario = tutorial()
    assert notes(scenario, with_port(30_080))["note-node-port-free"] == {"port": "30080"}
    scenario.apply(with_port(30_080))
    assert notes(scenario, with_port(30_080))["note-node-port-own"] == {"port": "30080"}
    taken = notes(scenario, with_port(30_080, "other"))["note-node-port-taken"]
    assert taken == {"port": "30080", "owner": "default/httpd-svc"}
    outside = notes(scenario, with_port(8_080))["note-node-port-range"]
    assert (outside["first"], outside["last"]) == ("30000", "32767")


def test_a_node_port_that_the_same_text_gives_to_another_service_is_taken() -> None:
    told = notes(tutorial(), with_port(30_080, "one") + with_port(30_080, "two"))
    assert told["note-node-port-taken"]["owner"] == "default/one"


def test_a_chain_leads_from_the_node_port_to_the_container_that_listens() -> None:
    told = notes(tutorial(), deployment() + with_port(30_080))
    assert told["note-port-reaches"]["chain"] == "nodePort 30080 → port 8080 → targetPort 80"


@pytest.mark.parametrize(
    "text", ["x: 1\n", "kind: Service\n", "apiVersion: 1\nkind: []\n", "- a\n", "spec: {ports: 1}\n"]
)
def test_a_text_that_is_no_object_yet_has_no_consequences(text: str) -> None:
    assert consequences(tutorial().world, text).notes == ()
