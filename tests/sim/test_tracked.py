"""What conntrack remembers of a journey is what the kernels remember."""

from __future__ import annotations

from worlds import Scenario, deployment, service, tutorial

from k8sviz.sim.commands import SendRequest
from k8sviz.sim.tracked import tracked


def test_the_translating_node_remembers_both_ways_as_its_kernel_does() -> None:
    scenario = tutorial()
    scenario.do(SendRequest("pod/default/client", "http://httpd-svc:8080"))
    journey = scenario.world.journeys[-1]
    first = tracked(journey)[0]
    assert (first.translated, first.made, first.used) == (True, True, True)
    kernel = scenario.world.network.kernels[first.where.removeprefix("node/")]
    entry = kernel.conntrack.find(first.original)
    assert entry is not None
    assert kernel.conntrack.find(first.expected) is entry


def test_a_rejected_packet_is_not_remembered() -> None:
    scenario = Scenario().apply(deployment(0), service()).wait()
    scenario.do(SendRequest("pod/default/client", "http://httpd-svc:8080"))
    assert tracked(scenario.world.journeys[-1]) == []
