"""What may not change, and what Services and workloads may not say."""

from __future__ import annotations

from typing import Any

import pytest
from ruling import Fields, applied, causes, edited, empty_cluster, object_of, ruled, service, workload

IMMUTABLE = "field is immutable"
MATCHING = "`selector` does not match template `labels`"
STATEFUL = (
    "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', "
    "'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"
)
# what the server added stays when the type changes
PARTED = (
    'spec.updateStrategy.rollingUpdate: Invalid value: {"Partition":0,"MaxUnavailable":null}: '
    "only allowed for updateStrategy 'RollingUpdate'"
)
OTHER = {"matchLabels": {"a": "c"}}
SELECTOR = '{"matchLabels":{"a":"c"}}'
AT_LEAST_0 = "must be greater than or equal to 0"


@pytest.mark.parametrize("kind", ["Deployment", "ReplicaSet", "DaemonSet"])
def test_selectors_stay(kind: str) -> None:
    template = workload(kind)["spec"]["template"]
    template["metadata"]["labels"] = {"a": "c"}
    assert edited(workload(kind), selector=OTHER, template=template) == [
        f"spec.selector: Invalid value: {SELECTOR}: {IMMUTABLE}"
    ]


@pytest.mark.parametrize("kind", ["Deployment", "ReplicaSet", "DaemonSet", "StatefulSet"])
def test_selectors_select(kind: str) -> None:
    [said] = ruled(workload(kind, selector=OTHER))
    assert said == f'spec.template.metadata.labels: Invalid value: {{"a":"b"}}: {MATCHING}'


@pytest.mark.parametrize("kind", ["Deployment", "ReplicaSet", "StatefulSet"])
def test_selectors_are_required(kind: str) -> None:
    obj = workload(kind)
    del obj["spec"]["selector"]
    assert "spec.selector: Required value" in ruled(obj)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"serviceName": "other"}, [f"spec: Forbidden: {STATEFUL}"]),
        ({"podManagementPolicy": "Parallel"}, [f"spec: Forbidden: {STATEFUL}"]),
        ({"replicas": 3}, []),
        ({"minReadySeconds": 3}, []),
        ({"updateStrategy": {"type": "OnDelete"}}, [PARTED]),
    ],
)
def test_what_of_a_stateful_set_may_change(change: Fields, says: list[str]) -> None:
    assert edited(workload("StatefulSet", serviceName="web"), **change) == says


@pytest.mark.parametrize(
    ("obj", "says"),
    [
        (workload("Deployment", replicas=-1), [f"spec.replicas: Invalid value: -1: {AT_LEAST_0}"]),
        (workload("Deployment", minReadySeconds=-1), [
            f"spec.minReadySeconds: Invalid value: -1: {AT_LEAST_0}",
        ]),
        (workload("Deployment", minReadySeconds=600), [
            "spec.progressDeadlineSeconds: Invalid value: 600: must be greater than minReadySeconds",
        ]),
        (workload("Deployment", revisionHistoryLimit=-1), [
            f"spec.revisionHistoryLimit: Invalid value: -1: {AT_LEAST_0}",
        ]),
        (workload("Deployment", strategy={"type": "Recreate", "rollingUpdate": {"maxSurge": 1}}), [
            "spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'",
        ]),
        (workload("Deployment", strategy={"type": "Blue"}), [
            'spec.strategy: Unsupported value: {"Type":"Blue","RollingUpdate":null}: '
            'supported values: "Recreate", "RollingUpdate"',
        ]),
        (workload("Deployment", strategy={"rollingUpdate": {"maxSurge": 0, "maxUnavailable": 0}}), [
            "spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0",
        ]),
        (workload("Deployment", strategy={"rollingUpdate": {"maxUnavailable": "101%"}}), [
            'spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "101%": must not '
            'be greater than 100%',
        ]),
        (workload("Deployment", strategy={"rollingUpdate": {"maxSurge": "some"}}), [
            'spec.strategy.rollingUpdate.maxSurge: Invalid value: "some": a valid percent '
            'string must be a numeric '
            "string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
        ]),
        (workload("DaemonSet", updateStrategy={"type": "Never"}), [
            'spec.updateStrategy: Unsupported value: {"Type":"Never","RollingUpdate":null}: '
            'supported values: "RollingUpdate", "OnDelete"',
        ]),
    ],
)  # fmt: skip
def test_workloads(obj: Fields, says: list[str]) -> None:
    assert ruled(obj) == says


TYPES = '"ClusterIP", "ExternalName", "LoadBalancer", "NodePort"'


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        ({}, []),
        ({"type": "Proxy"}, [f'spec.type: Unsupported value: "Proxy": supported values: {TYPES}']),
        ({"ports": []}, ["spec.ports: Required value"]),
        ({"ports": [{"port": 0, "targetPort": 80}]}, ["spec.ports[0].port: Invalid value: 0: must be between "
            "1 and 65535, inclusive"]),
        ({"ports": [{"port": 80}, {"port": 81, "name": "b"}]}, ["spec.ports[0].name: Required value"]),
        ({"ports": [{"port": 80, "name": "a"}, {"port": 81, "name": "a"}]}, [
            'spec.ports[1].name: Duplicate value: "a"',
        ]),
        ({"ports": [{"port": 80, "protocol": "ICMP"}]}, [
            'spec.ports[0].protocol: Unsupported value: "ICMP": supported values: "SCTP", "TCP", "UDP"',
        ]),
        ({"ports": [{"port": 80, "nodePort": 30000}]}, [
            "spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'",
        ]),
        ({"type": "NodePort", "ports": [{"port": 80, "nodePort": 80}]}, [
            "spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid "
            "range. The range of valid "
            "ports is 30000-32767",
        ]),
        ({"type": "ExternalName"}, ["spec.externalName: Required value"]),
        ({"sessionAffinity": "Sticky"}, [
            'spec.sessionAffinity: Unsupported value: "Sticky": supported values: "ClientIP", "None"',
        ]),
        ({"externalTrafficPolicy": "Local"}, [
            'spec.externalTrafficPolicy: Invalid value: "Local": may only be set for '
            'externally-accessible services',
        ]),
        ({"type": "NodePort", "clusterIP": "None"}, [
            'spec.clusterIPs[0]: Invalid value: "None": may not be set to \'None\' for NodePort services',
        ]),
        ({"clusterIP": "nope"}, [
            'spec.clusterIPs[0]: Invalid value: "nope": must be a valid IP address, (e.g. 10.9.8.7 or '
            "2001:db8::ffff)",
        ]),
    ],
)  # fmt: skip
def test_services(spec: Fields, says: list[str]) -> None:
    assert ruled(service(**spec)) == says


def test_an_address_stays() -> None:
    [said, *_] = edited(service(), clusterIP="10.96.0.99")
    assert said == 'spec.clusterIPs[0]: Invalid value: ["10.96.0.99"]: may not change once set'


def claim(**spec: Any) -> Fields:
    full = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}, **spec}
    return object_of("v1", "PersistentVolumeClaim", spec=full)


MODES = '"ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"'


@pytest.mark.parametrize(
    ("obj", "says"),
    [
        (claim(), []),
        (claim(accessModes=[]), ["spec.accessModes: Required value: at least 1 access mode is required"]),
        (claim(accessModes=["Write"]), [
            f'spec.accessModes: Unsupported value: "Write": supported values: {MODES}',
        ]),
        (claim(resources={}), ["spec.resources[storage]: Required value"]),
        (claim(resources={"requests": {"storage": "0"}}), [
            'spec.resources[storage]: Invalid value: "0": must be greater than zero',
        ]),
        (claim(volumeMode="Tape"), [
            'spec.volumeMode: Unsupported value: "Tape": supported values: "Block", "Filesystem"',
        ]),
    ],
)  # fmt: skip
def test_claims(obj: Fields, says: list[str]) -> None:
    assert ruled(obj) == says


@pytest.mark.parametrize("kind", ["ConfigMap", "Secret"])
def test_what_is_immutable_stays(kind: str) -> None:
    cluster = empty_cluster()
    obj = object_of("v1", kind, immutable=True, data={"a": "eA=="})
    assert causes(applied(cluster, obj)) == []
    assert causes(applied(cluster, {**obj, "data": {"a": "eQ=="}})) == [
        "data: Forbidden: field is immutable when `immutable` is set"
    ]
    assert causes(applied(cluster, {**obj, "immutable": False})) == [
        "immutable: Forbidden: field is immutable when `immutable` is set"
    ]
