"""kubectl apply, patch and delete."""

from typing import Any

import pytest

from k8sviz.sim import admission
from k8sviz.sim.admission import printing
from k8sviz.sim.chance import Chance
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.manifests.convert import modernise
from k8sviz.sim.manifests.dump import write
from k8sviz.sim.objects.identity import Key
from k8sviz.sim.settings import Settings

TUTORIAL = """\
apiVersion: apps/v1beta1
kind: Deployment
metadata:
    name: httpd
spec:
    replicas: 3
    template:
        metadata:
            labels:
                run: httpd
        spec:
            containers:
            - name: httpd
              image: httpd
              ports:
              - containerPort: 80
---
apiVersion: v1
kind: Service
metadata:
    name: httpd-svc
spec:
    selector:
        run: httpd
    ports:
    - protocol: TCP
      port: 808
      targetPort: 80
"""
DEPLOYMENT = Key("Deployment.apps", "default", "httpd")
SERVICE = Key("Service", "default", "httpd-svc")


@pytest.fixture
def cluster() -> Cluster:
    cluster = Cluster(Settings(), Chance(3))
    cluster.put({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default"}})
    return cluster


def modern() -> str:
    text = modernise(TUTORIAL)
    assert text is not None
    return text


def stored(cluster: Cluster, key: Key) -> dict[str, Any]:
    obj = cluster.get(key)
    assert obj is not None
    return obj


def deployment(**template: Any) -> dict[str, Any]:
    container = {"name": "c", "image": "nginx:1", **template}
    pod = {"metadata": {"labels": {"a": "b"}}, "spec": {"containers": [container]}}
    spec = {"selector": {"matchLabels": {"a": "b"}}, "template": pod}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "httpd"}, "spec": spec}


def test_of_the_tutorials_text_the_service_is_created_and_the_deployment_refused(cluster: Cluster) -> None:
    outcome = admission.apply(cluster, TUTORIAL)
    assert printing.stdout(outcome) == "service/httpd-svc created\n"
    assert printing.stderr(outcome) == (
        'error: resource mapping not found for name: "httpd" namespace: "" from "STDIN": '
        'no matches for kind "Deployment" in version "apps/v1beta1"\nensure CRDs are installed first\n'
    )
    refused = outcome.results[0]
    assert (refused.convertible, refused.line, refused.refusal and refused.refusal.line) == (True, 1, 1)


def test_the_converted_text_is_created_then_unchanged_then_configured(cluster: Cluster) -> None:
    lines = [
        printing.stdout(admission.apply(cluster, text)).splitlines()
        for text in (modern(), modern(), modern().replace("808", "8080"))
    ]
    assert lines == [
        ["deployment.apps/httpd created", "service/httpd-svc created"],
        ["deployment.apps/httpd unchanged", "service/httpd-svc unchanged"],
        ["deployment.apps/httpd unchanged", "service/httpd-svc configured"],
    ]


def test_unchanged_writes_nothing(cluster: Cluster) -> None:
    admission.apply(cluster, modern())
    revision = cluster.revision
    admission.apply(cluster, modern())
    assert cluster.revision == revision


def test_a_refused_document_changes_nothing_and_tells_its_line(cluster: Cluster) -> None:
    admission.apply(cluster, modern())
    before = stored(cluster, SERVICE)
    outcome = admission.apply(cluster, modern().replace("port: 808", "port: 0"))
    refusal = outcome.results[1].refusal
    assert refusal is not None
    assert (refusal.code, refusal.line, refusal.column) == (422, 30, 7)
    assert refusal.causes[0].path == "spec.ports[0].port"
    assert stored(cluster, SERVICE) is before


def test_several_refusals_are_told_one_after_the_other(cluster: Cluster) -> None:
    outcome = admission.apply(cluster, modern().replace("replicas: 3", "replicas: -1").replace("808", "0"))
    assert printing.stderr(outcome) == (
        'Error from server (Invalid): error when creating "STDIN": Deployment.apps "httpd" is invalid: '
        "spec.replicas: Invalid value: -1: must be greater than or equal to 0\n"
        'Error from server (Invalid): error when creating "STDIN": Service "httpd-svc" is invalid: '
        "spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive\n"
    )


def test_generation_counts_changes_of_the_spec(cluster: Cluster) -> None:
    admission.apply(cluster, modern())
    admission.patch(cluster, DEPLOYMENT, {"metadata": {"labels": {"a": "b"}}})
    assert stored(cluster, DEPLOYMENT)["metadata"]["generation"] == 1
    admission.patch(cluster, DEPLOYMENT, {"spec": {"replicas": 5}})
    assert stored(cluster, DEPLOYMENT)["metadata"]["generation"] == 2


def test_what_others_set_stays_and_what_the_author_removes_goes(cluster: Cluster) -> None:
    text = modern()
    admission.apply(cluster, text)
    admission.patch(cluster, DEPLOYMENT, {"metadata": {"labels": {"team": "x"}}, "spec": {"paused": True}})
    admission.apply(cluster, text.replace("    replicas: 3\n", ""))
    spec = stored(cluster, DEPLOYMENT)["spec"]
    assert (spec["replicas"], spec["paused"]) == (1, True)
    assert stored(cluster, DEPLOYMENT)["metadata"]["labels"] == {"team": "x"}


def test_containers_are_merged_by_name_and_ports_by_number(cluster: Cluster) -> None:
    env = [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}]
    admission.apply(cluster, write(deployment(env=env, ports=[{"containerPort": 80}])))
    admission.apply(cluster, write(deployment(env=env[1:], ports=[{"containerPort": 81}])))
    [container] = stored(cluster, DEPLOYMENT)["spec"]["template"]["spec"]["containers"]
    assert container["env"] == env[1:]
    assert container["ports"] == [{"containerPort": 81, "protocol": "TCP"}]
    assert container["imagePullPolicy"] == "IfNotPresent"


def test_a_change_of_strategy_leaves_no_rest_of_the_old_one(cluster: Cluster) -> None:
    obj = deployment()
    admission.apply(cluster, write(obj))
    obj["spec"]["strategy"] = {"type": "Recreate"}
    assert not admission.apply(cluster, write(obj)).refused
    assert stored(cluster, DEPLOYMENT)["spec"]["strategy"] == {"type": "Recreate"}


def test_a_selector_cannot_change(cluster: Cluster) -> None:
    admission.apply(cluster, modern())
    outcome = admission.apply(cluster, modern().replace("run: httpd", "run: web"))
    assert outcome.results[0].refusal is not None
    assert "field is immutable" in outcome.results[0].refusal.message


def test_a_kind_that_does_nothing_here_is_stored(cluster: Cluster) -> None:
    text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: b}\n"
    assert printing.stdout(admission.apply(cluster, text)) == "configmap/c created\n"
    assert stored(cluster, Key("ConfigMap", "default", "c"))["data"] == {"a": "b"}


def test_a_cluster_scoped_kind_has_no_namespace(cluster: Cluster) -> None:
    admission.apply(cluster, "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n")
    assert stored(cluster, Key("Namespace", "", "shop"))["status"] == {"phase": "Active"}
    text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: shop}\n"
    assert not admission.apply(cluster, text).refused


def test_a_namespace_must_exist(cluster: Cluster) -> None:
    outcome = admission.apply(
        cluster, "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: nosuch}\n"
    )
    assert printing.stderr(outcome) == (
        'Error from server (NotFound): error when creating "STDIN": namespaces "nosuch" not found\n'
    )


def test_what_apply_did_not_create_is_adopted_with_a_warning(cluster: Cluster) -> None:
    metadata = {"name": "c", "namespace": "default"}
    cluster.put({"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": {"a": "b"}})
    outcome = admission.apply(cluster, "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: b}\n")
    assert printing.stdout(outcome) == "configmap/c configured\n"
    assert printing.stderr(outcome).startswith(
        "Warning: resource configmaps/c is missing the kubectl.kubernetes.io/"
    )


def test_two_clusters_with_the_same_chance_decide_the_same() -> None:
    def run() -> list[dict[str, Any]]:
        cluster = Cluster(Settings(), Chance(9))
        cluster.put({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default"}})
        admission.apply(cluster, modern())
        return [stored(cluster, DEPLOYMENT), stored(cluster, SERVICE)]

    assert run() == run()


def test_a_patch_scales(cluster: Cluster) -> None:
    admission.apply(cluster, modern())
    [result] = admission.patch(cluster, DEPLOYMENT, {"spec": {"replicas": 5}}).results
    assert (result.verb, stored(cluster, DEPLOYMENT)["spec"]["replicas"]) == ("patched", 5)
    [result] = admission.patch(cluster, DEPLOYMENT, {"spec": {"replicas": 5}}).results
    assert result.verb == "patched (no change)"


def test_a_patch_removes_a_label_with_null(cluster: Cluster) -> None:
    admission.apply(cluster, modern())
    admission.patch(cluster, SERVICE, {"metadata": {"labels": {"a": "1", "b": "2"}}})
    admission.patch(cluster, SERVICE, {"metadata": {"labels": {"a": None}}})
    assert stored(cluster, SERVICE)["metadata"]["labels"] == {"b": "2"}


def test_a_patch_is_validated(cluster: Cluster) -> None:
    admission.apply(cluster, modern())
    outcome = admission.patch(cluster, DEPLOYMENT, {"spec": {"replicas": -1}})
    assert outcome.refused
    assert stored(cluster, DEPLOYMENT)["spec"]["replicas"] == 3


def test_what_is_not_there_cannot_be_patched_or_deleted(cluster: Cluster) -> None:
    for outcome in (admission.patch(cluster, SERVICE, {}), admission.delete(cluster, SERVICE)):
        assert printing.stderr(outcome) == 'Error from server (NotFound): services "httpd-svc" not found\n'


def test_a_deletion_is_told_as_kubectl_does(cluster: Cluster) -> None:
    admission.apply(cluster, modern())
    assert printing.stdout(admission.delete(cluster, SERVICE)) == 'service "httpd-svc" deleted\n'
    assert cluster.get(SERVICE) is None


def test_a_running_pod_is_given_its_grace(cluster: Cluster) -> None:
    key = Key("Pod", "default", "p")
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "p"},
        "spec": {"containers": [{"name": "c", "image": "i"}]},
    }
    admission.apply(cluster, write(pod))
    placed = stored(cluster, key)
    cluster.put({**placed, "spec": {**placed["spec"], "nodeName": "node-1"}})
    admission.delete(cluster, key)
    metadata = stored(cluster, key)["metadata"]
    assert (metadata["deletionGracePeriodSeconds"], metadata["deletionTimestamp"]) == (
        30,
        "2026-01-01T00:00:30Z",
    )
    admission.delete(cluster, key, 0)
    assert cluster.get(key) is None


def test_a_pod_without_a_node_goes_at_once(cluster: Cluster) -> None:
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "p"},
        "spec": {"containers": [{"name": "c", "image": "i"}]},
    }
    admission.apply(cluster, write(pod))
    admission.delete(cluster, Key("Pod", "default", "p"))
    assert cluster.get(Key("Pod", "default", "p")) is None


def test_an_unknown_field_in_a_patch_is_told_with_the_patch(cluster: Cluster) -> None:
    text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: b}\n"
    admission.apply(cluster, text)
    [result] = admission.apply(cluster, text + "foo: 1\n").results
    assert result.refusal is not None
    assert result.refusal.line == 5
    lines = result.refusal.message.splitlines()
    assert lines[0] == "Error from server (BadRequest): error when applying patch:"
    assert lines[1].startswith('{"foo":1,"metadata":{"annotations":{"kubectl.kubernetes.io/last-applied-')
    assert lines[2:] == [
        "to:",
        'Resource: "/v1, Resource=configmaps", GroupVersionKind: "/v1, Kind=ConfigMap"',
        'Name: "c", Namespace: "default"',
        'for: "STDIN": error when patching "STDIN": strict decoding error: unknown field "foo"',
    ]


def test_a_wrong_type_in_a_patch_is_told_as_go_converts(cluster: Cluster) -> None:
    admission.apply(cluster, modern())
    outcome = admission.apply(cluster, modern().replace("replicas: 3", "replicas: three"))
    message = printing.stderr(outcome)
    assert message.startswith(
        'The request is invalid: patch: Invalid value: "map[metadata:map[annotations:map['
    )
    assert message.endswith('spec:map[replicas:three]]": unrecognized type: int32\n')
