"""Faulty Pods in the API server's words (pkg/apis/core/validation/validation.go)."""

from typing import Any

import pytest
from ruling import edited, pod, ruled

LABEL = (
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters "
    "or '-', and must start and "
    "end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is "
    "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
)
IP = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"
MODE = "must be a number between 0 and 0777 (octal), both inclusive"
C = "spec.containers[0]"
GET = {"path": "/", "port": 80}
VOLUME = {"name": "v", "emptyDir": {}}
NODE_TERMS = "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms"
POD_TERMS = "spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution"

CONTAINERS: list[tuple[dict[str, Any], list[str]]] = [
    ({"name": "a.b"}, [f'{C}.name: Invalid value: "a.b": must not contain dots']),
    ({"name": "a_b"}, [f'{C}.name: Invalid value: "a_b": {LABEL}']),
    ({"name": ""}, [f"{C}.name: Required value"]),
    ({"image": " i"}, [f'{C}.image: Invalid value: " i": must not have leading or trailing whitespace']),
    (
        {"terminationMessagePolicy": "Log"},
        [
            f'{C}.terminationMessagePolicy: Unsupported value: "Log": supported values: "File", '
            '"FallbackToLogsOnError"'
        ],
    ),
    ({"ports": [{"containerPort": 0}]}, [f"{C}.ports[0].containerPort: Required value"]),
    (
        {"ports": [{"containerPort": 80, "protocol": "HTTP"}]},
        [f'{C}.ports[0].protocol: Unsupported value: "HTTP": supported values: "SCTP", "TCP", "UDP"'],
    ),
    (
        {"ports": [{"containerPort": 80, "name": "a-name-of-16-cha"}]},
        [f'{C}.ports[0].name: Invalid value: "a-name-of-16-cha": must be no more than 15 characters'],
    ),
    (
        {"ports": [{"containerPort": 80, "hostPort": 80}, {"containerPort": 81, "hostPort": 80}]},
        [f'{C}.ports[1].hostPort: Duplicate value: "TCP//80"'],
    ),
    ({"env": [{"value": "1"}]}, [f"{C}.env[0].name: Required value"]),
    (
        {"env": [{"name": "a=b"}]},
        [
            f'{C}.env[0].name: Invalid value: "a=b": a valid environment variable name must consist only of '
            "printable ASCII characters other than '='"
        ],
    ),
    (
        {"env": [{"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "spec.foo"}}}]},
        [
            f'{C}.env[0].valueFrom.fieldRef.fieldPath: Invalid value: "spec.foo": error '
            f"converting fieldPath: "
            "field label not supported: spec.foo"
        ],
    ),
    (
        {"env": [{"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "metadata.labels"}}}]},
        [
            f'{C}.env[0].valueFrom.fieldRef.fieldPath: Unsupported value: "metadata.labels": '
            f"supported values: "
            '"metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", '
            '"spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"'
        ],
    ),
    ({"env": [{"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "metadata.labels['a']"}}}]}, []),
    (
        {"env": [{"name": "A", "valueFrom": {"resourceFieldRef": {"resource": "limits.gpu"}}}]},
        [
            f'{C}.env[0].valueFrom.resourceFieldRef.resource: Unsupported value: "limits.gpu": supported '
            'values: "limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", '
            '"requests.ephemeral-storage", "requests.memory"'
        ],
    ),
    (
        {"env": [{"name": "A", "value": "1", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}}}]},
        [f'{C}.env[0].valueFrom: Invalid value: "": may not be specified when `value` is not empty'],
    ),
    (
        {"env": [{"name": "A", "valueFrom": {"configMapKeyRef": {"name": "m"}}}]},
        [f"{C}.env[0].valueFrom.configMapKeyRef.key: Required value"],
    ),
    ({"envFrom": [{"configMapRef": {}}]}, [f"{C}.envFrom[0].configMapRef.name: Required value"]),
    (
        {"envFrom": [{"prefix": "A"}]},
        [f'{C}.envFrom: Invalid value: "": must specify one of: `configMapRef` or `secretRef`'],
    ),
    (
        {"volumeMounts": [{"name": "v", "mountPath": "/v"}]},
        [f'{C}.volumeMounts[0].name: Not found: "v"'],
    ),
    (
        {"volumeMounts": [{"mountPath": ""}]},
        [
            f"{C}.volumeMounts[0].name: Required value",
            f'{C}.volumeMounts[0].name: Not found: ""',
            f"{C}.volumeMounts[0].mountPath: Required value",
        ],
    ),
    ({"livenessProbe": {}}, [f"{C}.livenessProbe: Required value: must specify a handler type"]),
    (
        {"livenessProbe": {"httpGet": GET, "tcpSocket": {"port": 80}}},
        [f"{C}.livenessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type"],
    ),
    (
        {"livenessProbe": {"httpGet": GET, "successThreshold": 2}},
        [f"{C}.livenessProbe.successThreshold: Invalid value: 2: must be 1"],
    ),
    (
        {"readinessProbe": {"httpGet": GET, "periodSeconds": -1}},
        [f"{C}.readinessProbe.periodSeconds: Invalid value: -1: must be greater than or equal to 0"],
    ),
    (
        {"readinessProbe": {"httpGet": {**GET, "scheme": "http"}}},
        [f'{C}.readinessProbe.httpGet.scheme: Unsupported value: "http": supported values: "HTTP", "HTTPS"'],
    ),
    (
        {"startupProbe": {"exec": {}}},
        [f"{C}.startupProbe.exec.command: Required value"],
    ),
    (
        {"readinessProbe": {"tcpSocket": {"port": "a_b"}}},
        [
            f'{C}.readinessProbe.tcpSocket.port: Invalid value: "a_b": must contain only alpha-numeric '
            "characters (a-z, 0-9), and hyphens (-)"
        ],
    ),
    (
        {"readinessProbe": {"tcpSocket": {"port": 80}, "terminationGracePeriodSeconds": 5}},
        [
            f"{C}.readinessProbe.terminationGracePeriodSeconds: Invalid value: 5: must not be set for "
            "readinessProbes"
        ],
    ),
    (
        {"lifecycle": {"preStop": {"sleep": {"seconds": 31}}}},
        [
            f"{C}.lifecycle.preStop.sleep: Invalid value: 31: must be non-negative and less than "
            "terminationGracePeriodSeconds (30)"
        ],
    ),
    (
        {"lifecycle": {"postStart": {}}},
        [f"{C}.lifecycle.postStart: Required value: must specify a handler type"],
    ),
    (
        {"resources": {"requests": {"memory": "2Gi"}, "limits": {"memory": "1Gi"}}},
        [f'{C}.resources.requests: Invalid value: "2Gi": must be less than or equal to memory limit of 1Gi'],
    ),
    (
        {"resources": {"limits": {"cpu": "-1"}}},
        [
            f'{C}.resources.limits[cpu]: Invalid value: "-1": must be greater than or equal to 0',
            f'{C}.resources.requests[cpu]: Invalid value: "-1": must be greater than or equal to 0',
        ],
    ),
    (
        {"resources": {"requests": {"gpu": "1"}}},
        [
            f'{C}.resources.requests[gpu]: Invalid value: "gpu": must be a standard resource type or fully '
            "qualified",
            f'{C}.resources.requests[gpu]: Invalid value: "gpu": must be a standard resource for containers',
        ],
    ),
    (
        {"resources": {"requests": {"nvidia.com/gpu": "1"}}},
        [f"{C}.resources.limits: Required value: Limit must be set for non overcommitable resources"],
    ),
    (
        {"resources": {"requests": {"nvidia.com/gpu": "1"}, "limits": {"nvidia.com/gpu": "2"}}},
        [f'{C}.resources.requests: Invalid value: "1": must be equal to nvidia.com/gpu limit of 2'],
    ),
    (
        {"securityContext": {"runAsUser": -1}},
        [f"{C}.securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive"],
    ),
    (
        {"securityContext": {"privileged": True, "allowPrivilegeEscalation": False}},
        [
            f'{C}.securityContext: Invalid value: {{"Capabilities":null,"Privileged":true,'
            '"SELinuxOptions":null,"WindowsOptions":null,"RunAsUser":null,"RunAsGroup":null,'
            '"RunAsNonRoot":null,"ReadOnlyRootFilesystem":null,"AllowPrivilegeEscalation":false,'
            '"ProcMount":null,"SeccompProfile":null,"AppArmorProfile":null}: cannot set '
            "`allowPrivilegeEscalation` to false and `privileged` to true"
        ],
    ),
    (
        {"securityContext": {"seccompProfile": {"type": "Localhost"}}},
        [
            f"{C}.securityContext.seccompProfile.localhostProfile: Required value: must be set when seccomp "
            "type is Localhost"
        ],
    ),
    (
        {"imagePullPolicy": "always"},
        [
            f'{C}.imagePullPolicy: Unsupported value: "always": supported values: "Always", "IfNotPresent", '
            '"Never"'
        ],
    ),
]


@pytest.mark.parametrize(("container", "told"), CONTAINERS)
def test_a_faulty_container_is_refused(container: dict[str, Any], told: list[str]) -> None:
    assert ruled(pod(container)) == told


PODS: list[tuple[dict[str, Any], list[str]]] = [
    ({"containers": []}, ["spec.containers: Required value"]),
    (
        {"initContainers": [{"name": "c", "image": "i"}]},
        ['spec.initContainers[0].name: Duplicate value: "c"'],
    ),
    (
        {"initContainers": [{"name": "d", "image": "i", "readinessProbe": {"httpGet": GET}}]},
        [
            "spec.initContainers[0].readinessProbe: Forbidden: may not be set for init containers without "
            "restartPolicy=Always"
        ],
    ),
    (
        {"initContainers": [{"name": "d", "image": "i", "restartPolicy": "Sometimes"}]},
        [
            'spec.initContainers[0].restartPolicy: Unsupported value: "Sometimes": supported values: '
            '"Always", "Never", "OnFailure"'
        ],
    ),
    (
        {"ephemeralContainers": [{"name": "e", "image": "i"}]},
        ["spec.ephemeralContainers: Forbidden: cannot be set on create"],
    ),
    ({"volumes": [VOLUME, VOLUME]}, ['spec.volumes[1].name: Duplicate value: "v"']),
    ({"volumes": [{"name": "v_1"}]}, [f'spec.volumes[0].name: Invalid value: "v_1": {LABEL}']),
    ({"volumes": [{"name": "v", "configMap": {}}]}, ["spec.volumes[0].configMap.name: Required value"]),
    (
        {"volumes": [{**VOLUME, "hostPath": {"path": "/a"}}]},
        ["spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type"],
    ),
    (
        {"volumes": [{"name": "v", "hostPath": {"path": "/a/../b", "type": "Dir"}}]},
        [
            'spec.volumes[0].hostPath.path: Invalid value: "/a/../b": must not contain \'..\'',
            'spec.volumes[0].hostPath.type: Unsupported value: "Dir": supported values: "", "BlockDevice", '
            '"CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"',
        ],
    ),
    (
        {"volumes": [{"name": "v", "nfs": {"server": "s", "path": "p"}}]},
        ['spec.volumes[0].nfs.path: Invalid value: "p": must be an absolute path'],
    ),
    (
        {"volumes": [{"name": "v", "secret": {"secretName": "s", "defaultMode": 1000}}]},
        [f"spec.volumes[0].secret.defaultMode: Invalid value: 1000: {MODE}"],
    ),
    (
        {"volumes": [{"name": "v", "configMap": {"name": "m", "items": [{"key": "k", "path": "../p"}]}}]},
        ["spec.volumes[0].configMap.items[0].path: Invalid value: \"../p\": must not contain '..'"],
    ),
    (
        {"volumes": [{"name": "v", "persistentVolumeClaim": {}}]},
        ["spec.volumes[0].persistentVolumeClaim.claimName: Required value"],
    ),
    (
        {"restartPolicy": "always"},
        ['spec.restartPolicy: Unsupported value: "always": supported values: "Always", "OnFailure", "Never"'],
    ),
    (
        {"dnsPolicy": "None"},
        ["spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None"],
    ),
    (
        {"dnsConfig": {"nameservers": ["1.2.3"]}},
        [f'spec.dnsConfig.nameservers[0]: Invalid value: "1.2.3": {IP}'],
    ),
    (
        {"dnsConfig": {"nameservers": ["1.2.3.4"] * 4}},
        [
            'spec.dnsConfig.nameservers: Invalid value: ["1.2.3.4","1.2.3.4","1.2.3.4","1.2.3.4"]: must not '
            "have more than 3 nameservers"
        ],
    ),
    (
        {"hostAliases": [{"ip": "010.0.0.1", "hostnames": ["a"]}]},
        ['spec.hostAliases[0].ip: Invalid value: "010.0.0.1": must not have leading 0s'],
    ),
    ({"hostname": "a.b"}, ['spec.hostname: Invalid value: "a.b": must not contain dots']),
    (
        {"activeDeadlineSeconds": 0},
        ["spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive"],
    ),
    (
        {"tolerations": [{"operator": "Equal", "value": "x"}]},
        [
            'spec.tolerations[0].operator: Invalid value: "Equal": operator must be Exists when `key` is '
            'empty, which means "match all values and all keys"'
        ],
    ),
    (
        {"tolerations": [{"key": "a", "operator": "Exists", "value": "x"}]},
        [
            'spec.tolerations[0].operator: Invalid value: "x": '
            "value must be empty when `operator` is 'Exists'"
        ],
    ),
    (
        {"tolerations": [{"key": "a", "effect": "NoRun"}]},
        [
            'spec.tolerations[0].effect: Unsupported value: "NoRun": supported values: "NoSchedule", '
            '"PreferNoSchedule", "NoExecute"'
        ],
    ),
    (
        {"tolerations": [{"key": "a", "effect": "NoSchedule", "tolerationSeconds": 1}]},
        [
            'spec.tolerations[0].effect: Invalid value: "NoSchedule": effect must be \'NoExecute\' when '
            "`tolerationSeconds` is set"
        ],
    ),
    (
        {"affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {}}}},
        [f"{NODE_TERMS}: Required value: must have at least one node selector term"],
    ),
    (
        {
            "affinity": {
                "nodeAffinity": {
                    "requiredDuringSchedulingIgnoredDuringExecution": {
                        "nodeSelectorTerms": [{"matchExpressions": [{"key": "a", "operator": "Is"}]}]
                    }
                }
            }
        },
        [
            f'{NODE_TERMS}[0].matchExpressions[0].operator: Invalid value: "Is": not a valid '
            f'selector operator'
        ],
    ),
    (
        {
            "affinity": {
                "podAntiAffinity": {
                    "requiredDuringSchedulingIgnoredDuringExecution": [{"labelSelector": {}}]
                }
            }
        },
        [
            f"{POD_TERMS}[0].topologyKey: Required value: can not be empty",
            f'{POD_TERMS}[0].topologyKey: Invalid value: "": name part must be non-empty',
            f'{POD_TERMS}[0].topologyKey: Invalid value: "": name part must consist of alphanumeric '
            "characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. "
            "'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
            "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
        ],
    ),
    (
        {"topologySpreadConstraints": [{"maxSkew": 0, "topologyKey": "z", "whenUnsatisfiable": "Never"}]},
        [
            "spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero",
            'spec.topologySpreadConstraints[0].whenUnsatisfiable: Unsupported value: "Never": supported '
            'values: "DoNotSchedule", "ScheduleAnyway"',
        ],
    ),
    (
        {"hostNetwork": True, "containers": [
            {"name": "c", "image": "i", "ports": [{"containerPort": 80, "hostPort": 81}]}
        ]},
        [
            f"{C}.ports[0].hostPort: Invalid value: 81: must match `containerPort` when `hostNetwork` is true"
        ],
    ),
    (
        {"schedulingGates": [{"name": "a/b"}, {"name": "a/b"}]},
        ['spec.schedulingGates[1]: Duplicate value: "a/b"'],
    ),
    ({"os": {"name": "beos"}}, ['spec.os: Unsupported value: "beos": supported values: "linux", "windows"']),
    (
        {"securityContext": {"fsGroup": -5}},
        ["spec.securityContext.fsGroup: Invalid value: -5: must be between 0 and 2147483647, inclusive"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("spec", "told"), PODS)
def test_a_faulty_pod_is_refused(spec: dict[str, Any], told: list[str]) -> None:
    assert ruled(pod(**spec)) == told


SAYS = (
    "spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,"
    "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` "
    "(only additions to existing "
    "tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if "
    "it was previously negative)\n"
)


def test_a_pods_image_and_deadline_may_change() -> None:
    changed = [{"name": "c", "image": "j"}]
    assert edited(pod(), containers=changed, activeDeadlineSeconds=60) == []


def test_what_else_changes_is_shown_as_a_difference() -> None:
    before = {"env": [{"name": "A", "value": "1"}]}
    after = [{"name": "c", "image": "i", "env": [{"name": "A", "value": "2"}]}]
    assert edited(pod(before), containers=after) == [
        SAYS + '@@ -101,7 +101,7 @@\n    "Env": [\n     {\n      "Name": "A",\n-     "Value": "1",\n'
        '+     "Value": "2",\n      "ValueFrom": null\n     }\n    ],\n'
    ]


def test_the_host_is_part_of_the_security_context() -> None:
    [told] = edited(pod(), hostNetwork=True)
    assert '-  "HostNetwork": false,\n+  "HostNetwork": true,\n' in told


def test_containers_are_neither_added_nor_removed() -> None:
    more = [{"name": "c", "image": "i"}, {"name": "d", "image": "i"}]
    assert edited(pod(), containers=more) == [
        "spec.containers: Forbidden: pod updates may not add or remove containers"
    ]


def test_a_deadline_does_not_move_away() -> None:
    assert edited(pod(activeDeadlineSeconds=60), activeDeadlineSeconds=90) == [
        "spec.activeDeadlineSeconds: Invalid value: 90: must be less than or equal to previous value"
    ]
