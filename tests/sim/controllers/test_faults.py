"""What is broken on purpose, what follows from it, and that it can be mended."""

from __future__ import annotations

import pytest
from worlds import Scenario, tutorial

from k8sviz.sim import engine
from k8sviz.sim.commands import Cordon, Drain, Fail, Kill, SendRequest
from k8sviz.sim.objects import pod as pods
from k8sviz.sim.objects.elements import pod_id
from k8sviz.sim.objects.identity import ApiObject


def on(room: Scenario, node: str) -> pods.Pod:
    return next(seen for seen in room.pods if seen.node == node)


def status_of(room: Scenario, name: str) -> ApiObject:
    container: ApiObject = room.get("Pod", name)["status"]["containerStatuses"][0]
    return container


def ask(room: Scenario, url: str, client: str = "pod/default/client") -> str:
    room.do(SendRequest(client, url))
    return room.world.journeys[-1].outcome


def test_a_failing_readiness_probe_takes_the_pod_out_of_the_endpoints_until_it_is_mended() -> None:
    room = tutorial()
    name = room.names[0]
    room.do(Fail("readiness", pod_id("default", name)))
    room.wait(1_000)
    assert name not in room.ready_endpoints()
    room.do(Fail("readiness", pod_id("default", name), failing=False))
    room.wait(3_000)
    assert name in room.ready_endpoints()


def test_a_stopped_process_refuses_connections_while_the_pod_stays_an_endpoint() -> None:
    room = tutorial(replicas=1)
    name = room.names[0]
    room.do(Fail("process", pod_id("default", name)))
    room.wait(1_000)
    assert name in room.ready_endpoints()
    assert ask(room, "http://httpd-svc:8080/") == "refused"
    room.do(Fail("process", pod_id("default", name), failing=False))
    assert ask(room, "http://httpd-svc:8080/") == "answered"


def test_a_killed_container_is_started_again_at_once_and_then_with_back_off() -> None:
    room = tutorial(replicas=1)
    name = room.names[0]
    room.do(Kill(pod_id("default", name)))
    assert status_of(room, name)["state"]["terminated"]["exitCode"] == 137
    room.wait(2_000)
    assert (status_of(room, name)["restartCount"], room.ready_endpoints()) == (1, [name])
    room.do(Kill(pod_id("default", name)))
    room.wait(5_000)
    assert pods.waiting_reason(room.get("Pod", name)) == "CrashLoopBackOff"
    assert "back-off 10s restarting" in status_of(room, name)["state"]["waiting"]["message"]
    room.wait(8_000)
    assert (status_of(room, name)["restartCount"], room.ready_endpoints()) == (2, [name])


def test_a_new_container_has_a_process_that_listens() -> None:
    room = tutorial(replicas=1)
    element = pod_id("default", room.names[0])
    room.do(Fail("process", element))
    room.do(Kill(element))
    room.wait(3_000)
    assert ask(room, "http://httpd-svc:8080/") == "answered"


def test_a_pod_of_another_uid_does_not_inherit_a_fault() -> None:
    solo = "apiVersion: v1\nkind: Pod\nmetadata: {name: solo}\nspec: {containers: [{name: c, image: httpd}]}"
    room = Scenario().apply(solo).wait()
    room.do(Fail("readiness", "pod/default/solo"))
    room.delete("Pod", "solo", grace=0)
    room.apply(solo).wait()
    assert pods.condition(room.get("Pod", "solo"), "Ready")


def test_a_node_that_is_cut_off_is_lost_after_its_grace_and_its_pods_leave_the_endpoints() -> None:
    room = tutorial()
    there = on(room, "node-3").name
    room.do(Fail("node", "node/node-3"))
    room.wait(5_000)
    assert there in room.ready_endpoints()
    room.wait(5_000)
    node = room.get("Node", "node-3", "")
    assert {entry["status"] for entry in node["status"]["conditions"]} == {"Unknown"}
    assert [(taint["key"], taint["effect"]) for taint in node["spec"]["taints"]] == [
        ("node.kubernetes.io/unreachable", "NoSchedule"),
        ("node.kubernetes.io/unreachable", "NoExecute"),
    ]
    assert there not in room.ready_endpoints()
    told = room.get("Pod", there)["status"]
    assert (told["phase"], told["containerStatuses"][0]["ready"]) == ("Running", True)


def test_pods_of_a_lost_node_are_evicted_after_the_time_they_tolerate() -> None:
    room = tutorial()
    there = on(room, "node-3").name
    room.do(Fail("node", "node/node-3"))
    room.wait(300_000)
    assert not pods.view(room.get("Pod", there)).terminating
    room.wait(20_000)
    assert pods.view(room.get("Pod", there)).terminating  # and stays so: no kubelet is there to end it
    assert len(room.ready_endpoints()) == 3
    room.do(Fail("node", "node/node-3", failing=False))
    room.wait(10_000)
    assert there not in room.names
    assert "taints" not in room.get("Node", "node-3", "")["spec"]


def test_packets_to_a_node_that_is_cut_off_are_lost() -> None:
    room = tutorial()
    there = on(room, "node-3")
    room.do(Fail("node", "node/node-3"))
    assert ask(room, f"http://{there.address}/") == "timeout"
    room.do(Fail("node", "node/node-3", failing=False))
    assert ask(room, f"http://{there.address}/") == "answered"


def test_rules_that_stand_still_know_nothing_new_until_they_are_mended() -> None:
    room = tutorial(replicas=1)
    room.do(Fail("rules", "node/node-1"))
    room.scale(0)
    room.wait(10_000)
    assert ask(room, "http://httpd-svc:8080/") != "refused"
    assert room.world.rule_state("node-1") == "syncing"
    room.do(Fail("rules", "node/node-1", failing=False))
    room.wait(2_000)
    assert ask(room, "http://httpd-svc:8080/") == "refused"
    assert room.world.rule_state("node-1") == "synced"


def test_draining_a_node_moves_what_a_controller_replaces_and_keeps_new_pods_away() -> None:
    room = tutorial()
    room.do(Drain("node-1"))
    room.wait(20_000)
    assert {seen.node for seen in room.pods} == {"node-2", "node-3"}
    assert room.get("Pod", "client")["spec"]["nodeName"] == "node-1"
    [taint] = room.get("Node", "node-1", "")["spec"]["taints"]
    assert (taint["key"], taint["effect"]) == ("node.kubernetes.io/unschedulable", "NoSchedule")
    room.do(Cordon("node-1", cordoned=False))
    assert "taints" not in room.get("Node", "node-1", "")["spec"]


@pytest.mark.parametrize(
    "command",
    [Fail("flood", "node/node-1"), Fail("process", "node/node-1"), Fail("node", "node/node-9"),
     Kill("pod/default/nobody"), Cordon("node-9"), Drain("node-9")],
)  # fmt: skip
def test_what_cannot_be_broken_is_refused(command: Fail | Kill | Cordon | Drain) -> None:
    assert engine.step(tutorial().world, command).refused


def test_faults_are_told_on_the_timeline() -> None:
    room = tutorial()
    room.do(Fail("node", "node/node-3"))
    room.do(Fail("node", "node/node-3", failing=False))
    told = [(mark.kind, mark.name, mark.verb) for mark in room.world.marks]
    assert told[-2:] == [("Node", "node-3", "cut_off"), ("Node", "node-3", "mended")]


def test_a_container_whose_command_ends_is_restarted_ever_later() -> None:
    text = "apiVersion: v1\nkind: Pod\nmetadata: {name: b}\nspec: {containers: [{name: c, image: busybox}]}"
    room = Scenario().apply(text).wait(60_000)
    obj = room.get("Pod", "b")
    assert pods.waiting_reason(obj) == "CrashLoopBackOff"
    assert status_of(room, "b")["lastState"]["terminated"]["reason"] == "Completed"
    assert status_of(room, "b")["restartCount"] == 3


def test_a_failing_liveness_probe_has_the_container_killed() -> None:
    probe = "livenessProbe: {tcpSocket: {port: 80}, periodSeconds: 5, failureThreshold: 2}"
    text = (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: b}\n"
        f"spec: {{containers: [{{name: c, image: httpd, {probe}}}]}}"
    )
    room = Scenario().apply(text).wait(10_000)
    room.do(Fail("process", "pod/default/b"))
    room.wait(8_000)
    assert status_of(room, "b")["restartCount"] == 0
    room.wait(5_000)
    assert status_of(room, "b")["restartCount"] == 1
    assert not room.world.cluster.faults


def solo_with(image: str) -> str:
    spec = f"{{containers: [{{name: c, image: {image}}}]}}"
    return f"apiVersion: v1\nkind: Pod\nmetadata: {{name: b}}\nspec: {spec}"


def test_a_new_image_starts_the_container_again() -> None:
    room = Scenario().apply(solo_with("httpd")).wait(10_000)
    room.apply(solo_with("nginx")).wait(5_000)
    told = status_of(room, "b")
    assert (told["image"], told["restartCount"], told["ready"]) == ("nginx:latest", 1, True)
    assert told["lastState"]["terminated"]["reason"] == "Completed"


def test_a_new_image_that_cannot_be_had_leaves_the_pod_running_and_not_ready() -> None:
    room = Scenario().apply(solo_with("httpd")).wait(10_000)
    room.apply(solo_with('"nonexistent:1"')).wait(5_000)
    obj = room.get("Pod", "b")
    assert (obj["status"]["phase"], pods.waiting_reason(obj)) == ("Running", "ImagePullBackOff")
    assert not pods.condition(obj, "Ready")


def test_a_status_written_by_hand_does_not_stop_the_kubelet() -> None:
    room = Scenario().apply(solo_with("httpd")).wait(10_000)
    cluster = room.world.cluster
    obj = room.get("Pod", "b")
    for states in ([{"name": "c"}], [{"name": "other", "state": {"terminated": {}}}], []):
        status = {**obj["status"], "containerStatuses": states}
        cluster.put_status({**obj, "status": status})
        room.wait(30_000)
    assert room.get("Pod", "b")["status"]["phase"] in ("Running", "Succeeded")
