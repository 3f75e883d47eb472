"""PodDisruptionBudgets, and init containers on the way to a running Pod."""

from __future__ import annotations

from worlds import Scenario, deployment

from k8sviz.sim.commands import Drain
from k8sviz.sim.objects import pod as pods

BUDGET = """\
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: httpd}
spec: {%s, selector: {matchLabels: {run: httpd}}}
"""
PREPARED = """\
apiVersion: v1
kind: Pod
metadata: {name: solo}
spec:
  initContainers:
  - {name: first, image: busybox, command: [sleep, "2"]}
  - {name: beside, image: envoy, restartPolicy: Always}
  containers: [{name: c, image: httpd}]
"""


def test_a_budget_says_how_many_pods_may_go() -> None:
    room = Scenario("instant").apply(deployment(3), BUDGET % "minAvailable: 2")
    status = room.get("PodDisruptionBudget.policy", "httpd")["status"]
    told = [status[key] for key in ("expectedPods", "currentHealthy", "desiredHealthy", "disruptionsAllowed")]
    assert told == [3, 3, 2, 1]
    assert status["conditions"][0]["reason"] == "SufficientPods"


def test_a_share_is_of_the_size_that_the_controller_was_asked_for() -> None:
    room = Scenario("instant").apply(deployment(4), BUDGET % 'maxUnavailable: "50%"')
    status = room.get("PodDisruptionBudget.policy", "httpd")["status"]
    assert (status["desiredHealthy"], status["disruptionsAllowed"]) == (2, 2)


def test_draining_leaves_what_a_budget_holds_back() -> None:
    room = Scenario("instant").apply(deployment(3), BUDGET % "minAvailable: 3")
    room.do(Drain("node-1"))
    room.wait(5_000)
    assert [seen.node for seen in room.pods].count("node-1") == 1


def test_init_containers_come_first_and_sidecars_stay() -> None:
    room = Scenario().apply(PREPARED).wait(2_500)
    status = room.get("Pod", "solo")["status"]
    assert (status["phase"], pods.waiting_reason(room.get("Pod", "solo"))) == ("Pending", "PodInitializing")
    assert not pods.condition(room.get("Pod", "solo"), "Initialized")
    room.wait(20_000)
    obj = room.get("Pod", "solo")
    states = {one["name"]: next(iter(one["state"])) for one in obj["status"]["initContainerStatuses"]}
    assert states == {"first": "terminated", "beside": "running"}
    assert pods.condition(obj, "Initialized")
    assert pods.condition(obj, "Ready")
