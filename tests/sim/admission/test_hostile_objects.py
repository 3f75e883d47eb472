"""Whatever stands in a manifest, apply answers with values."""

import copy
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from k8sviz.sim import admission
from k8sviz.sim.admission import printing
from k8sviz.sim.chance import Chance
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.manifests.check import diagnose
from k8sviz.sim.settings import Settings

SERVICE: dict[str, Any] = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {"name": "web", "labels": {"a": "b"}, "annotations": {}},
    "spec": {
        "type": "LoadBalancer", "selector": {"a": "b"}, "clusterIP": "10.96.0.9", "clusterIPs": ["10.96.0.9"],
        "ports": [{"name": "p", "port": 80, "targetPort": "http", "nodePort": 30080}],
        "externalIPs": ["1.2.3.4"],
        "sessionAffinity": "ClientIP", "sessionAffinityConfig": {"clientIP": {"timeoutSeconds": 5}},
        "loadBalancerSourceRanges": ["10.0.0.0/8"], "ipFamilies": ["IPv4"], "externalTrafficPolicy": "Local",
    },
}  # fmt: skip
DEPLOYMENT: dict[str, Any] = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "web"},
    "spec": {
        "replicas": 2,
        "selector": {"matchLabels": {"a": "b"}, "matchExpressions": [{"key": "a", "operator": "Exists"}]},
        "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "10%"}},
        "template": {"metadata": {"labels": {"a": "b"}}, "spec": {
            "containers": [{
                "name": "c", "image": "x", "ports": [{"containerPort": 80, "name": "http"}],
                "env": [{"name": "A", "value": "1"}], "resources": {"limits": {"cpu": "1"}},
                "readinessProbe": {"httpGet": {"port": "http"}},
                "volumeMounts": [{"name": "v", "mountPath": "/v"}],
            }],
            "volumes": [{"name": "v", "configMap": {"name": "c"}}],
        }},
    },
}  # fmt: skip
SLICE: dict[str, Any] = {
    "apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "metadata": {"name": "s"},
    "addressType": "IPv4",
    "endpoints": [{"addresses": ["10.0.0.1"], "conditions": {"ready": True}, "nodeName": "n"}],
    "ports": [{"name": "a", "port": 80}],
}  # fmt: skip
ODD: st.SearchStrategy[Any] = st.sampled_from(
    [
        None,
        True,
        0,
        -1,
        1.5,
        10**30,
        "",
        "x",
        "None",
        " ",
        "é",
        [],
        [None],
        [[]],
        ["x"],
        {},
        {"": None},
        {"a": 1},
        {"x": {}},
    ]
)


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(deeper for key, item in inner for deeper in paths(item, (*path, key)))]


def replaced(value: Any, path: tuple[Any, ...], odd: Any) -> Any:
    value = copy.deepcopy(value)
    here = value
    for key in path[:-1]:
        here = here[key]
    here[path[-1]] = odd
    return value


CASES = st.sampled_from([SERVICE, DEPLOYMENT, SLICE]).flatmap(
    lambda obj: st.builds(replaced, st.just(obj), st.sampled_from(paths(obj)[1:]), ODD)
)


@given(CASES, CASES)
@settings(max_examples=60, deadline=None)
def test_any_odd_value_anywhere_is_answered(first: Any, second: Any) -> None:
    cluster = Cluster(Settings(), Chance(1))
    cluster.put({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default"}})
    for good in (SERVICE, DEPLOYMENT, SLICE):
        assert not admission.apply(cluster, json.dumps(good)).refused
    for odd in (first, second):
        text = json.dumps(odd)
        diagnose(text)
        outcome = admission.apply(cluster, text)
        assert printing.stdout(outcome) or printing.stderr(outcome)


def pod_of(containers: list[dict[str, Any]]) -> str:
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": containers}}
    return json.dumps(pod)


def applied(text: str) -> str:
    cluster = Cluster(Settings(), Chance(1))
    for name in ("Namespace", "ServiceAccount"):
        place = {} if name == "Namespace" else {"namespace": "default"}
        cluster.put({"apiVersion": "v1", "kind": name, "metadata": {"name": "default", **place}})
    outcome = admission.apply(cluster, text)
    return printing.stdout(outcome) + printing.stderr(outcome)


def test_a_pod_of_thousands_of_containers_is_refused() -> None:
    many = [{"name": f"c{number}", "image": "x"} for number in range(4_000)]
    assert "spec.containers: Too many: 4000: must have at most 200 items" in applied(pod_of(many))


def test_each_of_thousands_of_ports_is_looked_at_once() -> None:
    ports = [{"containerPort": number + 1, "name": f"p-{number}"} for number in range(5_000)]
    assert "pod/p created" in applied(pod_of([{"name": "c", "image": "x", "ports": ports}]))


def test_ports_that_are_all_alike_are_remarked_about_only_so_often() -> None:
    ports = [{"containerPort": 80}] * 1_000
    told = applied(pod_of([{"name": "c", "image": "x", "ports": ports}]))
    assert 1_000 < told.count("duplicate port definition") < 60_000
