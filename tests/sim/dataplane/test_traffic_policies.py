"""Policies Local: only endpoints of the packet's own node, and the source stays what it was."""

from __future__ import annotations

from typing import Any

import pytest
from networks import CLIENT_ADDRESS, EVERYWHERE, NODES, OUTSIDE, OUTSIDE_ADDRESS, Lab, node_port, step

LOCAL: dict[str, Any] = {"type": "NodePort", "externalTrafficPolicy": "Local"}


def test_external_policy_local_keeps_the_source() -> None:
    journey = Lab(("node-2",), **LOCAL).send(OUTSIDE, node_port("node-2"))
    assert (journey.outcome, journey.seen_source) == ("answered", OUTSIDE_ADDRESS)


def test_external_policy_cluster_hides_the_source() -> None:
    journey = Lab(("node-2",), type="NodePort").send(OUTSIDE, node_port("node-1"))
    assert (journey.outcome, journey.seen_source) == ("answered", NODES["node-1"])


def test_external_policy_local_drops_on_a_node_without_an_endpoint() -> None:
    journey = Lab(("node-2",), **LOCAL).send(OUTSIDE, node_port("node-3"))
    assert (journey.outcome, journey.ended) == ("timeout", "node/node-3")
    dropped = step(journey, "node/node-3", "filter INPUT")
    assert dropped.verdict == "DROP"
    assert "has no local endpoints" in dropped.rules[-1]


@pytest.mark.parametrize("seed", range(6))
def test_external_policy_local_never_leaves_the_node(seed: int) -> None:
    journey = Lab(seed=seed, **LOCAL).send(OUTSIDE, node_port("node-2"))
    assert journey.answered_by == "pod/default/web-1"


def test_external_policy_local_lets_a_pod_of_the_cluster_reach_every_endpoint() -> None:
    """The short circuit: Pods' traffic to their own node's port goes by the policy Cluster."""
    journey = Lab(("node-3",), **LOCAL).send(url=node_port("node-1"))
    assert (journey.outcome, journey.seen_source) == ("answered", CLIENT_ADDRESS)


@pytest.mark.parametrize("node", EVERYWHERE)
def test_internal_policy_local_answers_only_where_a_pod_is(node: str) -> None:
    journey = Lab(("node-2",), internalTrafficPolicy="Local").send(f"node/{node}")
    assert journey.outcome == ("answered" if node == "node-2" else "timeout")


def test_a_node_port_that_answers_past_the_translating_node_is_not_taken() -> None:
    """DNAT without SNAT on node-2: the Pod's answer goes straight to the client, who knows it not."""
    journey = Lab(("node-1", "node-2"), **LOCAL).send(url=node_port("node-2"))
    assert journey.outcome == "timeout"
