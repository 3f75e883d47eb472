"""What holds for every journey, whatever the cluster looks like."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networks import CLIENT, CLUSTER_IP, EVERYWHERE, OUTSIDE, PORT, URL, Lab, node_port

from k8sviz.sim.dataplane.conntrack import turned
from k8sviz.sim.dataplane.modes import IPTABLES, IPVS, MODES, NFTABLES

FEW = settings(max_examples=40, deadline=None, derandomize=True)
CHI_SQUARE_2_DEGREES = 13.8  # passed by chance once in a thousand seeds

placements = st.lists(st.sampled_from(EVERYWHERE), max_size=5).map(tuple)
modes = st.sampled_from(list(MODES))
seeds = st.integers(0, 2**32)
clients = st.sampled_from([CLIENT, OUTSIDE, *(f"node/{node}" for node in EVERYWHERE)])
urls = st.sampled_from([URL, f"http://web:{PORT}", *(node_port(node) for node in EVERYWHERE)])
specs = st.fixed_dictionaries(
    {"type": st.just("NodePort")},
    optional={
        "externalTrafficPolicy": st.just("Local"),
        "internalTrafficPolicy": st.just("Local"),
        "sessionAffinity": st.just("ClientIP"),
    },
)


@FEW
@given(placements, modes, seeds, clients, urls, specs)
def test_a_client_gets_its_answer_from_the_address_that_it_asked(
    pods_on: tuple[str, ...], mode: str, seed: int, client: str, url: str, spec: dict[str, Any]
) -> None:
    journey = Lab(pods_on, seed, mode, **spec).send(client, url)
    if journey.outcome == "answered":
        assert journey.steps[-1].where == client
        assert journey.steps[-1].after == turned(journey.steps[0].before)


@FEW
@given(placements, modes, seeds, clients, urls, specs)
def test_each_step_begins_with_the_packet_that_the_step_before_let_go(
    pods_on: tuple[str, ...], mode: str, seed: int, client: str, url: str, spec: dict[str, Any]
) -> None:
    journey = Lab(pods_on, seed, mode, **spec).send(client, url)
    for before, after in zip(journey.steps, journey.steps[1:], strict=False):
        if before.reply == after.reply:
            assert after.before == before.after


@FEW
@given(placements, modes, seeds, specs)
def test_the_same_seed_gives_the_same_journeys(
    pods_on: tuple[str, ...], mode: str, seed: int, spec: dict[str, Any]
) -> None:
    one, other = Lab(pods_on, seed, mode, **spec), Lab(pods_on, seed, mode, **spec)
    assert [one.send() for _ in range(5)] == [other.send() for _ in range(5)]


def counted(mode: str) -> Counter[str]:
    lab = Lab(seed=11, mode=mode)
    return Counter(lab.send(url=f"http://{CLUSTER_IP}:{PORT}").answered_by for _ in range(10_000))


@pytest.mark.parametrize("mode", [IPTABLES, NFTABLES])
def test_ten_thousand_connections_spread_as_fair_dice_would(mode: str) -> None:
    counts, fair = counted(mode), 10_000 / 3
    assert len(counts) == 3
    assert sum((count - fair) ** 2 / fair for count in counts.values()) < CHI_SQUARE_2_DEGREES


def test_in_ipvs_mode_servers_take_turns() -> None:
    assert sorted(counted(IPVS).values()) == [3_333, 3_333, 3_334]


@FEW
@given(placements, modes, seeds, clients, urls, specs)
def test_a_known_connection_goes_the_way_that_its_first_packet_went(
    pods_on: tuple[str, ...], mode: str, seed: int, client: str, url: str, spec: dict[str, Any]
) -> None:
    lab = Lab(pods_on, seed, mode, **spec)
    journeys = [lab.send(client, url, keep=True) for _ in range(4)]
    if journeys[0].outcome == "answered":
        assert {one.answered_by for one in journeys} == {journeys[0].answered_by}
        assert {one.seen_source for one in journeys} == {journeys[0].seen_source}
        assert {one.steps[-1].after for one in journeys} == {turned(journeys[0].steps[0].before)}
