"""Conntrack, hairpin and session affinity: what a node remembers of connections."""

from __future__ import annotations

from typing import Any

from networks import CLUSTER_IP, NODES, OUTSIDE, PORT, URL, Lab, node_port, step

from k8sviz.sim.dataplane.conntrack import turned

AFFINITY: dict[str, Any] = {
    "sessionAffinity": "ClientIP",
    "sessionAffinityConfig": {"clientIP": {"timeoutSeconds": 60}},
}


def test_the_node_that_translated_a_request_turns_its_answer_back() -> None:
    lab = Lab(("node-2",))
    journey = lab.send()
    back = step(journey, "node/node-1", "conntrack POSTROUTING")
    assert back.reply
    assert back.state == "ESTABLISHED"
    assert (back.before.src, back.before.src_port) == (lab.pods[0].address, 80)
    assert (back.after.src, back.after.src_port) == (CLUSTER_IP, PORT)


def test_the_entry_tells_both_directions() -> None:
    lab = Lab(("node-2",))
    journey = lab.send()
    [entry] = lab.network.kernels["node-1"].conntrack.entries()
    assert entry.original == journey.steps[0].before
    assert (entry.reply.src, entry.reply.dst) == (lab.pods[0].address, "10.244.0.2")


def test_a_masqueraded_answer_comes_back_by_the_node_that_took_the_request() -> None:
    journey = Lab(("node-2",), type="NodePort").send(OUTSIDE, node_port("node-3"))
    replies = [step.where for step in journey.steps if step.reply and step.where.startswith("node/")]
    assert list(dict.fromkeys(replies)) == ["node/node-2", "node/node-3"]
    assert journey.steps[-1].after == turned(journey.steps[0].before)


def test_a_pod_that_reaches_itself_through_its_service_sees_its_node() -> None:
    """Hairpin: without SNAT it would answer itself directly, and wait for ever."""
    lab = Lab(("node-1",))
    journey = lab.send("pod/default/web-0", URL)
    assert (journey.outcome, journey.answered_by) == ("answered", "pod/default/web-0")
    assert journey.seen_source == "10.244.0.1"
    masquerade = step(journey, "node/node-1", "nat POSTROUTING")
    assert any("MASQUERADE" in rule for rule in masquerade.rules)


def test_session_affinity_keeps_a_client_with_its_pod() -> None:
    lab = Lab(**AFFINITY)
    assert len({lab.send().answered_by for _ in range(30)}) == 1


def test_without_affinity_a_client_meets_every_pod() -> None:
    lab = Lab()
    assert len({lab.send().answered_by for _ in range(30)}) == 3


def test_session_affinity_slides_with_every_connection() -> None:
    lab = Lab(**AFFINITY)
    met = set()
    for _ in range(30):
        met.add(lab.send().answered_by)
        lab.now += 59_000
    assert len(met) == 1


def test_session_affinity_ends_after_its_timeout_of_silence() -> None:
    lab = Lab(**AFFINITY)
    met = set()
    for _ in range(30):
        met.add(lab.send().answered_by)
        lab.now += 61_000
    assert len(met) == 3


def test_each_node_has_its_own_memory_of_clients() -> None:
    lab = Lab(**AFFINITY)
    met = {lab.send(f"node/{node}").answered_by for node in NODES for _ in range(5)}
    assert len(met) <= 3
    for node in NODES:
        assert len({lab.send(f"node/{node}").answered_by for _ in range(5)}) == 1
