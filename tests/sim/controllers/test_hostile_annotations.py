"""What people write into the annotations that controllers read does not stop the controllers."""

import pytest
from worlds import Scenario, tutorial

from k8sviz.sim.commands import Patch
from k8sviz.sim.objects.workload import of_replicas

NO_NUMBERS = ("²", "abc", "", "-1", "1_000", "٣", "9" * 5_000, "9" * 19)
REPLICA_SET = "ReplicaSet.apps"


def annotate(room: Scenario, kind: str, name: str, key: str, value: str) -> None:
    room.do(Patch(kind, name, {"metadata": {"annotations": {key: value}}}))


def rolled(room: Scenario) -> None:
    template = {"metadata": {"labels": {"run": "httpd", "roll": "again"}}}
    room.do(Patch("Deployment.apps", "httpd", {"spec": {"template": template}}))
    room.wait(120_000)
    assert all(seen.labels["roll"] == "again" for seen in room.pods)


@pytest.mark.parametrize("text", NO_NUMBERS)
@pytest.mark.parametrize("name", ["revision", "desired-replicas", "max-replicas"])
def test_a_rollout_goes_on_whatever_its_replica_set_says(name: str, text: str) -> None:
    room = tutorial()
    [replica_set] = room.all(REPLICA_SET)
    annotate(room, REPLICA_SET, replica_set["metadata"]["name"], f"deployment.kubernetes.io/{name}", text)
    room.scale(5)
    room.wait(60_000)
    rolled(room)
    assert len(room.pods) == 5


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_a_deployment_may_say_any_revision(text: str) -> None:
    room = tutorial()
    annotate(room, "Deployment.apps", "httpd", "deployment.kubernetes.io/revision", text)
    rolled(room)


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_a_deletion_cost_that_is_no_number_costs_nothing(text: str) -> None:
    room = tutorial()
    for name in room.names:
        room.world.cluster.put(_costing(room, name, text))
    room.scale(1)
    room.wait(60_000)
    assert len(room.pods) == 1


def _costing(room: Scenario, name: str, cost: str) -> dict[str, object]:
    pod = room.get("Pod", name)
    marks = {"controller.kubernetes.io/pod-deletion-cost": cost}
    return {**pod, "metadata": {**pod["metadata"], "annotations": marks}}


@pytest.mark.parametrize("text", ["²%", "٣%", "%", "x%"])
def test_a_share_that_is_no_number_is_nothing(text: str) -> None:
    assert of_replicas(text, 10, round_up=True) == 0
