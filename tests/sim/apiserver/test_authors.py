"""managedFields of those who write without being asked: as a recorded cluster told them."""

from typing import Any

from apicalls import APPLY, DEPLOYMENTS, Api, deployment

CONTROLLERS = "kube-controller-manager"


def entries(api: Api, path: str) -> dict[tuple[str, str], dict[str, Any]]:
    [found] = api.read(path).body["items"]
    told = found["metadata"]["managedFields"]
    return {(one["manager"], one.get("subresource", "")): one["fieldsV1"] for one in told}


def a_deployment() -> Api:
    api = Api()
    api.send("POST", DEPLOYMENTS, deployment(replicas=1), fieldManager="kubectl-create")
    return api


def test_a_status_has_one_who_reports_it() -> None:
    told = entries(a_deployment(), DEPLOYMENTS)
    assert sorted(told) == [(CONTROLLERS, "status"), ("kubectl-create", "")]
    reported = told[CONTROLLERS, "status"]
    assert reported["f:metadata"]["f:annotations"] == {"f:deployment.kubernetes.io/revision": {}}
    assert 'k:{"type":"Available"}' in reported["f:status"]["f:conditions"]


def test_a_controller_sent_what_it_made() -> None:
    told = entries(a_deployment(), DEPLOYMENTS.replace("deployments", "replicasets"))
    assert sorted(told) == [(CONTROLLERS, ""), (CONTROLLERS, "status")]
    assert sorted(told[CONTROLLERS, ""]["f:spec"]) == ["f:replicas", "f:selector", "f:template"]
    [owner] = [key for key in told[CONTROLLERS, ""]["f:metadata"]["f:ownerReferences"] if key != "."]
    assert told[CONTROLLERS, ""]["f:metadata"]["f:ownerReferences"][owner] == {}


def test_what_admission_and_a_binding_gave_a_pod_is_nobodys() -> None:
    told = entries(a_deployment(), "/api/v1/namespaces/default/pods")
    assert sorted(told) == [(CONTROLLERS, ""), ("kubelet", "status")]
    spec, status = told[CONTROLLERS, ""]["f:spec"], told["kubelet", "status"]["f:status"]
    assert not {"f:nodeName", "f:tolerations", "f:volumes", "f:serviceAccountName"} & spec.keys()
    [container] = spec["f:containers"].values()
    assert "f:volumeMounts" not in container
    assert 'k:{"type":"PodScheduled"}' not in status["f:conditions"]
    assert "f:qosClass" not in status


def test_what_a_controller_decided_is_a_conflict() -> None:
    api = a_deployment()
    path = DEPLOYMENTS.replace("deployments", "replicasets")
    name = api.read(path).body["items"][0]["metadata"]["name"]
    body = {
        "apiVersion": "apps/v1",
        "kind": "ReplicaSet",
        "metadata": {"name": name},
        "spec": {"replicas": 7},
    }
    answer = api.send("PATCH", f"{path}/{name}", body, APPLY, fieldManager="me")
    assert answer.body["message"] == (
        'Apply failed with 1 conflict: conflict with "kube-controller-manager" using apps/v1: .spec.replicas'
    )
