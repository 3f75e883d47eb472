"""The lines between elements: endpoints, ways in, and a selector that meets nobody."""

from __future__ import annotations

from worlds import Scenario, deployment, service, tutorial

from k8sviz.sim.scene import draw

SERVICE = "service/default/httpd-svc"


def ends(scenario: Scenario, kind: str) -> list[tuple[str, str]]:
    return [
        (edge["from"], edge["to"]) for edge in draw(scenario.world)["edges"].values() if edge["kind"] == kind
    ]


def test_a_selector_that_takes_nobody_is_drawn_to_the_pods_it_misses() -> None:
    scenario = Scenario().apply(deployment(), service(selector="{run: http}")).wait()
    assert ends(scenario, "mismatch") == [(SERVICE, f"pod/default/{name}") for name in scenario.names]
    assert ends(scenario, "endpoint") == []


def test_a_service_that_has_endpoints_misses_nobody() -> None:
    assert ends(tutorial(), "mismatch") == []


def test_pods_that_another_service_has_are_not_missed() -> None:
    scenario = tutorial().apply(service(selector="{run: other}", name="other")).wait()
    assert ends(scenario, "mismatch") == []
