"""Events: who tells what, how often, and how many are kept."""

from __future__ import annotations

from worlds import Scenario, deployment, service, tutorial

from k8sviz.sim.commands import Fail, SetCloud
from k8sviz.sim.objects.identity import ApiObject
from k8sviz.sim.objects.pod import view


def told(room: Scenario, kind: str) -> list[tuple[str, str]]:
    return [
        (event["reason"], event["message"])
        for event in room.all("Event")
        if event["involvedObject"]["kind"] == kind
    ]


def of(room: Scenario, reason: str) -> ApiObject:
    return next(event for event in room.all("Event") if event["reason"] == reason)


def test_a_deployment_its_replica_set_and_the_scheduler_tell_what_they_did() -> None:
    room = tutorial("instant", replicas=1)
    [name], [replica_set] = room.names, room.all("ReplicaSet.apps")
    own = replica_set["metadata"]["name"]
    assert told(room, "Deployment") == [("ScalingReplicaSet", f"Scaled up replica set {own} from 0 to 1")]
    assert told(room, "ReplicaSet") == [("SuccessfulCreate", f"Created pod: {name}")]
    assert told(room, "Pod") == [("Scheduled", f"Successfully assigned default/{name} to node-1")]


def test_an_event_of_a_controller_has_the_recorded_form() -> None:
    room = tutorial("instant", replicas=1)
    event, owner = of(room, "SuccessfulCreate"), room.all("ReplicaSet.apps")[0]
    stamp = event["metadata"]["creationTimestamp"]
    assert {key: value for key, value in event.items() if key not in ("metadata", "message")} == {
        "apiVersion": "v1",
        "kind": "Event",
        "count": 1,
        "eventTime": None,
        "firstTimestamp": stamp,
        "lastTimestamp": stamp,
        "involvedObject": {
            "apiVersion": "apps/v1",
            "kind": "ReplicaSet",
            "name": owner["metadata"]["name"],
            "namespace": "default",
            "resourceVersion": event["involvedObject"]["resourceVersion"],
            "uid": owner["metadata"]["uid"],
        },
        "reason": "SuccessfulCreate",
        "reportingComponent": "replicaset-controller",
        "reportingInstance": "",
        "source": {"component": "replicaset-controller"},
        "type": "Normal",
    }
    assert event["metadata"]["name"].startswith(f"{owner['metadata']['name']}.18")


def test_the_scheduler_tells_by_the_newer_api() -> None:
    event = of(tutorial("instant", replicas=1), "Scheduled")
    assert (event["action"], event["source"], event["firstTimestamp"]) == ("Binding", {}, None)
    assert event["eventTime"].endswith("000Z")
    assert event["reportingComponent"] == "default-scheduler"


def test_the_same_thing_told_again_is_counted() -> None:
    room = tutorial("instant")
    for replicas in (1, 3):
        room.scale(replicas)
        room.wait(5_000)
    event = of(room, "ScalingReplicaSet")
    assert (event["count"], event["message"][-11:]) == (1, "from 0 to 3")
    room.scale(1)
    [again] = [e for e in room.all("Event") if e["message"].endswith("from 3 to 1")]
    assert again["count"] == 2
    assert again["firstTimestamp"] < again["lastTimestamp"]


def test_the_tenth_similar_event_and_all_after_it_are_told_as_one() -> None:
    room = tutorial("instant", replicas=12)
    created = [message for reason, message in told(room, "ReplicaSet") if reason == "SuccessfulCreate"]
    assert len(created) == 10
    assert created[-1].startswith("(combined from similar events): Created pod: ")


def test_one_component_tells_at_most_twenty_five_things_about_one_object_in_a_while() -> None:
    room = tutorial("instant", replicas=60)
    events = [e for e in room.all("Event") if e["involvedObject"]["kind"] == "ReplicaSet"]
    assert sum(event["count"] for event in events) == 25


def test_kubelets_tell_of_containers_in_the_lesson_and_not_in_the_reference() -> None:
    lesson = tutorial(replicas=1)
    assert [reason for reason, _ in told(lesson, "Pod")] == [
        "Scheduled",
        "Pulling",
        "Pulled",
        "Created",
        "Started",
    ]
    assert of(lesson, "Started")["involvedObject"]["fieldPath"] == "spec.containers{httpd}"
    assert of(lesson, "Started")["source"] == {"component": "kubelet", "host": "node-2"}
    assert [reason for reason, _ in told(tutorial("instant", replicas=1), "Pod")] == ["Scheduled"]


def test_a_pod_that_fits_nowhere_is_told_why_once() -> None:
    text = deployment(1).replace("containers:", "nodeSelector: {disk: ssd}\n      containers:")
    room = Scenario("instant").apply(text).wait()
    [(reason, message)] = told(room, "Pod")
    assert reason == "FailedScheduling"
    assert message == (
        "0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector. "
        "no new claims to deallocate, preemption: 0/3 nodes are available: "
        "3 Preemption is not helpful for scheduling."
    )


def test_a_lost_node_is_told_of_on_the_node_and_on_its_pods() -> None:
    room = tutorial("instant")
    there = next(seen.name for seen in room.pods if seen.node == "node-3")
    room.do(Fail("node", "node/node-3"))
    room.wait(60_000)
    assert ("NodeNotReady", "Node node-3 status is now: NodeNotReady") in told(room, "Node")
    assert ("NodeNotReady", "Node is not ready") in told(room, "Pod")
    assert of(room, "RegisteredNode")["message"] == "Node node-1 event: Registered Node node-1 in Controller"
    assert view(room.get("Pod", there)).ready is False


def test_a_cloud_tells_of_its_balancer() -> None:
    room = Scenario()
    room.do(SetCloud("gcp"))
    room.apply(service("LoadBalancer")).wait()
    assert told(room, "Service") == [
        ("EnsuringLoadBalancer", "Ensuring load balancer"),
        ("EnsuredLoadBalancer", "Ensured load balancer"),
    ]


def test_events_are_no_marks_and_are_forgotten_after_an_hour() -> None:
    room = tutorial("instant")
    assert not [mark for mark in room.world.marks if mark.kind == "Event"]
    first = room.all("Event")[0]["metadata"]["name"]
    room.wait(3_700_000)
    room.scale(2)
    assert first not in [event["metadata"]["name"] for event in room.all("Event")]
