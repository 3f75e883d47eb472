"""Quotas, limits, classes, leases, and what a node keeps."""

from __future__ import annotations

from typing import Any

import pytest
from ruling import Fields, applied, causes, edited, empty_cluster, object_of, pod, ruled

QUOTA = "must be a standard resource for quota"
STANDARD = "must be a standard resource type or fully qualified"


def quota(hard: Fields, **spec: Any) -> Fields:
    return object_of("v1", "ResourceQuota", spec={"hard": hard, **spec})


def limits(**item: Any) -> Fields:
    return object_of("v1", "LimitRange", spec={"limits": [{"type": "Container", **item}]})


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (quota({"pods": 2, "count/deployments.apps": 1, "requests.cpu": "500m"}), []),
        (quota({"gpus": 1}), [
            f'spec.hard[gpus]: Invalid value: "gpus": {STANDARD}',
            f'spec.hard[gpus]: Invalid value: "gpus": {QUOTA}',
        ]),
        (quota({"storage": 1}), [f'spec.hard[storage]: Invalid value: "storage": {QUOTA}']),
        (quota({"pods": -1}), ['spec.hard[pods]: Invalid value: "-1": must be greater than or equal to 0']),
        (quota({"services": "1500m"}), ['spec.hard[services]: Invalid value: "1500m": must be an integer']),
        (quota({"pods": 1}, scopes=["Some"]), [
            'spec.scopes: Invalid value: ["Some"]: unsupported scope',
        ]),
        (quota({"services": 1}, scopes=["BestEffort"]), [
            'spec.scopes: Invalid value: ["BestEffort"]: unsupported scope applied to resource',
        ]),
        (quota({"pods": 1}, scopes=["BestEffort", "NotBestEffort"]), [
            'spec.scopes: Invalid value: ["BestEffort","NotBestEffort"]: conflicting scopes',
        ]),
        (quota({"pods": 1}, scopeSelector={"matchExpressions": [
            {"scopeName": "PriorityClass", "operator": "In"},
        ]}), [
            "spec.scopeSelector.matchExpressions.values: Required value: must be at least one value when "
            "`operator` is 'In' or 'NotIn' for scope selector",
        ]),
    ],
)  # fmt: skip
def test_a_quota_names_what_can_be_counted(given: Fields, says: list[str]) -> None:
    assert ruled(given) == says


@pytest.mark.parametrize(
    ("item", "says"),
    [
        ({"max": {"cpu": "1"}, "min": {"cpu": "100m"}, "default": {"cpu": "500m"}}, []),
        ({"type": "Node"}, ['type: Invalid value: "Node": must be a standard limit type or fully qualified']),
        ({"max": {"pods": "1"}}, [
            f'{field}[pods]: Invalid value: "pods": must be a standard resource for containers'
            for field in ("max", "default", "defaultRequest")
        ]),
        ({"max": {"cpu": "1"}, "min": {"cpu": "2"}}, [
            'min[cpu]: Invalid value: "2": min value 2 is greater than max value 1',
            'defaultRequest[cpu]: Invalid value: "1": min value 2 is greater than default request value 1',
            'default[cpu]: Invalid value: "2": min value 2 is greater than default value 1',
        ]),
        ({"type": "Pod", "default": {"cpu": "1"}}, [
            "default: Forbidden: may not be specified when `type` is 'Pod'",
        ]),
        ({"type": "PersistentVolumeClaim"}, [
            "limits: Required value: either minimum or maximum storage value is required, but neither was "
            "provided",
        ]),
        ({"maxLimitRequestRatio": {"cpu": "500m"}}, [
            'maxLimitRequestRatio[cpu]: Invalid value: "500m": ratio 500m is less than 1',
        ]),
    ],
)  # fmt: skip
def test_limits_do_not_contradict_each_other(item: Fields, says: list[str]) -> None:
    told = ruled(limits(**item))
    assert sorted(told) == sorted(f"spec.limits[0].{one}" for one in says)


def test_limits_of_a_type_are_said_once() -> None:
    twice = object_of("v1", "LimitRange", spec={"limits": [{"type": "Pod"}, {"type": "Pod"}]})
    assert ruled(twice) == ['spec.limits[1].type: Duplicate value: "Pod"']


RESERVED = "priority class names with 'system-' prefix are reserved for system use only. error:"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (object_of("scheduling.k8s.io/v1", "PriorityClass", value=1_000_000_001), [
            "value: Forbidden: maximum allowed value of a user defined priority is 1000000000",
        ]),
        (object_of("scheduling.k8s.io/v1", "PriorityClass", metadata={"name": "system-mine"}, value=1), [
            f"metadata.name: Forbidden: {RESERVED} system-mine is not a known system priority class",
        ]),
        (object_of("scheduling.k8s.io/v1", "PriorityClass", value=1, preemptionPolicy="Maybe"), [
            'preemptionPolicy: Unsupported value: "Maybe": supported values: "PreemptLowerPriority", "Never"',
        ]),
        (object_of("storage.k8s.io/v1", "StorageClass"), ["provisioner: Required value"]),
        (object_of("storage.k8s.io/v1", "StorageClass", provisioner="a", reclaimPolicy="Keep",
                   volumeBindingMode="Late"), [
            'reclaimPolicy: Unsupported value: "Keep": supported values: "Delete", "Retain"',
            'volumeBindingMode: Unsupported value: "Late": supported values: "Immediate", '
            '"WaitForFirstConsumer"',
        ]),
        (object_of("coordination.k8s.io/v1", "Lease", spec={"leaseDurationSeconds": 0,
                   "leaseTransitions": -1, "preferredHolder": "a"}), [
            "spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0",
            "spec.leaseTransitions: Invalid value: -1: must be greater than or equal to 0",
            "spec.preferredHolder: Forbidden: may only be specified if `strategy` is defined",
        ]),
    ],
)  # fmt: skip
def test_classes_and_leases(given: Fields, says: list[str]) -> None:
    assert ruled(given) == says


def test_a_runtime_class_names_its_handler_as_a_label() -> None:
    [told] = ruled(object_of("node.k8s.io/v1", "RuntimeClass", handler="A_b"))
    assert told.startswith('handler: Invalid value: "A_b": a lowercase RFC 1123 label must consist')


def changed(first: Fields, **fields: Any) -> list[str]:
    cluster = empty_cluster()
    assert not causes(applied(cluster, first))
    return causes(applied(cluster, {**first, **fields}))


def test_classes_do_not_change_what_they_promise() -> None:
    priority = object_of("scheduling.k8s.io/v1", "PriorityClass", value=1)
    assert changed(priority, value=2) == ["value: Forbidden: may not be changed in an update."]
    storage = object_of("storage.k8s.io/v1", "StorageClass", provisioner="a.b/c")
    told = ["provisioner: Forbidden: updates to provisioner are forbidden."]
    assert changed(storage, provisioner="a.b/d") == told
    runtime = object_of("node.k8s.io/v1", "RuntimeClass", handler="a")
    assert changed(runtime, handler="b") == ['handler: Invalid value: "b": field is immutable']
    assert edited(quota({"pods": 1}), scopes=["BestEffort"]) == [
        'spec.scopes: Invalid value: ["BestEffort"]: field is immutable'
    ]


def test_a_node_keeps_its_range_and_its_number_at_the_cloud() -> None:
    node = object_of("v1", "Node", spec={"podCIDR": "10.1.0.0/24", "providerID": "a"})
    assert edited(node, podCIDR="10.2.0.0/24") == [
        'spec.podCIDRs: Forbidden: node updates may not change podCIDR except from "" to valid'
    ]
    assert edited(node, providerID="b") == [
        'spec.providerID: Forbidden: node updates may not change providerID except from "" to valid'
    ]
    assert not edited(object_of("v1", "Node", spec={}), podCIDR="10.2.0.0/24", providerID="b")


def test_of_a_pod_as_a_whole_only_cpu_memory_and_large_pages_are_said() -> None:
    given = pod(resources={"limits": {"ephemeral-storage": "1Gi"}})
    told = 'Unsupported value: "ephemeral-storage": supported values: "cpu", "hugepages-", "memory"'
    assert ruled(given) == [f"spec.resources.limits[ephemeral-storage]: {told}"]
