"""The scale subresource: autoscaling/v1 Scale of what has replicas."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.apiserver.tables.shown import labels, selector
from k8sviz.sim.manifests.schema import Kind
from k8sviz.sim.objects.identity import ApiObject

_SCALED = ("Deployment.apps", "ReplicaSet.apps", "StatefulSet.apps", "ReplicationController")
_COPIED = ("name", "namespace", "uid", "resourceVersion", "creationTimestamp")
KIND = Kind("autoscaling", "v1", "Scale", "scales", True, "v1.Scale")


def has(kind: Kind) -> bool:
    """Whether a kind has the subresource."""
    return kind.name in _SCALED


def shown(obj: ApiObject) -> ApiObject:
    """The Scale of an object."""
    metadata = {key: obj["metadata"][key] for key in _COPIED if key in obj["metadata"]}
    spec, chosen = obj["spec"], obj["spec"].get("selector")
    wanted: dict[str, Any] = {"replicas": spec["replicas"]} if spec.get("replicas") else {}
    now: dict[str, Any] = {"replicas": (obj.get("status") or {}).get("replicas", 0)}
    if chosen:
        now["selector"] = labels(chosen) if obj["kind"] == "ReplicationController" else selector(chosen)
    return {
        "kind": "Scale", "apiVersion": "autoscaling/v1", "metadata": metadata, "spec": wanted, "status": now,
    }  # fmt: skip


def scaled(obj: ApiObject, scale: ApiObject) -> ApiObject:
    """The object with the replicas of a Scale."""
    replicas = (scale.get("spec") or {}).get("replicas", 0)
    version = (scale.get("metadata") or {}).get("resourceVersion")
    metadata = {**obj["metadata"], "resourceVersion": version} if version else obj["metadata"]
    return {**obj, "metadata": metadata, "spec": {**obj["spec"], "replicas": replicas}}
