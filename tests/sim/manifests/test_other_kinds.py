"""Faults in the kinds around Pods and Services, in the API server's words (pkg/apis/*/validation)."""

from typing import Any

import pytest

from k8sviz.sim import admission
from k8sviz.sim.chance import Chance
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.manifests.dump import write
from k8sviz.sim.settings import Settings

POD: dict[str, Any] = {"containers": [{"name": "c", "image": "i"}]}
ENDING = {**POD, "restartPolicy": "Never"}
LABELS = {"metadata": {"labels": {"a": "b"}}}
SETS = {"selector": {"matchLabels": {"a": "b"}}, "template": {**LABELS, "spec": POD}}
KEY = (
    "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or "
    "'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"
)
BACKEND = {"service": {"name": "web", "port": {"number": 80}}}


def causes(version: str, kind: str, **fields: Any) -> list[str]:
    cluster = Cluster(Settings(), Chance(7))
    cluster.put({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default"}})
    text = write({"apiVersion": version, "kind": kind, "metadata": {"name": "it"}, **fields})
    [result] = admission.apply(cluster, text).results
    if result.refusal is None:
        return []
    assert result.refusal.causes, result.refusal.message
    return [f"{cause.path}: {cause.message}" for cause in result.refusal.causes]


def ingress(**rule: Any) -> dict[str, Any]:
    path = {"path": "/", "pathType": "Prefix", "backend": BACKEND, **rule}
    return {"rules": [{"http": {"paths": [path]}}]}


@pytest.mark.parametrize(
    ("version", "kind", "fields", "told"),
    [
        ("batch/v1", "Job", {"spec": {"template": {"spec": ENDING}}}, []),
        (
            "batch/v1",
            "Job",
            {"spec": {"template": {"spec": POD}}},
            ['spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"'],
        ),
        (
            "batch/v1",
            "CronJob",
            {"spec": {"schedule": "every day", "jobTemplate": {"spec": {"template": {"spec": ENDING}}}}},
            ['spec.schedule: Invalid value: "every day": expected exactly 5 fields, found 2: [every day]'],
        ),
        (
            "batch/v1",
            "CronJob",
            {"spec": {"schedule": "61 * * * *", "jobTemplate": {"spec": {"template": {"spec": ENDING}}}}},
            ['spec.schedule: Invalid value: "61 * * * *": end of range (61) above maximum (59): 61'],
        ),
        ("networking.k8s.io/v1", "Ingress", {"spec": ingress()}, []),
        (
            "networking.k8s.io/v1",
            "Ingress",
            {"spec": {}},
            ["spec: Invalid value: null: either `defaultBackend` or `rules` must be specified"],
        ),
        (
            "networking.k8s.io/v1",
            "Ingress",
            {"spec": ingress(pathType=None)},
            ["spec.rules[0].http.paths[0].pathType: Required value: pathType must be specified"],
        ),
        (
            "networking.k8s.io/v1",
            "Ingress",
            {"spec": ingress(path="x")},
            ['spec.rules[0].http.paths[0].path: Invalid value: "x": must be an absolute path'],
        ),
        (
            "networking.k8s.io/v1",
            "Ingress",
            {"spec": ingress(backend={"service": {"name": "web"}})},
            ["spec.rules[0].http.paths[0].backend: Required value: port name or number is required"],
        ),
        (
            "networking.k8s.io/v1",
            "NetworkPolicy",
            {"spec": {"podSelector": {}, "ingress": [{"from": [{}]}]}},
            ["spec.ingress[0].from[0]: Required value: must specify a peer"],
        ),
        (
            "networking.k8s.io/v1",
            "NetworkPolicy",
            {"spec": {"podSelector": {}, "ingress": [{"ports": [{"port": 70000}]}]}},
            ["spec.ingress[0].ports[0].port: Invalid value: 70000: must be between 1 and 65535, inclusive"],
        ),
        (
            "v1",
            "ConfigMap",
            {"data": {"a b": "c"}},
            [f'data[a b]: Invalid value: "a b": {KEY}'],
        ),
        (
            "v1",
            "Secret",
            {"type": "kubernetes.io/tls", "stringData": {"tls.crt": "x"}},
            ["data[tls.key]: Required value"],
        ),
        (
            "v1",
            "PersistentVolumeClaim",
            {"spec": {"resources": {"requests": {"storage": "1Gi"}}}},
            ["spec.accessModes: Required value: at least 1 access mode is required"],
        ),
        (
            "autoscaling/v2",
            "HorizontalPodAutoscaler",
            {
                "spec": {
                    "scaleTargetRef": {"kind": "Deployment", "name": "x"},
                    "minReplicas": 3,
                    "maxReplicas": 2,
                }
            },
            ["spec.maxReplicas: Invalid value: 2: must be greater than or equal to `minReplicas`"],
        ),
        (
            "policy/v1",
            "PodDisruptionBudget",
            {"spec": {"minAvailable": -1}},
            ["spec.minAvailable: Invalid value: -1: must be greater than or equal to 0"],
        ),
        (
            "apps/v1",
            "StatefulSet",
            {"spec": {**SETS, "podManagementPolicy": "Any"}},
            ["spec.podManagementPolicy: Invalid value: \"Any\": must be 'OrderedReady' or 'Parallel'"],
        ),
        (
            "apps/v1",
            "DaemonSet",
            {"spec": {**SETS, "updateStrategy": {"rollingUpdate": {"maxSurge": 1, "maxUnavailable": 1}}}},
            [
                "spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: 1: "
                "may not be set when maxUnavailable is non-zero"
            ],
        ),
        (
            "rbac.authorization.k8s.io/v1",
            "Role",
            {"rules": [{"apiGroups": [""], "resources": ["pods"]}]},
            ["rules[0].verbs: Required value: verbs must contain at least one value"],
        ),
        (
            "v1",
            "Pod",
            {"spec": {**POD, "tolerations": [{"key": "a", "operator": "Is"}]}},
            ['spec.tolerations[0].operator: Unsupported value: "Is": supported values: "Equal", "Exists"'],
        ),
        (
            "v1",
            "Pod",
            {"spec": {**POD, "volumes": [{"name": "v", "configMap": {}, "emptyDir": {}}]}},
            [
                "spec.volumes[0].configMap: Forbidden: may not specify more than 1 volume type",
            ],
        ),
    ],
)
def test_faults_are_told_as_the_server_tells_them(
    version: str, kind: str, fields: dict[str, Any], told: list[str]
) -> None:
    assert causes(version, kind, **fields) == told


def warnings(kind: str, version: str = "v1", **fields: Any) -> tuple[str, ...]:
    cluster = Cluster(Settings(), Chance(7))
    cluster.put({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default"}})
    text = write({"apiVersion": version, "kind": kind, "metadata": {"name": "it"}, **fields})
    [result] = admission.apply(cluster, text).results
    assert result.refusal is None
    return result.warnings


def test_odd_pods_are_accepted_with_warnings() -> None:
    container = {
        "name": "c",
        "image": "i",
        "env": [{"name": "A", "value": "1"}, {"name": "A", "value": "2"}],
        "ports": [{"containerPort": 80}, {"containerPort": 80}],
    }
    spec = {"containers": [container], "nodeSelector": {"beta.kubernetes.io/os": "linux"}}
    assert warnings("Pod", spec=spec) == (
        'spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use "kubernetes.io/os" instead',
        'spec.containers[0].env[1]: hides previous definition of "A", which may be dropped when using apply',
        "spec.containers[0].ports[1]: duplicate port definition with spec.containers[0].ports[0]",
    )


def test_a_jobs_own_selector_is_refused_unless_it_says_that_it_is_meant() -> None:
    template = {"metadata": {"labels": {"a": "b"}}, "spec": ENDING}
    given = {"selector": {"matchLabels": {"a": "c"}}, "template": template}
    first, second = causes("batch/v1", "Job", spec=given)
    assert first.startswith('spec.selector: Invalid value: {"matchLabels":{"a":"c","batch.kubernetes.io/')
    assert first.endswith(": `selector` not auto-generated")
    assert second.startswith("spec.template.metadata.labels: Invalid value: ")
    assert second.endswith(": `selector` does not match template `labels`")
    own = {"manualSelector": True, "selector": {"matchLabels": {"a": "b"}}, "template": template}
    assert not causes("batch/v1", "Job", spec=own)
