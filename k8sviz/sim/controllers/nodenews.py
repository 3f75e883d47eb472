"""What kubelets tell of their Pods' containers (pkg/kubelet/events)."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.cluster import Cluster
from k8sviz.sim.controllers import events
from k8sviz.sim.objects import pod
from k8sviz.sim.objects.identity import ApiObject

_SIZES = {"httpd": 58_746_123, "nginx": 72_223_946, "busybox": 2_156_518}  # bytes, of no consequence
_SIZE = 31_457_280


def tell(cluster: Cluster, obj: ApiObject, step: str, done: ApiObject) -> None:
    """After a kubelet has taken a step with a Pod. The recorded reference's kubelets say nothing."""
    if cluster.settings.stand_in:
        return
    news = _NEWS.get(step)
    by = events.Recorder("kubelet", obj["spec"].get("nodeName", ""))
    for container in obj["spec"]["containers"] if news else ():
        for warning, reason, message in news(cluster, done, container) if news else ():
            record = events.warn if warning else events.normal
            record(cluster, by, obj, reason, message, f"spec.containers{{{container['name']}}}")


News = list[tuple[bool, str, str]]


def _pulled(cluster: Cluster, _obj: ApiObject, container: dict[str, Any]) -> News:
    image, took = container["image"], cluster.settings.timings.image_pull / 1000
    pulling = (False, "Pulling", f'Pulling image "{image}"')
    if pod.image_missing(image):
        why = "pull access denied, repository does not exist or may require authorization"
        return [
            pulling,
            (True, "Failed", f'Failed to pull image "{image}": {why}'),
            (True, "Failed", "Error: ErrImagePull"),
        ]
    size = _SIZES.get(image.partition(":")[0], _SIZE)
    took_text = f"{took:g}s ({took:g}s including waiting)"
    told = f'Successfully pulled image "{image}" in {took_text}. Image size: {size} bytes.'
    return [pulling, (False, "Pulled", told)]


def _backs_off(_cluster: Cluster, _obj: ApiObject, container: dict[str, Any]) -> News:
    if not pod.image_missing(container["image"]):
        return []
    told = f'Back-off pulling image "{container["image"]}"'
    return [(False, "BackOff", told), (True, "Failed", "Error: ImagePullBackOff")]


def _started(_cluster: Cluster, obj: ApiObject, container: dict[str, Any]) -> News:
    if not _running(obj, container):
        return []
    return [(False, "Created", "Container created"), (False, "Started", "Container started")]


def _restarted(cluster: Cluster, obj: ApiObject, container: dict[str, Any]) -> News:
    if container.get("imagePullPolicy") == "Always":
        return _pulled(cluster, obj, container) + _started(cluster, obj, container)
    here = f'Container image "{container["image"]}" already present on machine and can be accessed by the pod'
    return [(False, "Pulled", here), *_started(cluster, obj, container)]


def _running(obj: ApiObject, container: dict[str, Any]) -> bool:
    statuses = obj["status"].get("containerStatuses") or ()
    return any(entry["name"] == container["name"] and "running" in entry["state"] for entry in statuses)


def _unready(cluster: Cluster, obj: ApiObject, container: dict[str, Any]) -> News:
    return _unhealthy(obj, container, "readinessProbe", "Readiness")


def _failed_alive(cluster: Cluster, obj: ApiObject, container: dict[str, Any]) -> News:
    told = _unhealthy(obj, container, "livenessProbe", "Liveness")
    killing = f"Container {container['name']} failed liveness probe, will be restarted"
    return [*told, (False, "Killing", killing)] if told else []


def _unhealthy(obj: ApiObject, container: dict[str, Any], probe: str, word: str) -> News:
    asked = container.get(probe)
    if not asked:
        return []
    address = obj["status"].get("podIP", "")
    http, port = asked.get("httpGet"), (asked.get("httpGet") or asked.get("tcpSocket") or {}).get("port", "")
    refused = f"dial tcp {address}:{port}: connect: connection refused"
    why = f'Get "http://{address}:{port}{http.get("path", "/")}": {refused}' if http else refused
    return [(True, "Unhealthy", f"{word} probe failed: {why}")]


def _stopping(_cluster: Cluster, _obj: ApiObject, container: dict[str, Any]) -> News:
    return [(False, "Killing", f"Stopping container {container['name']}")]


def _crashed(_cluster: Cluster, obj: ApiObject, container: dict[str, Any]) -> News:
    metadata = obj["metadata"]
    place = f"{metadata['name']}_{metadata['namespace']}({metadata['uid']})"
    return [(True, "BackOff", f"Back-off restarting failed container {container['name']} in pod {place}")]


_NEWS = {
    "pull": _pulled, "back-off": _backs_off, "start": _started, "restart": _restarted, "fail": _unready,
    "unhealthy": _failed_alive, "stop": _stopping, "crash": _crashed,
}  # fmt: skip
