"""What is refused of the objects that are no Pods, to the letter of the server's sources."""

from __future__ import annotations

from typing import Any

import pytest
from ruling import Fields, edited, object_of, pod, ruled

from k8sviz.sim.manifests import quantity

NETWORKING = "networking.k8s.io/v1"
SEGMENTS = "must be a strict subset of `cidr`"
LABEL = (
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', "
    "and must start and "
    "end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is "
    "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
)
SUBDOMAIN = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must "
    "start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
    "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
)


def policy(**block: Any) -> Fields:
    rule = {"from": [{"ipBlock": block}]}
    return object_of(NETWORKING, "NetworkPolicy", spec={"podSelector": {}, "ingress": [rule]})


@pytest.mark.parametrize(
    ("block", "says"),
    [
        ({"cidr": "10.0.0.0/8", "except": ["10.1.0.0/16"]}, []),
        ({"cidr": ""}, [".cidr: Required value"]),
        (
            {"cidr": "10.0.0.0/8", "except": ["10.0.0.0/8"]},
            [f'.except[0]: Invalid value: "10.0.0.0/8": {SEGMENTS}'],
        ),
        (
            {"cidr": "10.0.0.0/8", "except": ["11.0.0.0/16"]},
            [f'.except[0]: Invalid value: "11.0.0.0/16": {SEGMENTS}'],
        ),
        (
            {"cidr": "10.0.0.0/8", "except": ["fd00::/64"]},
            [f'.except[0]: Invalid value: "fd00::/64": {SEGMENTS}'],
        ),
    ],
)
def test_blocks_of_addresses(block: Fields, says: list[str]) -> None:
    assert ruled(policy(**block)) == [f"spec.ingress[0].from[0].ipBlock{one}" for one in says]


def ingress(path: Fields | None = None, annotations: Fields | None = None, **spec: Any) -> Fields:
    backend = {"service": {"name": "web", "port": {"number": 80}}}
    http = {"paths": [{"path": "/", "pathType": "Prefix", "backend": backend, **(path or {})}]}
    obj = object_of(NETWORKING, "Ingress", spec={"rules": [{"http": http}], **spec})
    obj["metadata"]["annotations"] = annotations or {}
    return obj


HTTP = "spec.rules[0].http.paths[0]"


@pytest.mark.parametrize(
    ("obj", "says"),
    [
        (ingress({"path": "a//b"}), [
            f'{HTTP}.path: Invalid value: "a//b": must be an absolute path',
            f'{HTTP}.path: Invalid value: "a//b": must not contain \'//\'',
        ]),
        (ingress({"path": "/a/.."}), [f'{HTTP}.path: Invalid value: "/a/..": cannot end with \'/..\'']),
        (ingress({"path": "", "pathType": "Exact"}), [f'{HTTP}.path: Invalid value: "": '
            f'must be an absolute path']),
        (ingress({"path": "", "pathType": "ImplementationSpecific"}), []),
        (ingress({"path": "a", "pathType": "ImplementationSpecific"}), [
            f'{HTTP}.path: Invalid value: "a": must be an absolute path',
        ]),
        (ingress({"backend": {"resource": {"apiGroup": "a.b", "kind": "x/y", "name": ""}}}), [
            f'{HTTP}.backend.resource.kind: Invalid value: "x/y": may not contain \'/\'',
            f"{HTTP}.backend.resource.name: Required value: name is required",
        ]),
        (ingress({"backend": {}}), [f'{HTTP}.backend: Invalid value: "": resource or '
            f'service backend is required']),
        (ingress(tls=[{"hosts": ["a.b"], "secretName": "No"}]), [
            f'spec.tls[0].secretName: Invalid value: "No": {SUBDOMAIN}',
        ]),
        (ingress(rules=[{"host": "10.0.0.1"}]), [
            'spec.rules[0].host: Invalid value: "10.0.0.1": must be a DNS name, not an IP address',
        ]),
        (ingress(annotations={"kubernetes.io/ingress.class": "a"}, ingressClassName="b"), [
            'annotations.kubernetes.io/ingress.class: Invalid value: "a": '
            "must match `ingressClassName` when both are specified",
        ]),
        (ingress(annotations={"kubernetes.io/ingress.class": "a"}, ingressClassName="a"), []),
    ],
)  # fmt: skip
def test_ingresses(obj: Fields, says: list[str]) -> None:
    assert ruled(obj) == says


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        ({"controller": "acme.io/foo"}, []),
        ({"controller": "acme"}, [
            'spec.controller: Invalid value: "acme": must be a domain-prefixed path (such as "acme.io/foo")',
        ]),
        ({}, ["spec.controller: Required value"]),
        ({"controller": "acme.io/a b"}, [
            'spec.controller: Invalid value: "a b": Invalid path (regex used for validation is '
            "'[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+')",
        ]),
        ({"controller": "acme.io/a", "parameters": {"kind": "K", "name": ""}}, [
            "spec.parameters.name: Required value: name is required",
        ]),
    ],
)  # fmt: skip
def test_ingress_classes(spec: Fields, says: list[str]) -> None:
    assert ruled(object_of(NETWORKING, "IngressClass", spec=spec)) == says


def scaler(*metrics: Fields, **spec: Any) -> Fields:
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
    full = {"scaleTargetRef": target, "maxReplicas": 3, **({"metrics": metrics} if metrics else {}), **spec}
    return object_of("autoscaling/v2", "HorizontalPodAutoscaler", spec=full)


def cpu(**target: Any) -> Fields:
    return {"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization", **target}}}


def step(**fields: Any) -> Fields:
    return {"scaleUp": {"policies": [{"type": "Pods", "value": 1, "periodSeconds": 15, **fields}]}}


METRICS = '"ContainerResource", "External", "Object", "Pods", "Resource"'
POLICY = "spec.behavior.scaleUp.policies[0]"
M0 = "spec.metrics[0]"


@pytest.mark.parametrize(
    ("obj", "says"),
    [
        (scaler(cpu(averageUtilization=50)), []),
        (scaler(maxReplicas=0, minReplicas=0), [
            "spec.minReplicas: Invalid value: 0: must be greater than or equal to 1",
            "spec.maxReplicas: Invalid value: 0: must be greater than 0",
            "spec.metrics: Forbidden: must specify at least one Object or External metric "
            "to support scaling to "
            "zero replicas",
        ]),
        (scaler(scaleTargetRef={"kind": "a/b", "name": "%"}), [
            "spec.scaleTargetRef.kind: Invalid value: \"a/b\": may not contain '/'",
            "spec.scaleTargetRef.name: Invalid value: \"%\": may not contain '%'",
        ]),
        (scaler({"type": "Gauge"}), [
            f'{M0}.type: Unsupported value: "Gauge": supported values: {METRICS}',
            f'{M0}.type: Unsupported value: "Gauge": supported values: {METRICS}',
        ]),
        (scaler({"type": "Pods"}), [
            f"{M0}.pods: Required value: must populate information for the given metric source",
        ]),
        (scaler(cpu()), [
            f"{M0}.resource.target.averageUtilization: Required value: "
            "must set either a target raw value or a target utilization",
        ]),
        (scaler(cpu(averageUtilization=50, averageValue="1")), [
            f"{M0}.resource.target.averageValue: Forbidden: "
            "may not set both a target raw value and a target utilization",
        ]),
        (scaler(cpu(averageUtilization=0)), [
            f"{M0}.resource.target.averageUtilization: Invalid value: 0: must be greater than 0",
        ]),
        (scaler({**cpu(averageUtilization=5), "type": "Pods"}), [
            f"{M0}.pods: Required value: must populate information for the given metric source",
        ]),
        (scaler({"type": "Pods", "pods": {
            "metric": {"name": "a/b"}, "target": {"type": "Is", "value": "-1"}}}), [
            f"{M0}.pods.metric.name: Invalid value: \"a/b\": may not contain '/'",
            f'{M0}.pods.target.type: Invalid value: "Is": must be either Utilization, Value, or AverageValue',
            f'{M0}.pods.target.value: Invalid value: "-1": must be positive',
            f"{M0}.pods.target.averageValue: Required value: must specify a positive target averageValue",
        ]),
        (scaler({"type": "External", "external": {"metric": {"name": "q"}, "target": {
            "type": "Value", "value": "1", "averageValue": "2"}}}), [
            f"{M0}.external.target.value: Forbidden: "
            "may not set both a target value for metric and a per-pod target",
        ]),
        (scaler({"type": "ContainerResource", "containerResource": {"name": "cpu", "container": "",
            "target": {"type": "Utilization", "averageUtilization": 5}}}), [
            f"{M0}.containerResource.container: Required value: must specify a container",
        ]),
        (scaler(behavior=step(type="Steps")), [
            f'{POLICY}.type: Unsupported value: "Steps": supported values: "Percent", "Pods"',
        ]),
        (scaler(behavior=step(value=0)), [f"{POLICY}.value: Invalid value: 0: must be greater than zero"]),
        (scaler(behavior=step(periodSeconds=1801)), [
            f"{POLICY}.periodSeconds: Invalid value: 1801: must be less than or equal to 1800",
        ]),
        (scaler(behavior={"scaleDown": {"stabilizationWindowSeconds": 3601, "selectPolicy": "Most"}}), [
            "spec.behavior.scaleDown.stabilizationWindowSeconds: Invalid value: 3601: "
            "must be less than or equal to 3600",
            'spec.behavior.scaleDown.selectPolicy: Unsupported value: "Most": '
            'supported values: "Disabled", "Max", "Min"',
        ]),
    ],
)  # fmt: skip
def test_autoscalers(obj: Fields, says: list[str]) -> None:
    assert ruled(obj) == says


def job(**spec: Any) -> Fields:
    return object_of(
        "batch/v1", "Job", spec={"template": {"spec": pod(restartPolicy="Never")["spec"]}, **spec}
    )


def failing(**rule: Any) -> Fields:
    return job(podFailurePolicy={"rules": [rule]})


def enough(**rule: Any) -> Fields:
    return job(completionMode="Indexed", completions=5, successPolicy={"rules": [rule]})


F0, S0 = "spec.podFailurePolicy.rules[0]", "spec.successPolicy.rules[0]"
ACTIONS = '"Count" "FailIndex" "FailJob" "Ignore"'
IN = {"operator": "In", "values": [1]}


@pytest.mark.parametrize(
    ("obj", "says"),
    [
        (failing(action="FailJob", onExitCodes=IN), []),
        (failing(onExitCodes=IN), [f"{F0}.action: Required value: valid values: [{ACTIONS}]"]),
        (failing(action="Panic", onExitCodes=IN), [
            f'{F0}.action: Unsupported value: "Panic": supported values: {ACTIONS.replace(" ", ", ")}',
        ]),
        (failing(action="FailIndex", onExitCodes=IN), [
            f'{F0}.action: Invalid value: "FailIndex": requires the backoffLimitPerIndex to be set',
        ]),
        (failing(action="Ignore"), [
            f"{F0}: Invalid value: specifying one of OnExitCodes and OnPodConditions is required",
        ]),
        (failing(action="Count", onExitCodes={"operator": "In", "values": [3, 0, 3]}), [
            f"{F0}.onExitCodes.values[1]: Invalid value: 0: must not be 0 for the In operator",
            f"{F0}.onExitCodes.values[2]: Duplicate value: 3",
            f"{F0}.onExitCodes.values: Invalid value: [3,0,3]: must be ordered",
        ]),
        (failing(action="Count", onExitCodes={**IN, "containerName": "x"}), [
            f'{F0}.onExitCodes.containerName: Invalid value: "x": '
            "must be one of the container or initContainer names in the pod template",
        ]),
        (failing(action="Count", onPodConditions=[{"type": "A", "status": "Maybe"}]), [
            f'{F0}.onPodConditions[0].status: Unsupported value: "Maybe": '
            'supported values: "False", "True", "Unknown"',
        ]),
        (enough(succeededIndexes="0,2-4", succeededCount=2), []),
        (enough(), [f"{S0}: Required value: at least one of succeededCount or "
            f"succeededIndexes must be specified"]),
        (enough(succeededIndexes="5"), [
            f'{S0}.succeededIndexes: Invalid value: "5": error parsing succeededIndexes: '
            f'too large index: "5"',
        ]),
        (enough(succeededIndexes="2-1"), [
            f'{S0}.succeededIndexes: Invalid value: "2-1": error parsing succeededIndexes: '
            "non-increasing order, previous: 2, current: 1",
        ]),
        (enough(succeededIndexes="a"), [
            f'{S0}.succeededIndexes: Invalid value: "a": error parsing succeededIndexes: '
            'cannot convert string to integer for index: "a"',
        ]),
        (enough(succeededIndexes="1-2-3"), [
            f'{S0}.succeededIndexes: Invalid value: "1-2-3": error parsing '
            f'succeededIndexes: the fragment "1-2-3" '
            "violates the requirement that an index interval can have at most two parts separated by '-'",
        ]),
        (enough(succeededCount=6), [
            f"{S0}.succeededCount: Invalid value: 6: "
            "must be less than or equal to 5 (the number of specified completions)",
        ]),
        (enough(succeededCount=3, succeededIndexes="0-1"), [
            f"{S0}.succeededCount: Invalid value: 3: "
            "must be less than or equal to 2 (the number of indexes in the specified succeededIndexes field)",
        ]),
        (job(podReplacementPolicy="Now"), [
            'spec.podReplacementPolicy: Unsupported value: "Now": supported values: '
            '"Failed", "TerminatingOrFailed"',
        ]),
        (job(completionMode="Indexed", parallelism=1), [
            "spec.completions: Required value: when completion mode is Indexed",
        ]),
        (job(parallelism=-1, backoffLimit=-2), [
            "spec.parallelism: Invalid value: -1: must be greater than or equal to 0",
            "spec.backoffLimit: Invalid value: -2: must be greater than or equal to 0",
        ]),
    ],
)  # fmt: skip
def test_jobs(obj: Fields, says: list[str]) -> None:
    assert ruled(obj) == says


def cron(inner: Fields | None = None, **spec: Any) -> Fields:
    template = {"spec": {**job()["spec"], **(inner or {})}}
    return object_of("batch/v1", "CronJob", spec={"schedule": "* * * * *", "jobTemplate": template, **spec})


@pytest.mark.parametrize(
    ("obj", "says"),
    [
        (cron(timeZone="Europe/Vienna"), []),
        (cron(timeZone="Moon/Base"), ['spec.timeZone: Invalid value: "Moon/Base": unknown '
            'time zone Moon/Base']),
        (cron(timeZone="../UTC"), ['spec.timeZone: Invalid value: "../UTC": unknown time zone ../UTC']),
        (cron(timeZone=""), ['spec.timeZone: Invalid value: "": timeZone must be nil or non-empty string']),
        (cron(timeZone="Local"), [
            'spec.timeZone: Invalid value: "Local": timeZone must be an explicit time zone as defined in '
            "https://www.iana.org/time-zones",
        ]),
        (cron(schedule="TZ=UTC * * * * *"), [
            'spec.schedule: Invalid value: "TZ=UTC * * * * *": '
            "cannot use TZ or CRON_TZ in schedule, use timeZone field instead",
        ]),
        (cron(schedule="TZ=UTC * * * *"), [
            'spec.schedule: Invalid value: "TZ=UTC * * * *": expected exactly 5 fields, found 4: [* * * *]',
            'spec.schedule: Invalid value: "TZ=UTC * * * *": '
            "cannot use TZ or CRON_TZ in schedule, use timeZone field instead",
        ]),
        (cron(concurrencyPolicy="Queue", failedJobsHistoryLimit=-1, startingDeadlineSeconds=-1), [
            "spec.startingDeadlineSeconds: Invalid value: -1: must be greater than or equal to 0",
            'spec.concurrencyPolicy: Unsupported value: "Queue": supported values: '
            '"Allow", "Forbid", "Replace"',
            "spec.failedJobsHistoryLimit: Invalid value: -1: must be greater than or equal to 0",
        ]),
        (cron({"selector": {"matchLabels": {"a": "b"}}, "manualSelector": True}), [
            'spec.jobTemplate.spec.selector: Invalid value: {"matchLabels":{"a":"b"}}: '
            "`selector` will be auto-generated",
            'spec.jobTemplate.spec.manualSelector: Unsupported value: true: supported values: "nil", "false"',
        ]),
    ],
)  # fmt: skip
def test_cron_jobs(obj: Fields, says: list[str]) -> None:
    assert ruled(obj) == says


RBAC = "rbac.authorization.k8s.io"
READ = {"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}


@pytest.mark.parametrize(
    ("kind", "rule", "says"),
    [
        ("Role", READ, []),
        ("Role", {"verbs": []}, [
            "rules[0].verbs: Required value: verbs must contain at least one value",
            "rules[0].apiGroups: Required value: resource rules must supply at least one api group",
            "rules[0].resources: Required value: resource rules must supply at least one resource",
        ]),
        ("Role", {"verbs": ["get"], "nonResourceURLs": ["/x"]}, [
            'rules[0].nonResourceURLs: Invalid value: ["/x"]: namespaced rules cannot '
            'apply to non-resource URLs',
        ]),
        ("ClusterRole", {**READ, "nonResourceURLs": ["/x"]}, [
            'rules[0].nonResourceURLs: Invalid value: ["/x"]: '
            "rules cannot apply to both regular resources and non-resource URLs",
        ]),
        ("ClusterRole", {**READ, "resources": ["a", "b"], "resourceNames": ["x"]}, []),
    ],
)  # fmt: skip
def test_roles(kind: str, rule: Fields, says: list[str]) -> None:
    assert ruled(object_of(f"{RBAC}/v1", kind, rules=[rule])) == says


def binding(what: str = "RoleBinding", ref: Fields | None = None, **subject: Any) -> Fields:
    role = {"apiGroup": RBAC, "kind": "ClusterRole", "name": "view", **(ref or {})}
    return object_of(f"{RBAC}/v1", what, roleRef=role, subjects=[subject])


USER: Fields = {"kind": "User", "name": "jane", "apiGroup": RBAC}


@pytest.mark.parametrize(
    ("obj", "says"),
    [
        (binding(**USER), []),
        (binding(ref={"kind": "Rule", "name": ""}, **USER), [
            'roleRef.kind: Unsupported value: "Rule": supported values: "Role", "ClusterRole"',
            "roleRef.name: Required value",
        ]),
        (binding("ClusterRoleBinding", {"kind": "Role"}, **USER), [
            'roleRef.kind: Unsupported value: "Role": supported values: "ClusterRole"',
        ]),
        (binding("ClusterRoleBinding", kind="ServiceAccount", name="Sa"), [
            f'subjects[0].name: Invalid value: "Sa": {SUBDOMAIN}',
            "subjects[0].namespace: Required value",
        ]),
        (binding(**{**USER, "kind": "Robot"}), [
            'subjects[0].kind: Unsupported value: "Robot": supported values: '
            '"ServiceAccount", "User", "Group"',
        ]),
        (binding(**{**USER, "name": "", "apiGroup": "x"}), [
            "subjects[0].name: Required value",
            'subjects[0].name: Invalid value: "": user name cannot be empty',
            f'subjects[0].apiGroup: Unsupported value: "x": supported values: "{RBAC}"',
        ]),
    ],
)  # fmt: skip
def test_bindings(obj: Fields, says: list[str]) -> None:
    assert ruled(obj) == says


def test_a_budget_has_one_limit() -> None:
    spec = {"minAvailable": 1, "maxUnavailable": "50%", "selector": {"matchLabels": {"a": "b"}}}
    assert ruled(object_of("policy/v1", "PodDisruptionBudget", spec=spec)) == [
        'spec: Invalid value: {"MinAvailable":1,"Selector":{"matchLabels":{"a":"b"}},"MaxUnavailable":"50%",'
        '"UnhealthyPodEvictionPolicy":null}: minAvailable and maxUnavailable cannot be both set'
    ]


def slice_of(address_type: str, *addresses: str, **port: Any) -> Fields:
    ports = [{"name": "a", "protocol": "TCP", "port": 80, **port}]
    endpoints = [{"addresses": list(addresses)}]
    version = "discovery.k8s.io/v1"
    return object_of(version, "EndpointSlice", addressType=address_type, endpoints=endpoints, ports=ports)


E0 = "endpoints[0].addresses"


@pytest.mark.parametrize(
    ("obj", "says"),
    [
        (slice_of("IPv4", "10.0.0.1"), []),
        (slice_of("FQDN", "example.com"), []),
        (slice_of("FQDN", "example"), [
            f'{E0}[0]: Invalid value: "example": should be a domain with at least two '
            f'segments separated by dots',
        ]),
        (slice_of("IPv4"), [f"{E0}: Required value: must contain at least 1 address"]),
        (slice_of("IPv4", "10.0.0.1", appProtocol="a b"), [
            "ports[0].appProtocol: Invalid value: \"a b\": name part must consist of "
            "alphanumeric characters, '-', "
            "'_' or '.', and must start and end with an alphanumeric character (e.g. "
            "'MyName',  or 'my.name',  or "
            "'123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
        ]),
        (slice_of("IPv4", "10.0.0.1", protocol="ICMP"), [
            'ports[0].protocol: Unsupported value: "ICMP": supported values: "SCTP", "TCP", "UDP"',
        ]),
        (slice_of("IPv4", "10.0.0.1", name="A"), [f'ports[0].name: Invalid value: "A": {LABEL}']),
    ],
)  # fmt: skip
def test_slices(obj: Fields, says: list[str]) -> None:
    assert ruled(obj) == says


TAINT = {"key": "a", "effect": "NoSchedule"}


@pytest.mark.parametrize(
    ("taints", "says"),
    [
        ([TAINT, {**TAINT, "effect": "NoExecute"}], []),
        ([TAINT, TAINT], [
            'metadata.taints[1]: Duplicate value: '
            '{"Key":"a","Value":"","Effect":"NoSchedule","TimeAdded":null}: '
            "taints must be unique by key and effect pair",
        ]),
        ([{**TAINT, "effect": ""}], ["metadata.taints[0].effect: Required value"]),
        ([{**TAINT, "effect": "Never"}], [
            'metadata.taints[0].effect: Unsupported value: "Never": '
            'supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"',
        ]),
    ],
)  # fmt: skip
def test_taints(taints: list[Fields], says: list[str]) -> None:
    assert ruled(object_of("v1", "Node", spec={"taints": taints})) == says


def test_a_job_keeps_its_template_and_completions() -> None:
    assert edited(job(), completions=4) == ["spec.completions: Invalid value: 4: field is immutable"]
    assert edited(job(), parallelism=4) == []


@pytest.mark.parametrize("text", ["1e999999999", "-1e-999999999", "9" * 100_000, "9" * 100_000 + "x"])
def test_a_quantity_beyond_all_measure_is_refused_at_once(text: str) -> None:
    assert quantity.problem(text)
