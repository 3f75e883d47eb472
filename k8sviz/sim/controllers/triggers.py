"""Since when an endpoints object should have changed: endpointslice/trigger_time_tracker.go."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.cluster import Cluster
from k8sviz.sim.objects.identity import ApiObject

ANNOTATION = "endpoints.kubernetes.io/last-change-trigger-time"


def trigger_time(cluster: Cluster, service: ApiObject, pods: list[ApiObject]) -> str:
    """The earliest change since the last time this was asked; "" if there was none."""
    uid, made = service["metadata"]["uid"], service["metadata"]["creationTimestamp"]
    known = cluster.triggers.get(uid)
    now = {obj["metadata"]["name"]: at for obj in pods if (at := _ready_since(obj))}
    cluster.triggers[uid] = now
    if known is None:
        return str(made)
    return min((at for name, at in now.items() if at > known.get(name, "")), default="")


def forget(cluster: Cluster, uid: str) -> None:
    """The Service is gone."""
    cluster.triggers.pop(uid, None)


def stamped(metadata: dict[str, Any], at: str) -> dict[str, Any]:
    """The metadata of an object that is written now."""
    annotations = {
        key: value for key, value in (metadata.get("annotations") or {}).items() if key != ANNOTATION
    }
    if at:
        annotations[ANNOTATION] = at
    rest = {key: value for key, value in metadata.items() if key != "annotations"}
    return rest | ({"annotations": annotations} if annotations else {})


def _ready_since(obj: ApiObject) -> str:
    for entry in (obj.get("status") or {}).get("conditions") or ():
        if entry["type"] == "Ready":
            return str(entry.get("lastTransitionTime") or "")
    return ""
