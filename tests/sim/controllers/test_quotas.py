"""What a namespace may have: ResourceQuotas, LimitRanges, priority and runtime classes."""

from __future__ import annotations

from typing import Any

import pytest
from apicalls import PODS, SERVICES, Api, service
from worlds import Scenario, deployment

from k8sviz.sim.objects.identity import ApiObject

QUOTAS, LIMITS = ("/api/v1/namespaces/default/" + plural for plural in ("resourcequotas", "limitranges"))
PRIORITIES = "/apis/scheduling.k8s.io/v1/priorityclasses"
RUNTIMES = "/apis/node.k8s.io/v1/runtimeclasses"
QUOTA = """\
apiVersion: v1
kind: ResourceQuota
metadata: {name: small}
spec: {hard: {pods: "%d"}}
"""


def pod(name: str = "p", resources: dict[str, Any] | None = None, **spec: Any) -> dict[str, Any]:
    container = {"name": "c", "image": "httpd", "resources": resources or {}}
    body = {"metadata": {"name": name}, "spec": {"containers": [container], **spec}}
    return {"apiVersion": "v1", "kind": "Pod", **body}


def api_with(path: str, kind: str, **fields: Any) -> Api:
    api = Api()
    body = {"kind": kind, "metadata": {"name": "it"}, **fields}
    assert api.send("POST", path, body).code == 201
    return api


def with_quota(**hard: str) -> Api:
    hard = {name.replace("_", "."): much for name, much in hard.items()}
    return api_with(QUOTAS, "ResourceQuota", spec={"hard": hard})


def with_limits(**item: Any) -> Api:
    return api_with(LIMITS, "LimitRange", spec={"limits": [{"type": "Container", **item}]})


def said(api: Api, path: str, body: dict[str, Any]) -> str:
    answer = api.send("POST", path, body)
    assert answer.code == 403, answer.body
    assert answer.body["details"]["kind"] == path.rpartition("/")[2]
    message: str = answer.body["message"]
    return message.partition(" is forbidden: ")[2]


def test_what_is_more_than_a_quota_allows_is_forbidden() -> None:
    api = with_quota(pods="2")
    for name in ("client", "other"):
        assert api.send("POST", PODS, pod(name)).code == 201
    told = "exceeded quota: it, requested: pods=1, used: pods=2, limited: pods=2"
    assert said(api, PODS, pod("third")) == told


def test_the_status_tells_what_has_been_used() -> None:
    api = with_quota(pods="2", requests_memory="1Gi", services_nodeports="3")
    api.send("POST", PODS, pod(resources={"requests": {"memory": "512Mi"}}))
    api.send("POST", SERVICES, service(type="NodePort"))
    status = api.read(f"{QUOTAS}/it").body["status"]
    assert status["used"] == {"pods": "1", "requests.memory": "512Mi", "services.nodeports": "1"}
    assert status["hard"] == {"pods": "2", "requests.memory": "1Gi", "services.nodeports": "3"}
    api.send("DELETE", f"{PODS}/p?gracePeriodSeconds=0")
    api.wait(5_000)
    assert api.read(f"{QUOTAS}/it").body["status"]["used"]["services.nodeports"] == "1"


def test_what_is_counted_must_be_said_by_every_container() -> None:
    api = with_quota(limits_cpu="1", requests_memory="1Gi")
    told = "failed quota: it: must specify limits.cpu for: c; requests.memory for: c"
    assert said(api, PODS, pod()) == told


def test_sums_of_memory_and_cpu_are_bounded() -> None:
    api = with_quota(requests_cpu="1", requests_memory="1Gi")
    assert api.send("POST", PODS, pod("a", {"requests": {"cpu": "600m", "memory": "1Gi"}})).code == 201
    told = (
        "exceeded quota: it, requested: requests.cpu=500m,requests.memory=1Mi, "
        "used: requests.cpu=600m,requests.memory=1Gi, limited: requests.cpu=1,requests.memory=1Gi"
    )
    assert said(api, PODS, pod("b", {"requests": {"cpu": "500m", "memory": "1Mi"}})) == told


def test_objects_of_every_kind_can_be_counted() -> None:
    api = with_quota(services="1")  # kubernetes is there already
    told = "exceeded quota: it, requested: services=1, used: services=1, limited: services=1"
    assert said(api, SERVICES, service()) == told


def test_a_scope_picks_the_pods() -> None:
    spec = {"hard": {"pods": "0"}, "scopes": ["NotBestEffort"]}
    api = api_with(QUOTAS, "ResourceQuota", spec=spec)
    assert api.send("POST", PODS, pod("best")).code == 201
    assert said(api, PODS, pod("other", {"requests": {"cpu": "1m"}})).startswith("exceeded quota: it")


def test_a_dry_run_is_measured_and_counts_for_nothing() -> None:
    api = with_quota(pods="1")
    for _ in range(2):
        assert api.send("POST", PODS, pod(), dryRun="All").code == 201


def test_a_replica_set_makes_as_many_pods_as_fit_and_says_why_no_more() -> None:
    room = Scenario(nodes=3).apply(QUOTA % 3).apply(deployment(4)).wait()  # a client is there already
    assert len([seen for seen in room.pods if seen.name.startswith("httpd-")]) == 2
    [event] = [one for one in room.all("Event") if one["reason"] == "FailedCreate"][:1]
    assert event["message"].startswith('Error creating: pods "httpd-')
    assert "exceeded quota: small, requested: pods=1, used: pods=3, limited: pods=3" in event["message"]
    room.apply(QUOTA % 9).wait()
    assert len([seen for seen in room.pods if seen.name.startswith("httpd-")]) == 4


def stored(api: Api, body: dict[str, Any]) -> ApiObject:
    answer = api.send("POST", PODS, body)
    assert answer.code == 201, answer.body
    return dict(answer.body)


def test_a_container_that_asks_for_nothing_gets_the_defaults_of_its_namespace() -> None:
    api = with_limits(default={"cpu": "500m"}, defaultRequest={"cpu": "100m", "memory": "64Mi"})
    made = stored(api, pod())
    resources = {"limits": {"cpu": "500m"}, "requests": {"cpu": "100m", "memory": "64Mi"}}
    assert made["spec"]["containers"][0]["resources"] == resources
    told = "LimitRanger plugin set: cpu, memory request for container c; cpu limit for container c"
    assert made["metadata"]["annotations"]["kubernetes.io/limit-ranger"] == told
    assert made["status"]["qosClass"] == "Burstable"


@pytest.mark.parametrize(
    ("item", "resources", "told"),
    [
        (
            {"max": {"memory": "1Gi"}}, {"limits": {"memory": "2Gi"}},
            "maximum memory usage per Container is 1Gi, but limit is 2Gi",
        ),
        (
            {"min": {"cpu": "100m"}}, {"requests": {"cpu": "50m"}},
            "minimum cpu usage per Container is 100m, but request is 50m",
        ),
        (
            {"type": "Pod", "max": {"cpu": "1"}}, {},
            "maximum cpu usage per Pod is 1.  No limit is specified",
        ),
        (
            {"maxLimitRequestRatio": {"cpu": "2"}}, {"requests": {"cpu": "1"}, "limits": {"cpu": "3"}},
            "cpu max limit to request ratio per Container is 2, but provided ratio is 3.000000",
        ),
        (
            {"type": "Pod", "max": {"cpu": "1", "memory": "1Mi"}}, {"limits": {"cpu": "2", "memory": "2Mi"}},
            "[maximum cpu usage per Pod is 1, but limit is 2, "
            "maximum memory usage per Pod is 1Mi, but limit is 2Mi]",
        ),
    ],
)  # fmt: skip
def test_what_breaks_the_limits_is_forbidden(
    item: dict[str, Any], resources: dict[str, Any], told: str
) -> None:
    assert said(with_limits(**item), PODS, pod(resources=resources)) == told


def test_a_pod_has_the_priority_of_its_class() -> None:
    api = api_with(PRIORITIES, "PriorityClass", value=7, preemptionPolicy="Never")
    spec = stored(api, pod(priorityClassName="it"))["spec"]
    assert (spec["priority"], spec["preemptionPolicy"]) == (7, "Never")
    system = stored(api, pod("q", priorityClassName="system-node-critical"))["spec"]
    assert system["priority"] == 2_000_001_000


def test_pods_without_a_class_get_the_default_one_and_there_is_one_of_it() -> None:
    api = api_with(PRIORITIES, "PriorityClass", value=7, globalDefault=True)
    spec = stored(api, pod())["spec"]
    assert (spec["priorityClassName"], spec["priority"]) == ("it", 7)
    second = {"kind": "PriorityClass", "metadata": {"name": "b"}, "value": 1, "globalDefault": True}
    told = "PriorityClass it is already marked as default. Only one default can exist"
    assert said(api, PRIORITIES, second) == told


NOT_IN_SPEC = "must not be provided in pod spec; priority admission controller computed"


@pytest.mark.parametrize(
    ("spec", "told"),
    [
        ({"priorityClassName": "no"}, "no PriorityClass with name no was found"),
        (
            {"priority": 5},
            f"the integer value of priority (5) {NOT_IN_SPEC} 0 from the given PriorityClass name",
        ),
        (
            {"preemptionPolicy": "Never"},
            f"the string value of PreemptionPolicy (Never) {NOT_IN_SPEC} PreemptLowerPriority from the given "
            "PriorityClass name",
        ),
        ({"runtimeClassName": "no"}, 'pod rejected: RuntimeClass "no" not found'),
        (
            {"overhead": {"cpu": "1m"}},
            "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead",
        ),
    ],
)
def test_classes_that_are_not_there_are_forbidden(spec: dict[str, Any], told: str) -> None:
    assert said(Api(), PODS, pod(**spec)) == told


def test_a_runtime_class_adds_what_running_it_takes() -> None:
    scheduling = {"nodeSelector": {"a": "b"}, "tolerations": [{"key": "k", "operator": "Exists"}]}
    overhead = {"podFixed": {"cpu": "10m"}}
    api = api_with(RUNTIMES, "RuntimeClass", handler="h", overhead=overhead, scheduling=scheduling)
    spec = stored(api, pod(runtimeClassName="it"))["spec"]
    assert spec["overhead"] == {"cpu": "10m"}
    assert spec["nodeSelector"] == {"a": "b"}
    assert {"key": "k", "operator": "Exists"} in spec["tolerations"]
