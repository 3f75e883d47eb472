"""Places count Pods as they are written, whatever is written."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.places import Places


def pod(node: str, address: str = "", owner: str = "", ends: bool = False) -> dict[str, Any]:
    metadata: dict[str, Any] = {"ownerReferences": [{"uid": owner, "controller": True}]} if owner else {}
    return {
        "metadata": metadata | ({"deletionTimestamp": "2026-01-01T00:00:00Z"} if ends else {}),
        "spec": {"nodeName": node} if node else {},
        "status": {"podIP": address},
    }


def test_a_pod_counts_from_when_it_has_a_node_until_it_ends() -> None:
    places = Places()
    places.note(None, pod("", owner="a"))
    assert places.crowd("n") == 0
    places.note(pod("", owner="a"), pod("n", owner="a"))
    assert (places.crowd("n"), places.siblings("n", "a"), places.siblings("n", "b")) == (1, 1, 0)
    places.note(pod("n", owner="a"), pod("n", owner="a", ends=True))
    assert (places.crowd("n"), places.siblings("n", "a")) == (0, 0)


def test_an_address_is_taken_until_its_pod_is_gone_not_only_until_it_ends() -> None:
    places, here, ending = Places(), pod("n", "10.244.0.2"), pod("n", "10.244.0.2", ends=True)
    places.note(None, here)
    places.note(here, ending)
    assert places.is_taken("n", "10.244.0.2")
    assert not places.is_taken("m", "10.244.0.2")
    places.note(ending, None)
    assert not places.is_taken("n", "10.244.0.2")


def test_a_copy_goes_its_own_way() -> None:
    places = Places()
    twin = places.copy()
    twin.note(None, pod("n"))
    assert (places.crowd("n"), twin.crowd("n")) == (0, 1)


def test_pods_without_a_controller_are_nobodys_siblings() -> None:
    places = Places()
    places.note(None, pod("n"))
    assert places.siblings("n", "") == 0
