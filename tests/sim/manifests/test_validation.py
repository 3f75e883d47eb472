"""Rules that no recorded manifest breaks."""

from typing import Any

import pytest

from k8sviz.sim.manifests import quantity, schema
from k8sviz.sim.manifests.decode import Decoder
from k8sviz.sim.manifests.defaults import defaulted
from k8sviz.sim.manifests.pod_defaults import pull_policy
from k8sviz.sim.manifests.validation import table


def faults(api_version: str, kind: str, spec: dict[str, Any]) -> list[str]:
    known = schema.find(api_version, kind)
    assert known
    obj = Decoder(known.type).decode({"kind": kind, "metadata": {"name": "x"}, "spec": spec})
    return [f"{fault.path}: {fault.message}" for fault in table.check(known, defaulted(known, obj))]


def workload(kind: str, selector: Any, **more: Any) -> list[str]:
    pod = {"containers": [{"name": "c", "image": "i", "volumeMounts": [{"name": "data", "mountPath": "/d"}]}]}
    template = {"metadata": {"labels": {"a": "b"}}, "spec": pod}
    return faults("apps/v1", kind, {"selector": selector, "template": template, **more})


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        (
            {"ports": [{"name": "a", "port": 80}, {"name": "b", "port": 80}]},
            'spec.ports[1]: Duplicate value: {"Name":"","Protocol":"TCP","AppProtocol":null,"Port":80,'
            '"TargetPort":0,"NodePort":0}',
        ),
        (
            {
                "type": "NodePort",
                "ports": [{"name": n, "port": p, "nodePort": 30000} for n, p in (("a", 1), ("b", 2))],
            },
            "spec.ports[1].nodePort: Duplicate value: 30000",
        ),
        (
            {"type": "ExternalName", "externalName": "a.b", "clusterIPs": ["10.96.0.9"]},
            "spec.clusterIPs: Forbidden: may not be set for ExternalName services",
        ),
        (
            {"ports": [{"port": 80}], "type": "NodePort", "externalTrafficPolicy": "Near"},
            'spec.externalTrafficPolicy: Unsupported value: "Near": supported values: "Cluster", "Local"',
        ),
        (
            {"ports": [{"port": 80}], "externalIPs": ["169.254.1.1"]},
            'spec.externalIPs[0]: Invalid value: "169.254.1.1": '
            "may not be in the link-local range (169.254.0.0/16, fe80::/10)",
        ),
        (
            {"ports": [{"port": 80}], "allocateLoadBalancerNodePorts": True},
            "spec.allocateLoadBalancerNodePorts: Forbidden: may only be used when `type` is 'LoadBalancer'",
        ),
    ],
)
def test_a_service_is_refused(spec: dict[str, Any], message: str) -> None:
    assert faults("v1", "Service", spec) == [message]


@pytest.mark.parametrize(
    "spec",
    [
        {"ports": [{"name": "t", "port": 53}, {"name": "u", "port": 53, "protocol": "UDP"}]},
        {"type": "ExternalName", "externalName": "example.com."},
        {"clusterIP": "None"},
        {"type": "LoadBalancer", "ports": [{"port": 80}], "loadBalancerSourceRanges": [" 10.0.0.0/8 "]},
        {"ports": [{"port": 80, "appProtocol": "kubernetes.io/h2c", "targetPort": "http"}]},
    ],
)
def test_a_service_is_accepted(spec: dict[str, Any]) -> None:
    assert faults("v1", "Service", spec) == []


def test_an_empty_selector_is_told_by_the_workloads_name() -> None:
    told = "spec.selector: Invalid value: {}: empty selector is invalid for"
    mount = 'spec.template.spec.containers[0].volumeMounts[0].name: Not found: "data"'
    assert workload("Deployment", {}) == [f"{told} deployment", mount]
    assert workload("DaemonSet", {}) == [f"{told} daemonset", mount]


def test_the_claims_of_a_stateful_set_are_volumes() -> None:
    claim = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
    claims = [{"metadata": {"name": "data"}, "spec": claim}]
    assert workload("StatefulSet", {"matchLabels": {"a": "b"}}, volumeClaimTemplates=claims) == []


@pytest.mark.parametrize(
    ("image", "policy"),
    [
        ("httpd", "Always"), ("httpd:latest", "Always"), ("registry:5000/httpd", "Always"),
        ("httpd:2.4", "IfNotPresent"), ("httpd@sha256:00", "IfNotPresent"), (" httpd", "IfNotPresent"),
    ],
)  # fmt: skip
def test_the_pull_policy_follows_the_tag(image: str, policy: str) -> None:
    assert pull_policy(image) == policy


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("0.5", "500m"),
        ("1000m", "1"),
        ("1024Mi", "1Gi"),
        ("1500Mi", "1500Mi"),
        ("0", "0"),
        ("2", "2"),
        ("1000", "1k"),
    ],
)
def test_quantities_are_written_in_canonical_form(text: str, written: str) -> None:
    assert quantity.canonical(text) == written
