"""Who answers, and which source address it sees: 239 pairs, recorded with real packets through real rules."""

from __future__ import annotations

import json
from typing import Any

import pytest
from lab import ENOUGH, ROWS, element_of, label, laboratory, met, network, recorded_for

from k8sviz.sim.chance import Chance
from k8sviz.sim.dataplane.connection import Connection, client_of
from k8sviz.sim.dataplane.network import Network
from k8sviz.sim.dataplane.trip import Trip
from k8sviz.sim.objects.elements import OUTSIDE

ROUNDS = [row for row in laboratory()["rows"] if "rounds" in row]
HEALTH = next(row for row in laboratory()["rows"] if row["dest"] == "healthCheckNodePort 32000")


@pytest.mark.parametrize("row", ROWS, ids=label)
def test_the_same_pods_answer_and_see_the_same_source(row: dict[str, Any]) -> None:
    seen, recorded = met(row), recorded_for(row)
    if row["attempts"] < ENOUGH:
        assert recorded <= seen
    else:
        assert seen == recorded


@pytest.mark.parametrize("mode", ["iptables", "nftables"])
@pytest.mark.parametrize("row", ROUNDS, ids=label)
def test_a_client_stays_with_its_pod_until_it_was_silent_for_too_long(row: dict[str, Any], mode: str) -> None:
    """Rounds of six; after every other one the client is silent for longer than the timeout of 4 s."""
    element, outside = element_of(row["client"])
    network_, chance, now = network(outside, mode), Chance(7), 0
    rounds = []
    for gap in (1_000, 6_000) * 3:
        rounds.append({_answered(network_, element, now, chance) for _ in range(6)})
        now += gap
    for answered in (rounds, [set(pods) for pods in row["rounds"]]):
        assert all(len(pods) == 1 for pods in answered)
        assert answered[0::2] == answered[1::2]
    assert len({pod for pods in rounds for pod in pods}) > 1


@pytest.mark.parametrize("mode", ["iptables", "nftables"])
@pytest.mark.parametrize("answer", HEALTH["answers"], ids=lambda answer: answer["node"])
def test_a_node_says_how_many_endpoints_it_has_itself(answer: dict[str, str], mode: str) -> None:
    made = network("192.168.0.100", mode)
    kernel = made.kernels[answer["node"]]
    client = client_of(made, OUTSIDE)
    end = Connection(Trip(made, 0, Chance(7)), client, "tcp", kernel.address, 32000).open()
    assert json.loads(end.body) == json.loads(answer["answer"].partition("\n\n")[2])


def _answered(network_: Network, element: str, now: int, chance: Chance) -> str:
    client = client_of(network_, element)
    end = Connection(Trip(network_, now, chance), client, "tcp", "10.96.50.9", 8080).open()
    return end.answered_by
