"""Who decided what nobody wrote through the API: controllers, kubelets, the scheduler and the server itself.

What a write of theirs would be noted as follows from the object: a controller sends the objects that it makes
whole, and every status has one who reports it. What admission adds, and the node of a binding, is nobody's.
"""

from __future__ import annotations

from typing import Any

from k8sviz.sim.admission.managers import UPDATE, Manager, managed_part
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.manifests import fieldsets
from k8sviz.sim.manifests.fieldsets import FieldPath, FieldSet
from k8sviz.sim.manifests.schema import Field, Kind
from k8sviz.sim.objects.identity import ApiObject, key_of

_CONTROLLERS, _KUBELET, _SCHEDULER = "kube-controller-manager", "kubelet", "kube-scheduler"
_SERVER, _CLOUD = "kube-apiserver", "cloud-controller-manager"
_REPORTERS = {
    "Deployment.apps": _CONTROLLERS, "ReplicaSet.apps": _CONTROLLERS, "StatefulSet.apps": _CONTROLLERS,
    "DaemonSet.apps": _CONTROLLERS, "ReplicationController": _CONTROLLERS, "Job.batch": _CONTROLLERS,
    "CronJob.batch": _CONTROLLERS, "PodDisruptionBudget.policy": _CONTROLLERS,
    "HorizontalPodAutoscaler.autoscaling": _CONTROLLERS, "Pod": _KUBELET, "Node": _KUBELET, "Service": _CLOUD,
}  # fmt: skip
_BY_CONTROLLERS = (
    "endpointslice.kubernetes.io/managed-by", "endpoints.kubernetes.io/managed-by",
)  # fmt: skip
_OF_THE_SERVER = (("Namespace", "default"), ("Namespace", "kube-system"), ("Service", "kubernetes"))
_OF_THE_CONTROLLERS = (("ConfigMap", "kube-root-ca.crt"), ("ServiceAccount", "default"))
_STATUS: FieldPath = ("f:status",)
_REVISION: FieldPath = ("f:metadata", "f:annotations", "f:deployment.kubernetes.io/revision")
_MOUNT = '"mountPath":"/var/run/secrets/kubernetes.io/serviceaccount"'
# what admission and a binding write into a Pod
_ADMITTED = (
    "f:nodeName", "f:serviceAccount", "f:serviceAccountName", "f:priority", "f:preemptionPolicy",
    "f:tolerations",
)  # fmt: skip


def everyone(
    cluster: Cluster, kind: Kind, obj: ApiObject, noted: tuple[Manager, ...] = ()
) -> tuple[Manager, ...]:
    """Those who wrote through the API, and the others."""
    noted = cluster.managers.get(key_of(obj)) or noted
    maker, reporter = _maker(kind, obj), _REPORTERS.get(kind.name)
    status = obj.get("status") if reporter else None
    if not maker and not status:
        return noted
    fields = fieldsets.changed({"metadata": {}}, managed_part(obj), Field(f"#{kind.type}"))
    free = fields - frozenset(path for one in noted for path in one.fields)
    made = str(obj["metadata"].get("creationTimestamp", ""))
    found = list(noted)
    if maker:
        mine = frozenset(path for path in free if path[:1] != _STATUS and not _admitted(kind, path))
        found.append(Manager(maker, UPDATE, kind.api_version, "", mine, made))
    if reporter and status:
        found += _reports(kind, reporter, free, max(_times(status), default=made) or made)
    return tuple(one for one in found if one.fields)


def _maker(kind: Kind, obj: ApiObject) -> str:
    """Who made the object, if that was no client."""
    metadata = obj["metadata"]
    name = (kind.name, metadata.get("name", ""))
    if any(one.get("controller") for one in metadata.get("ownerReferences", ())):
        return _CONTROLLERS
    if name in _OF_THE_CONTROLLERS or any(label in metadata.get("labels", {}) for label in _BY_CONTROLLERS):
        return _CONTROLLERS
    if kind.name == "Node":
        return _KUBELET
    return _SERVER if name in _OF_THE_SERVER else ""


def _admitted(kind: Kind, path: FieldPath) -> bool:
    """Whether admission gave the field, so that it is nobody's."""
    if kind.name != "Pod" or path[:1] != ("f:spec",):
        return False
    inner = path[1:]
    token = inner[:1] == ("f:volumes",) and (len(inner) == 1 or '"name":"kube-api-access-' in inner[1])
    mounted = "f:volumeMounts" in inner and (
        inner[-1] == "f:volumeMounts" or any(_MOUNT in one for one in inner)
    )
    return inner[:1] in [(one,) for one in _ADMITTED] or token or mounted


def _reports(kind: Kind, reporter: str, free: FieldSet, when: str) -> list[Manager]:
    fields = frozenset(path for path in free if path[:1] == _STATUS)
    if kind.name == "Deployment.apps":
        fields |= free & {_REVISION}
    if kind.name != "Pod":
        return [Manager(reporter, UPDATE, kind.api_version, "status", fields, when)]
    # the server writes the first status itself, and a binding its condition
    scheduled = frozenset(path for path in fields if any("PodScheduled" in one for one in path))
    running = any(path[1:2] == ("f:podIP",) or path[1:2] == ("f:startTime",) for path in fields)
    if not running:
        return [Manager(_SCHEDULER, UPDATE, kind.api_version, "status", scheduled, when)]
    rest = (
        path for path in fields - scheduled if path[1:2] != ("f:qosClass",) and path[1:] != ("f:conditions",)
    )
    return [Manager(reporter, UPDATE, kind.api_version, "status", frozenset(rest), when)]


def _times(status: Any) -> list[str]:
    """When the status says that something happened."""
    if isinstance(status, dict):
        return [
            time
            for key, value in status.items()
            for time in (
                [value] if key.endswith(("Time", "At")) and isinstance(value, str) else _times(value)
            )
        ]
    return [time for one in status for time in _times(one)] if isinstance(status, list) else []
