"""A Pod's life on its node, and how it gets there."""

from __future__ import annotations

from worlds import Scenario, deployment, tutorial

from k8sviz.sim.commands import Patch
from k8sviz.sim.objects import pod as pods
from k8sviz.sim.objects.identity import ApiObject


def solo(more: str = "", container: str = "", image: str = "httpd") -> str:
    return f"""\
apiVersion: v1
kind: Pod
metadata: {{name: solo, labels: {{app: solo}}}}
spec:
  {more}
  containers:
  - name: c
    image: {image}
    {container}
"""


def conditions(obj: ApiObject) -> dict[str, str]:
    return {entry["type"]: entry["status"] for entry in obj["status"]["conditions"]}


def stage(room: Scenario) -> tuple[str, str, bool]:
    obj = room.get("Pod", "solo")
    return obj["status"]["phase"], pods.waiting_reason(obj), pods.condition(obj, "Ready")


def test_a_pod_is_pending_then_creating_then_running_then_ready() -> None:
    room = Scenario().apply(solo())
    seen = [stage(room)]
    for _ in range(60):
        room.wait(100)
        if stage(room) != seen[-1]:
            seen.append(stage(room))
    assert seen == [
        ("Pending", "", False),
        ("Pending", "ContainerCreating", False),
        ("Running", "", False),
        ("Running", "", True),
    ]


def test_a_ready_pod_has_the_conditions_and_addresses_that_kubectl_shows() -> None:
    obj = Scenario().apply(solo()).wait().get("Pod", "solo")
    status = obj["status"]
    assert conditions(obj) == dict.fromkeys(
        ("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"), "True"
    )
    assert status["podIPs"] == [{"ip": status["podIP"]}]
    assert status["hostIP"] == {"node-1": "192.168.0.11", "node-2": "192.168.0.12"}[obj["spec"]["nodeName"]]
    [container] = status["containerStatuses"]
    assert (container["image"], container["ready"], container["started"]) == ("httpd:latest", True, True)
    assert "running" in container["state"]


def test_a_starting_pod_says_which_containers_are_not_ready() -> None:
    obj = Scenario().apply(solo()).wait(500).get("Pod", "solo")
    [told] = [entry for entry in obj["status"]["conditions"] if entry["type"] == "Ready"]
    assert told["reason"] == "ContainersNotReady"
    assert told["message"] == "containers with unready status: [c]"


def test_a_readiness_probe_waits_for_its_initial_delay() -> None:
    probe = "readinessProbe: {initialDelaySeconds: 10, httpGet: {port: 80}}"
    room = Scenario().apply(solo(container=probe)).wait(11_000)
    assert stage(room) == ("Running", "", False)
    room.wait(3_000)
    assert stage(room) == ("Running", "", True)


def test_a_probe_of_a_port_where_nobody_listens_never_passes() -> None:
    room = Scenario().apply(solo(container="readinessProbe: {httpGet: {port: 8080}}")).wait()
    assert stage(room) == ("Running", "", False)


def test_a_pod_whose_image_is_corrected_starts_after_all() -> None:
    room = Scenario().apply(solo(image="nonexistent:1")).wait()
    assert stage(room) == ("Pending", "ImagePullBackOff", False)
    room.apply(solo()).wait()
    assert stage(room) == ("Running", "", True)


def test_addresses_are_counted_upwards_on_each_node() -> None:
    room = Scenario().apply(deployment(6)).wait()
    room.delete("Pod", next(seen.name for seen in room.pods if seen.node == "node-2"))
    room.wait()
    assert sorted(seen.address for seen in room.pods if seen.node == "node-2") == ["10.244.1.3", "10.244.1.4"]


def test_addresses_start_again_where_the_range_ends() -> None:
    room = Scenario("instant", nodes=1)
    for _ in range(2):
        room.apply(deployment(130)).wait()
        room.scale(0)
        room.wait()
    room.apply(deployment(1)).wait()
    assert room.pods[0].address == "10.244.0.9"


def test_a_pod_that_no_node_has_is_deleted_at_once() -> None:
    room = Scenario().apply(solo("nodeSelector: {disk: none}")).wait()
    room.delete("Pod", "solo")
    assert room.pods == []


def test_a_pod_that_fits_nowhere_says_so_and_waits_for_a_node() -> None:
    room = Scenario().apply(solo("nodeSelector: {disk: ssd}")).wait()
    obj = room.get("Pod", "solo")
    [told] = obj["status"]["conditions"]
    assert (told["type"], told["reason"]) == ("PodScheduled", "Unschedulable")
    assert told["message"].startswith("0/3 nodes are available: 3 node(s) didn't match")
    room.do(Patch("Node", "node-3", {"metadata": {"labels": {"disk": "ssd"}}}))
    room.wait()
    assert room.pods[0].node == "node-3"


def test_a_cordoned_node_gets_no_pods() -> None:
    room = Scenario()
    room.do(Patch("Node", "node-2", {"spec": {"unschedulable": True}}))
    room.apply(deployment(4)).wait()
    assert sorted({seen.node for seen in room.pods}) == ["node-1", "node-3"]


def test_pods_of_one_replica_set_are_spread_evenly() -> None:
    room = tutorial(replicas=9)
    nodes = [seen.node for seen in room.pods]
    assert {node: nodes.count(node) for node in sorted(set(nodes))} == {"node-1": 3, "node-2": 3, "node-3": 3}


def test_what_lies_in_a_namespace_goes_with_it() -> None:
    namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: blue}"
    room = Scenario().apply(namespace, solo().replace("name: solo,", "name: solo, namespace: blue,")).wait()
    room.delete("Namespace", "blue")
    room.wait()
    assert list(room.world.cluster.of_kind("Pod", "blue")) == []
