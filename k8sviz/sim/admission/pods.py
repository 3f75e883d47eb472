"""What admission plugins add to a Pod: its service account with token volume, priority, tolerations."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.admission import classes, limits
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.objects.identity import ApiObject, Key

_MOUNT = "/var/run/secrets/kubernetes.io/serviceaccount"
_TOLERATED = ("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable")
_TOLERATION_SECONDS = 300
_TOKEN_SECONDS = 3607

Fields = dict[str, Any]


def admitted(cluster: Cluster, pod: ApiObject) -> ApiObject:
    """The Pod after LimitRanger, ServiceAccount, Priority, DefaultTolerationSeconds and RuntimeClass."""
    pod = limits.filled(cluster, pod)
    spec: Fields = {
        "serviceAccount": "default", "serviceAccountName": "default",
        **classes.priority_of(cluster, pod["spec"]),
        **pod["spec"],
    }  # fmt: skip
    spec = classes.with_runtime(cluster, spec)
    spec["tolerations"] = _tolerations(spec.get("tolerations", []))
    if spec.get("automountServiceAccountToken", True) and spec.get("containers"):
        spec = _with_token(spec, f"kube-api-access-{cluster.chance.suffix()}")
    return {**pod, "spec": spec, "status": {"phase": "Pending", "qosClass": qos_class(spec)}}


def without_account(cluster: Cluster, pod: ApiObject) -> str:
    """Why a Pod whose service account is not there is forbidden; every namespace has `default`."""
    name = pod["spec"].get("serviceAccountName", "default")
    namespace = pod["metadata"].get("namespace", "")
    if name == "default" or cluster.get(Key("ServiceAccount", namespace, name)):
        return ""
    return f'error looking up service account {namespace}/{name}: serviceaccount "{name}" not found'


def qos_class(spec: Fields) -> str:
    """BestEffort, Burstable or Guaranteed (concepts/workloads/pods/pod-qos)."""
    resources = [container.get("resources", {}) for container in spec.get("containers", ())]
    if not any(one.get("limits") or one.get("requests") for one in resources):
        return "BestEffort"
    full = all(
        one.get("limits", {}).keys() >= {"cpu", "memory"}
        and one.get("requests", one["limits"]) == one["limits"]
        for one in resources
    )
    return "Guaranteed" if full else "Burstable"


def _tolerations(present: list[Fields]) -> list[Fields]:
    tolerated = {one.get("key") for one in present if one.get("effect") in (None, "NoExecute")}
    added = [
        {"effect": "NoExecute", "key": key, "operator": "Exists", "tolerationSeconds": _TOLERATION_SECONDS}
        for key in _TOLERATED
        if key not in tolerated and None not in tolerated
    ]
    return present + added


def _with_token(spec: Fields, name: str) -> Fields:
    mount = {"mountPath": _MOUNT, "name": name, "readOnly": True}
    result = {**spec, "volumes": [*spec.get("volumes", ()), _token_volume(name)]}
    for kind in ("containers", "initContainers"):
        if kind in spec:
            result[kind] = [_mounted(container, mount) for container in spec[kind]]
    return result


def _mounted(container: Fields, mount: Fields) -> Fields:
    mounts = container.get("volumeMounts", [])
    if any(one.get("mountPath") == _MOUNT for one in mounts):
        return container
    return {**container, "volumeMounts": [*mounts, mount]}


def _token_volume(name: str) -> Fields:
    field = {"fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.namespace"}, "path": "namespace"}
    sources = [
        {"serviceAccountToken": {"expirationSeconds": _TOKEN_SECONDS, "path": "token"}},
        {"configMap": {"items": [{"key": "ca.crt", "path": "ca.crt"}], "name": "kube-root-ca.crt"}},
        {"downwardAPI": {"items": [field]}},
    ]
    return {"name": name, "projected": {"defaultMode": 0o644, "sources": sources}}
