"""The tutorial's story, told by the objects."""

from __future__ import annotations

from itertools import pairwise

from worlds import HTTPD_SVC, Scenario, deployment, service, tutorial

from k8sviz.sim import engine
from k8sviz.sim.commands import Create
from k8sviz.sim.objects import pod as pods
from k8sviz.sim.objects.identity import Key


def test_a_new_room_has_three_nodes_and_a_client_that_is_ready() -> None:
    world = engine.create(Create(seed=1))
    nodes = [obj["metadata"]["name"] for obj in world.cluster.of_kind("Node")]
    client = pods.view(world.cluster.get(Key("Pod", "default", "client")) or {})
    assert nodes == ["node-1", "node-2", "node-3"]
    assert (client.node, client.address, client.ready) == ("node-1", "10.244.0.2", True)
    assert world.cluster.now == 0
    assert world.marks == []


def test_a_new_room_has_the_api_servers_own_service() -> None:
    room = Scenario()
    assert room.get("Service", "kubernetes")["spec"]["clusterIP"] == "10.96.0.1"
    assert len(room.slices("kubernetes")) == 1


def test_the_recorded_profile_has_no_client_and_no_delays() -> None:
    room = Scenario("instant").apply(deployment(), service())
    assert len(room.pods) == 3
    assert len(room.ready_endpoints()) == 3


def test_a_deployment_becomes_three_ready_pods_on_three_nodes() -> None:
    room = tutorial()
    assert sorted(seen.node for seen in room.pods) == ["node-1", "node-2", "node-3"]
    assert [seen.phase for seen in room.pods] == ["Running"] * 3
    assert sorted(room.ready_endpoints()) == sorted(room.names)
    assert room.get("Deployment.apps", "httpd")["status"]["readyReplicas"] == 3


def test_pods_become_ready_one_after_another() -> None:
    room = tutorial()
    times = [mark.at for mark in room.world.marks if mark.verb == "ready"]
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert len(times) == 3
    assert all(350 <= gap <= 700 for gap in gaps)


def test_scaling_up_adds_pods_and_endpoints() -> None:
    room = tutorial()
    before = room.names
    room.scale(5)
    room.wait()
    assert room.names[:3] == before
    assert len(room.ready_endpoints()) == 5


def test_scaling_down_lets_the_newest_end_first() -> None:
    room = tutorial(replicas=5)
    before = room.names
    room.scale(3)
    terminating = [seen.name for seen in room.pods if seen.terminating]
    assert len(terminating) == 2
    room.wait()
    assert [name for name in before if name not in terminating] == room.names


def test_scaling_to_zero_leaves_one_empty_slice() -> None:
    room = tutorial()
    room.scale(0)
    room.wait()
    assert room.pods == []
    assert [obj["endpoints"] for obj in room.slices()] == [None]


def test_a_deleted_pod_is_replaced_and_the_service_keeps_its_address() -> None:
    room = tutorial()
    address = room.get("Service", "httpd-svc")["spec"]["clusterIP"]
    gone = room.names[0]
    room.delete("Pod", gone)
    room.wait()
    assert gone not in room.names
    assert len(room.ready_endpoints()) == 3
    assert room.get("Service", "httpd-svc")["spec"]["clusterIP"] == address


def test_a_terminating_pod_leaves_the_ready_endpoints_before_it_is_gone() -> None:
    room = tutorial()
    gone = room.names[0]
    room.delete("Pod", gone)
    room.wait(200)
    assert room.endpoints()[gone] == {"ready": False, "serving": True, "terminating": True}
    room.wait(2_000)
    assert gone not in room.endpoints()


def test_a_pod_ends_within_its_grace_period() -> None:
    room = tutorial()
    gone = room.names[0]
    room.delete("Pod", gone, grace=1)
    room.wait(999)
    assert gone in room.names
    room.wait(1)
    assert gone not in room.names


def test_a_pod_whose_label_leaves_the_selector_is_let_go_and_replaced() -> None:
    room = tutorial()
    orphan = room.names[0]
    room.label(orphan, "run", "other")
    room.wait()
    assert len(room.pods) == 4
    assert orphan in room.names
    assert "ownerReferences" not in room.get("Pod", orphan)["metadata"]
    assert orphan not in room.endpoints()
    assert len(room.ready_endpoints()) == 3


def test_a_pod_whose_label_comes_back_is_adopted_and_one_too_many_ends() -> None:
    room = tutorial()
    orphan = room.names[0]
    room.label(orphan, "run", "other")
    room.wait()
    room.label(orphan, "run", "httpd")
    room.wait()
    assert len(room.pods) == 3
    assert orphan in room.names


def test_an_image_that_nobody_has_ends_in_image_pull_back_off() -> None:
    room = Scenario().apply(deployment(1, image="nonexistent:1"), service()).wait()
    [obj] = [obj for obj in room.all("Pod") if obj["metadata"]["name"] != "client"]
    [status] = obj["status"]["containerStatuses"]
    assert obj["status"]["phase"] == "Pending"
    assert status["state"]["waiting"]["reason"] == "ImagePullBackOff"
    assert room.ready_endpoints() == []


def test_a_bad_image_is_first_a_failed_pull() -> None:
    room = Scenario().apply(deployment(1, image="nonexistent:1")).wait(1_300)
    obj = room.get("Pod", room.names[0])
    assert pods.waiting_reason(obj) == "ErrImagePull"


def test_a_pod_held_unready_stays_in_the_slice_but_not_ready() -> None:
    room = tutorial()
    held = room.names[0]
    room.annotate(held, "oracle/ready", "false")
    room.wait()
    assert room.endpoints()[held] == {"ready": False, "serving": False, "terminating": False}
    room.annotate(held, "oracle/ready", None)
    room.wait()
    assert room.endpoints()[held]["ready"]


def test_deleting_the_deployment_takes_its_replica_sets_and_pods_along() -> None:
    room = tutorial()
    room.delete("Deployment.apps", "httpd")
    room.wait()
    assert room.all("ReplicaSet.apps") == []
    assert room.pods == []
    assert room.world.cluster.get(HTTPD_SVC) is not None


def test_deleting_the_service_takes_its_slices_along() -> None:
    room = tutorial()
    room.delete("Service", "httpd-svc")
    room.wait()
    assert room.slices() == []
