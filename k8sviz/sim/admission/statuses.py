"""What a status is before anybody has said anything, and what Go writes of one that says little."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.manifests.schema import Kind, fields
from k8sviz.sim.manifests.validation import addresses
from k8sviz.sim.manifests.validation.faults import Faults
from k8sviz.sim.problems import FieldError

Fields = dict[str, Any]

FIRST: dict[str, Fields] = {  # what a new object's status is; Go writes the empty ones out
    "Service": {"loadBalancer": {}},
    "Namespace": {"phase": "Active"},
    "Deployment.apps": {},
    "ReplicaSet.apps": {"replicas": 0},
    "StatefulSet.apps": {"replicas": 0, "availableReplicas": 0},
    "DaemonSet.apps": {
        "currentNumberScheduled": 0, "desiredNumberScheduled": 0, "numberMisscheduled": 0, "numberReady": 0,
    },
    "ReplicationController": {"replicas": 0},
    "Job.batch": {},
    "CronJob.batch": {},
    "Ingress.networking.k8s.io": {"loadBalancer": {}},
    "HorizontalPodAutoscaler.autoscaling": {"currentMetrics": None, "desiredReplicas": 0},
    "PodDisruptionBudget.policy": {
        "currentHealthy": 0, "desiredHealthy": 0, "disruptionsAllowed": 0, "expectedPods": 0,
    },
    "PersistentVolumeClaim": {"phase": "Pending"},
    "PersistentVolume": {"phase": "Pending"},
    "ResourceQuota": {},
    "Node": {
        "daemonEndpoints": {"kubeletEndpoint": {"Port": 0}},
        "nodeInfo": dict.fromkeys(
            (
                "architecture", "bootID", "containerRuntimeVersion", "kernelVersion", "kubeProxyVersion",
                "kubeletVersion", "machineID", "operatingSystem", "osImage", "systemUUID",
            ),
            "",
        ),
    },
}  # fmt: skip
_CONDITION: Fields = {"type": "", "status": ""}
_WRITTEN: dict[str, Fields] = {  # fields of k8s.io/api that are written when they are empty, too
    "ContainerStatus": {"name": "", "ready": False, "restartCount": 0, "image": "", "imageID": ""},
    "ContainerStateTerminated": {"exitCode": 0},
    "NodeAddress": {"type": "", "address": ""},
    "HostIP": {"ip": ""},
    "PodIP": {"ip": ""},
    "PortStatus": {"port": 0, "protocol": ""},
    "IngressPortStatus": {"port": 0, "protocol": ""},
    "PodDisruptionBudgetStatus": {
        "currentHealthy": 0, "desiredHealthy": 0, "disruptionsAllowed": 0, "expectedPods": 0,
    },
}  # fmt: skip


def problems(kind: Kind, status: Fields) -> list[FieldError]:
    """Addresses that are none (core validation: ValidateLoadBalancerStatus)."""
    faults = Faults()
    if kind.name == "Service":
        for index, entry in enumerate(status.get("loadBalancer", {}).get("ingress") or ()):
            if entry.get("ip"):
                path = f"status.loadBalancer.ingress[{index}].ip"
                faults.each(path, entry["ip"], addresses.ip(entry["ip"]))
    return faults.found


def completed(kind: Kind, status: Fields) -> Fields:
    """The status that is stored for the one that was sent."""
    struct = fields(kind.type).get("status")
    if struct is None or struct.type[:1] != "#":
        return status
    written: Fields = _completed(struct.type, status)
    return {**FIRST.get(kind.name, {}), **written}


def _completed(type_: str, value: Any) -> Any:
    if type_[:1] == "#" and isinstance(value, dict):
        name, known = type_[1:].rpartition(".")[2], fields(type_[1:])
        empty = _CONDITION if name.endswith("Condition") else _WRITTEN.get(name, {})
        return {**empty, **{key: _completed(known[key].type, one) for key, one in value.items()}}
    if type_[:1] == "[" and isinstance(value, list):
        return [_completed(type_[1:], one) for one in value]
    return value
