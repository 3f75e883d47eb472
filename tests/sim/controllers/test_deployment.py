"""Rolling updates, revisions, and the status that `kubectl get deploy` reads."""

from __future__ import annotations

from typing import Any

from worlds import Scenario, deployment, service, tutorial

from k8sviz.sim.commands import Patch


def _sizes(room: Scenario) -> dict[str, int]:
    return {
        obj["metadata"]["annotations"]["deployment.kubernetes.io/revision"]: obj["spec"]["replicas"]
        for obj in room.all("ReplicaSet.apps")
    }


def _status(room: Scenario) -> dict[str, Any]:
    status: dict[str, Any] = room.get("Deployment.apps", "httpd")["status"]
    return status


def test_its_replica_set_is_named_after_the_template() -> None:
    one, other = Scenario(seed=1).apply(deployment()), Scenario(seed=2).apply(deployment(5))
    names = [obj["metadata"]["name"] for room in (one, other) for obj in room.all("ReplicaSet.apps")]
    assert names[0] == names[1]
    assert names[0].startswith("httpd-")


def test_a_settled_deployment_counts_only_what_there_is() -> None:
    status = {key: value for key, value in _status(tutorial()).items() if key != "conditions"}
    assert status == {
        "availableReplicas": 3,
        "observedGeneration": 1,
        "readyReplicas": 3,
        "replicas": 3,
        "terminatingReplicas": 0,
        "updatedReplicas": 3,
    }


def test_its_conditions_say_that_it_is_available_and_has_progressed() -> None:
    told = {entry["type"]: (entry["status"], entry["reason"]) for entry in _status(tutorial())["conditions"]}
    assert told == {
        "Available": ("True", "MinimumReplicasAvailable"),
        "Progressing": ("True", "NewReplicaSetAvailable"),
    }


def test_a_new_image_rolls_through_a_second_replica_set() -> None:
    room = tutorial().apply(deployment(image="httpd:2.4")).wait()
    assert _sizes(room) == {"1": 0, "2": 3}
    images = {obj["spec"]["containers"][0]["image"] for obj in room.all("Pod")} - {"curlimages/curl"}
    assert images == {"httpd:2.4"}
    assert (
        room.get("Deployment.apps", "httpd")["metadata"]["annotations"]["deployment.kubernetes.io/revision"]
        == "2"
    )


def test_a_rolling_update_never_has_fewer_ready_pods_than_it_may() -> None:
    room = tutorial().apply(deployment(image="httpd:2.4"))
    for _ in range(200):
        room.wait(50)
        active = [seen for seen in room.pods if seen.active]
        assert sum(seen.ready for seen in active) >= 3
        assert len(active) <= 4


def test_an_image_that_nobody_has_stops_the_rollout_and_the_old_pods_serve_on() -> None:
    room = tutorial().apply(deployment(image="nonexistent:1")).wait()
    assert _sizes(room) == {"1": 3, "2": 1}
    assert len(room.ready_endpoints()) == 3
    assert len(room.endpoints()) == 4


def test_going_back_reuses_the_old_replica_set_under_a_new_revision() -> None:
    room = tutorial().apply(deployment(image="nonexistent:1")).wait().apply(deployment()).wait()
    assert _sizes(room) == {"3": 3, "2": 0}
    histories = [
        obj["metadata"]["annotations"].get("deployment.kubernetes.io/revision-history")
        for obj in room.all("ReplicaSet.apps")
    ]
    assert histories == ["1", None]


def test_recreate_ends_every_old_pod_before_it_starts_a_new_one() -> None:
    text = deployment(strategy="strategy: {type: Recreate}")
    room = Scenario().apply(text, service()).wait()
    room.apply(text.replace('"httpd"', '"httpd:2.4"'))
    assert all(seen.terminating for seen in room.pods)
    room.wait()
    assert _sizes(room) == {"1": 0, "2": 3}
    assert len(room.ready_endpoints()) == 3


def test_a_paused_deployment_scales_but_does_not_roll() -> None:
    room = tutorial()
    room.do(Patch("Deployment.apps", "httpd", {"spec": {"paused": True}}))
    room.apply(deployment(image="httpd:2.4").replace("replicas: 3", "replicas: 4\n  paused: true")).wait()
    assert _sizes(room) == {"1": 4}


def test_old_replica_sets_beyond_the_history_limit_are_forgotten() -> None:
    room = tutorial()
    room.do(Patch("Deployment.apps", "httpd", {"spec": {"revisionHistoryLimit": 1}}))
    for version in ("2.2", "2.4", "2.5"):
        room.apply(
            deployment(image=f"httpd:{version}").replace(
                "replicas: 3", "replicas: 3\n  revisionHistoryLimit: 1"
            )
        )
        room.wait()
    assert list(_sizes(room)) == ["3", "4"]


def test_scaling_counts_as_an_edit_of_the_deployment_but_its_status_does_not() -> None:
    room = tutorial()
    assert room.get("Deployment.apps", "httpd")["metadata"]["generation"] == 1
    room.scale(5)
    room.wait()
    assert room.get("Deployment.apps", "httpd")["metadata"]["generation"] == 2
    assert _status(room)["observedGeneration"] == 2
