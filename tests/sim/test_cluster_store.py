"""The store: versions, generations, owners, and copies that share nothing that changes."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.chance import Chance
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.objects.identity import ApiObject, Key
from k8sviz.sim.settings import Settings
from k8sviz.sim.timers import Timers

POD = Key("Pod", "default", "a")


def cluster() -> Cluster:
    return Cluster(Settings(), Chance(1))


def pod(name: str = "a", owner: str = "", **fields: Any) -> ApiObject:
    owners = {"ownerReferences": [{"uid": owner, "kind": "ReplicaSet", "name": "x"}]} if owner else {}
    metadata = {"name": name, "namespace": "default", **owners}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": {}, **fields}


def test_a_new_object_gets_what_the_server_owns() -> None:
    stored = cluster().put(pod())["metadata"]
    assert stored["resourceVersion"] == "1"
    assert stored["generation"] == 1
    assert stored["creationTimestamp"] == "2026-01-01T00:00:00Z"
    assert len(stored["uid"]) == 36


def test_a_write_that_changes_nothing_is_none() -> None:
    store = cluster()
    first = store.put(pod())
    store.changes.clear()
    assert store.put(pod()) is first
    assert not store.changes
    assert store.revision == 1


def test_an_update_keeps_uid_and_creation_time() -> None:
    store = cluster()
    first = store.put(pod())
    store.now = 5_000
    second = store.put(pod(spec={"nodeName": "node-1"}))
    for field in ("uid", "creationTimestamp"):
        assert first["metadata"][field] == second["metadata"][field]


def test_an_edit_counts_in_the_generation_and_a_status_does_not() -> None:
    store = cluster()
    obj = store.put(pod())
    obj = store.put_status({**obj, "status": {"phase": "Running"}})
    assert obj["metadata"]["generation"] == 1
    obj = store.put({**obj, "spec": {"nodeName": "node-1"}})
    assert obj["metadata"]["generation"] == 2


def test_every_write_tells_what_was_before_and_after() -> None:
    store = cluster()
    first = store.put(pod())
    second = store.put(pod(spec={"nodeName": "node-1"}))
    store.remove(POD)
    told = [(change.before, change.after) for change in store.changes]
    assert told == [(None, first), (first, second), (second, None)]


def test_owners_know_what_is_theirs() -> None:
    store = cluster()
    mine = store.put(pod("mine", owner="u1"))
    store.put(pod("other", owner="u2"))
    assert store.owned_by("u1") == [mine]
    store.put(pod("mine"))
    assert store.owned_by("u1") == []


def test_a_copy_goes_its_own_way() -> None:
    store = cluster()
    store.put(pod("a", owner="u1"))
    twin = store.copy()
    twin.remove(POD)
    twin.timers.set(5, "kubelet", "x")
    twin.now = 99
    twin.put(pod("b"))
    assert store.get(POD) is not None
    assert len(store.owned_by("u1")) == 1
    assert store.timers.next_at() is None
    assert (store.now, store.revision) == (0, 1)


def test_a_copy_draws_the_same_chances() -> None:
    store = cluster()
    twin = store.copy()
    assert [store.chance.suffix() for _ in range(3)] == [twin.chance.suffix() for _ in range(3)]


def test_timers_come_in_the_order_of_their_time_then_of_their_setting() -> None:
    timers = Timers()
    for at, subject in ((30, "late"), (10, "first"), (10, "second")):
        timers.set(at, "kubelet", subject)
    due = [timer.subject for _ in range(3) if (timer := timers.pop_due(20))]
    assert due == ["first", "second"]
    assert timers.next_at() == 30


def test_a_timer_that_is_set_keeps_its_time() -> None:
    timers = Timers()
    timers.set(10, "kubelet", "x")
    timers.set(20, "kubelet", "x")
    assert timers.pending("kubelet", "x") == 10
    timers.pop_due(10)
    assert timers.next_at() is None


def test_a_rooms_time_is_written_as_the_api_does() -> None:
    stamps = [Settings().timestamp(ms) for ms in (999, 61_000, 86_400_000, 31 * 86_400_000)]
    assert stamps == [
        "2026-01-01T00:00:00Z",
        "2026-01-01T00:01:01Z",
        "2026-01-02T00:00:00Z",
        "2026-02-01T00:00:00Z",
    ]
