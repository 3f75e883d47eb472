"""A Deployment's progress: conditions in their order, deadlines, minReadySeconds, pauses and proportions."""

from __future__ import annotations

from worlds import Scenario, deployment, tutorial

from k8sviz.sim.commands import Patch
from k8sviz.sim.objects.workload import replicas_of


def conditions(room: Scenario) -> list[tuple[str, str, str]]:
    status = room.get("Deployment.apps", "httpd")["status"]
    return [(entry["type"], entry["status"], entry["reason"]) for entry in status["conditions"]]


def patch(room: Scenario, spec: dict[str, object]) -> None:
    room.do(Patch("Deployment.apps", "httpd", {"spec": spec}))


def image(name: str) -> dict[str, object]:
    return {"template": {"spec": {"containers": [{"name": "httpd", "image": name}]}}}


def sizes(room: Scenario) -> list[int]:
    return [replicas_of(obj) for obj in room.all("ReplicaSet.apps")]


def test_a_finished_rollout_is_available_and_then_complete() -> None:
    assert conditions(tutorial("instant")) == [
        ("Available", "True", "MinimumReplicasAvailable"),
        ("Progressing", "True", "NewReplicaSetAvailable"),
    ]


def test_a_condition_whose_truth_changes_comes_last() -> None:
    room = tutorial("instant")
    room.scale(5)
    assert [kind for kind, _, _ in conditions(room)] == ["Progressing", "Available"]


def test_a_rollout_that_does_not_move_within_its_deadline_has_failed() -> None:
    room = tutorial("instant")
    patch(room, {"progressDeadlineSeconds": 60, **image("nonexistent:1")})
    room.wait(50_000)
    assert ("Progressing", "True", "ReplicaSetUpdated") in conditions(room)
    room.wait(20_000)
    assert conditions(room)[-1] == ("Progressing", "False", "ProgressDeadlineExceeded")
    message = room.get("Deployment.apps", "httpd")["status"]["conditions"][-1]["message"]
    assert message.endswith("has timed out progressing.")


def test_a_pod_is_available_after_it_has_been_ready_for_min_ready_seconds() -> None:
    room = Scenario("instant").apply(deployment(strategy="minReadySeconds: 20"))
    status = room.get("Deployment.apps", "httpd")["status"]
    assert (status["readyReplicas"], status.get("availableReplicas", 0)) == (3, 0)
    room.wait(21_000)
    assert room.get("Deployment.apps", "httpd")["status"]["availableReplicas"] == 3


def test_a_paused_deployment_scales_and_does_not_roll() -> None:
    room = tutorial("instant")
    patch(room, {"paused": True})
    assert conditions(room)[-1] == ("Progressing", "Unknown", "DeploymentPaused")
    patch(room, image("httpd:2.4"))
    room.scale(5)
    room.wait(5_000)
    assert sizes(room) == [5]
    patch(room, {"paused": False})
    room.wait(20_000)
    assert sizes(room) == [0, 5]
    assert conditions(room)[-1] == ("Progressing", "True", "NewReplicaSetAvailable")


def test_a_new_size_in_the_middle_of_a_rollout_is_shared_in_proportion() -> None:
    room = Scenario("instant").apply(deployment(10)).wait()
    patch(room, {"strategy": {"rollingUpdate": {"maxSurge": 3, "maxUnavailable": 2}}})
    patch(room, image("nonexistent:1"))
    room.wait(5_000)
    assert sizes(room) == [8, 5]
    room.scale(15)
    assert sizes(room) == [11, 7]


def test_a_replica_set_begins_with_its_size_and_its_revision() -> None:
    room = tutorial("instant")
    [obj] = room.all("ReplicaSet.apps")
    assert obj["metadata"]["generation"] == 1
    assert obj["metadata"]["annotations"] == {
        "deployment.kubernetes.io/desired-replicas": "3",
        "deployment.kubernetes.io/max-replicas": "4",
        "deployment.kubernetes.io/revision": "1",
    }


def test_the_cause_of_a_change_is_kept_with_its_revision() -> None:
    room = tutorial("instant")
    cause = {"kubernetes.io/change-cause": "first"}
    room.do(Patch("Deployment.apps", "httpd", {"metadata": {"annotations": cause}}))
    [obj] = room.all("ReplicaSet.apps")
    assert obj["metadata"]["annotations"].items() >= cause.items()
