"""StatefulSets, DaemonSets and Jobs."""

from __future__ import annotations

from worlds import Scenario, service

from k8sviz.sim.commands import Cordon, Drain, Patch
from k8sviz.sim.objects import pod as pods
from k8sviz.sim.objects.identity import ApiObject

WEB = """\
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {clusterIP: None, selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: web}
spec:
  serviceName: web
  replicas: 3
  %s
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: c, image: nginx}]
"""
AGENT = """\
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      %s
      containers: [{name: c, image: nginx}]
"""
JOB = """\
apiVersion: batch/v1
kind: Job
metadata: {name: pi}
spec:
  %s
  template:
    spec:
      restartPolicy: Never
      containers: [{name: c, image: busybox, command: [sh, -c, "%s"]}]
"""


def sts(more: str = "") -> str:
    return WEB % more


def ready(room: Scenario) -> list[str]:
    return [seen.name for seen in room.pods if seen.ready]


def patch(room: Scenario, kind: str, name: str, spec: dict[str, object]) -> None:
    room.do(Patch(kind, name, {"spec": spec}))


def image(name: str) -> dict[str, object]:
    return {"template": {"spec": {"containers": [{"name": "c", "image": name}]}}}


def images(room: Scenario) -> dict[str, str]:
    found = [obj for obj in room.all("Pod") if obj["metadata"]["name"] != "client"]
    return {obj["metadata"]["name"]: obj["spec"]["containers"][0]["image"] for obj in found}


def status(room: Scenario, kind: str, name: str) -> ApiObject:
    found: ApiObject = room.get(kind, name)["status"]
    return found


def test_a_stateful_set_makes_its_pods_one_after_another() -> None:
    room = Scenario().apply(sts())
    seen = [room.names]
    for _ in range(100):
        room.wait(200)
        if room.names != seen[-1]:
            assert ready(room) == seen[-1]
            seen.append(room.names)
    assert seen == [["web-0"], ["web-0", "web-1"], ["web-0", "web-1", "web-2"]]


def test_in_parallel_all_come_at_once() -> None:
    room = Scenario().apply(sts("podManagementPolicy: Parallel"))
    assert room.names == ["web-0", "web-1", "web-2"]


def test_each_pod_has_a_name_of_its_own_under_the_headless_service() -> None:
    room = Scenario("instant").apply(sts())
    obj = room.get("Pod", "web-1")
    assert (obj["spec"]["hostname"], obj["spec"]["subdomain"]) == ("web-1", "web")
    assert obj["metadata"]["labels"]["apps.kubernetes.io/pod-index"] == "1"
    assert obj["metadata"]["labels"]["controller-revision-hash"].startswith("web-")
    [piece] = room.slices("web")
    assert [entry["hostname"] for entry in piece["endpoints"]] == ["web-0", "web-1", "web-2"]


def test_a_deleted_pod_comes_back_under_its_name_and_the_highest_go_first() -> None:
    room = Scenario("instant").apply(sts()).wait(2_000)
    before = room.get("Pod", "web-1")["metadata"]["uid"]
    room.delete("Pod", "web-1")
    room.wait(2_000)
    assert room.get("Pod", "web-1")["metadata"]["uid"] != before
    patch(room, "StatefulSet.apps", "web", {"replicas": 1})
    assert [seen.name for seen in room.pods if seen.terminating] == ["web-2"]
    room.wait(3_000)
    assert room.names == ["web-0"]


def test_an_update_rolls_from_the_highest_ordinal_to_the_partition() -> None:
    room = Scenario("instant").apply(sts()).wait(2_000)
    patch(room, "StatefulSet.apps", "web", {"updateStrategy": {"rollingUpdate": {"partition": 1}}})
    patch(room, "StatefulSet.apps", "web", image("nginx:1.27"))
    room.wait(10_000)
    assert images(room) == {"web-0": "nginx", "web-1": "nginx:1.27", "web-2": "nginx:1.27"}
    told = status(room, "StatefulSet.apps", "web")
    assert told["currentRevision"] != told["updateRevision"]
    assert (told["updatedReplicas"], told["currentReplicas"]) == (2, 1)
    patch(room, "StatefulSet.apps", "web", {"updateStrategy": {"rollingUpdate": {"partition": 0}}})
    room.wait(10_000)
    told = status(room, "StatefulSet.apps", "web")
    assert told["currentRevision"] == told["updateRevision"]
    assert len(room.all("ControllerRevision.apps")) == 2


def test_claims_are_made_for_each_pod_and_outlive_it() -> None:
    claim = "volumeClaimTemplates: [{metadata: {name: www}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]"  # noqa: E501
    room = Scenario("instant").apply(sts(claim)).wait(2_000)
    assert [obj["metadata"]["name"] for obj in room.all("PersistentVolumeClaim")] == [
        "www-web-0", "www-web-1", "www-web-2",
    ]  # fmt: skip
    patch(room, "StatefulSet.apps", "web", {"replicas": 0})
    room.wait(5_000)
    assert len(room.all("PersistentVolumeClaim")) == 3


def test_a_stateful_sets_status_counts_as_the_recorded_one() -> None:
    told = status(Scenario("instant").apply(sts()).wait(2_000), "StatefulSet.apps", "web")
    revision = told["currentRevision"]
    assert told == {
        "availableReplicas": 3, "collisionCount": 0, "currentReplicas": 3, "currentRevision": revision,
        "observedGeneration": 1, "readyReplicas": 3, "replicas": 3, "updateRevision": revision,
        "updatedReplicas": 3,
    }  # fmt: skip


def test_a_daemon_set_has_one_pod_on_every_node_that_suits_it() -> None:
    room = Scenario("instant").apply(AGENT % "")
    assert sorted(seen.node for seen in room.pods) == ["node-1", "node-2", "node-3"]
    assert status(room, "DaemonSet.apps", "agent")["numberReady"] == 3
    room.do(Patch("Node", "node-2", {"metadata": {"labels": {"disk": "ssd"}}}))
    patch(room, "DaemonSet.apps", "agent", {"template": {"spec": {"nodeSelector": {"disk": "ssd"}}}})
    room.wait(5_000)
    assert [seen.node for seen in room.pods] == ["node-2"]


def test_a_daemon_sets_pods_stay_on_a_node_that_is_drained() -> None:
    room = Scenario("instant").apply(AGENT % "")
    room.do(Drain("node-1"))
    room.wait(5_000)
    assert sorted(seen.node for seen in room.pods) == ["node-1", "node-2", "node-3"]
    room.do(Cordon("node-1", cordoned=False))


def test_a_daemon_set_updates_one_node_after_another() -> None:
    room = Scenario("instant").apply(AGENT % "")
    patch(room, "DaemonSet.apps", "agent", image("nginx:1.27"))
    assert sum(seen.terminating for seen in room.pods) == 1
    room.wait(10_000)
    assert set(images(room).values()) == {"nginx:1.27"}
    assert status(room, "DaemonSet.apps", "agent")["updatedNumberScheduled"] == 3


def conditions(room: Scenario) -> list[str]:
    return [entry["type"] for entry in status(room, "Job.batch", "pi").get("conditions", ())]


def test_a_job_runs_as_many_pods_as_have_to_succeed() -> None:
    room = Scenario().apply(JOB % ("completions: 3\n  parallelism: 2", "sleep 5; echo done"))
    room.wait(6_000)
    assert status(room, "Job.batch", "pi")["active"] == 2
    room.wait(40_000)
    told = status(room, "Job.batch", "pi")
    assert (told["succeeded"], told.get("active", 0)) == (3, 0)
    assert conditions(room) == ["SuccessCriteriaMet", "Complete"]
    assert {seen.phase for seen in room.pods} == {"Succeeded"}
    assert "completionTime" in told


def test_a_job_that_keeps_failing_gives_up() -> None:
    room = Scenario().apply(JOB % ("backoffLimit: 2", "exit 3")).wait(120_000)
    assert conditions(room) == ["FailureTarget", "Failed"]
    assert status(room, "Job.batch", "pi")["failed"] == 3
    assert [seen.phase for seen in room.pods] == ["Failed"] * 3


def test_a_jobs_selector_is_made_of_its_uid() -> None:
    obj = Scenario().apply(JOB % ("", "true")).get("Job.batch", "pi")
    unique = {"batch.kubernetes.io/controller-uid": obj["metadata"]["uid"]}
    assert obj["spec"]["selector"] == {"matchLabels": unique}
    assert obj["spec"]["template"]["metadata"]["labels"].items() >= unique.items()


def test_what_a_workload_made_goes_with_it() -> None:
    room = Scenario("instant").apply(sts(), AGENT % "", service()).wait(2_000)
    room.delete("StatefulSet.apps", "web")
    room.delete("DaemonSet.apps", "agent")
    room.wait(5_000)
    assert [seen for seen in room.pods if not seen.terminating] == []
    assert room.all("ControllerRevision.apps") == []


def test_a_pod_of_a_job_is_no_endpoint_once_it_has_ended() -> None:
    room = Scenario().apply(JOB % ("", "sleep 3"), service(selector="{job-name: pi}")).wait(20_000)
    assert room.endpoints() == {}
    assert pods.view(room.all("Pod")[-1]).over


def test_a_replication_controller_keeps_its_pods_by_a_plain_selector() -> None:
    text = (
        "apiVersion: v1\nkind: ReplicationController\nmetadata: {name: old}\n"
        "spec: {replicas: 2, selector: {app: old}, template: {metadata: {labels: {app: old}}, "
        "spec: {containers: [{name: c, image: nginx}]}}}"
    )
    room = Scenario("instant").apply(text)
    assert len(room.names) == 2
    room.delete("Pod", room.names[0])
    room.wait(2_000)
    assert len(ready(room)) == 2
    assert status(room, "ReplicationController", "old")["readyReplicas"] == 2
