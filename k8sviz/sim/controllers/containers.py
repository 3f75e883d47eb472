"""The container statuses a kubelet writes, and what it knows of images and probes."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from k8sviz.sim.cluster import Cluster
from k8sviz.sim.controllers.conditions import with_conditions
from k8sviz.sim.objects import pod
from k8sviz.sim.objects.identity import ApiObject, Key
from k8sviz.sim.objects.listening import hears, listening

_LONGEST_WAIT = 10**6  # seconds that a probe may be patient

PULL_FAILED, BACK_OFF = "ErrImagePull", "ImagePullBackOff"


def host_address(cluster: Cluster, obj: ApiObject) -> str:
    """The address of the node that the Pod is on."""
    node = cluster.get(Key("Node", "", obj["spec"]["nodeName"]))
    addresses = node["status"].get("addresses", ()) if node else ()
    return next((entry["address"] for entry in addresses if entry["type"] == "InternalIP"), "")


def waiting(obj: ApiObject, reason: str) -> list[dict[str, Any]]:
    """Every container waits for the same reason."""
    return [waits(container, reason) for container in obj["spec"]["containers"]]


def waits(container: dict[str, Any], reason: str) -> dict[str, Any]:
    """The status of a container that has not been started yet."""
    return _waiting(container, {"reason": reason})


def started(cluster: Cluster, obj: ApiObject, reason: str) -> list[dict[str, Any]]:
    """Containers whose image is here run; the others wait because of `reason`."""
    now = cluster.settings.timestamp(cluster.now)
    old = {entry["name"]: entry for entry in obj["status"].get("containerStatuses") or ()}
    return [
        _waiting(container, _no_image(container["image"], reason))
        if pod.image_missing(container["image"])
        else _running(cluster, container, now, old.get(container["name"], {}))
        for container in obj["spec"]["containers"]
    ]


def missing_images(obj: ApiObject) -> bool:
    """Whether an image of the Pod cannot be had."""
    return any(pod.image_missing(container["image"]) for container in obj["spec"]["containers"])


def with_readiness(obj: ApiObject, now: str, ready: bool) -> ApiObject:
    """The Pod with the verdict of its readiness probes in its status."""
    statuses = [
        {**entry, "ready": ready and "running" in (entry.get("state") or {})}
        for entry in obj["status"]["containerStatuses"]
    ]
    told = {**obj, "status": {**obj["status"], "containerStatuses": statuses}}
    return with_conditions(told, now, {"Ready": ready, "ContainersReady": ready}, *unready_because(obj))


def unready_because(obj: ApiObject) -> tuple[str, str]:
    """The reason and message of a Ready condition that does not hold."""
    names = " ".join(container["name"] for container in obj["spec"]["containers"])
    return "ContainersNotReady", f"containers with unready status: [{names}]"


def initial_delay(obj: ApiObject) -> int:
    """How long (ms) the first readiness probe waits."""
    probes = [container.get("readinessProbe") or {} for container in obj["spec"]["containers"]]
    seconds: int = max(probe.get("initialDelaySeconds", 0) for probe in probes)
    return seconds * 1000


def probes_pass(obj: ApiObject, stopped: bool = False, probe: str = "readinessProbe") -> bool:
    """Whether probes find someone listening; a Pod of which no port is known passes."""
    sockets = () if stopped else listening(obj)
    asked = [_probed_port(obj, (container.get(probe) or {})) for container in obj["spec"]["containers"]]
    if stopped:
        return all(port is None for port in asked)
    return not sockets or all(port is None or hears(sockets, "tcp", port) for port in asked)


def liveness_patience(obj: ApiObject) -> int:
    """How long (ms) liveness probes may fail before the container is killed."""
    probes = [one["livenessProbe"] for one in obj["spec"]["containers"] if one.get("livenessProbe")]
    waits = [probe.get("periodSeconds", 10) * probe.get("failureThreshold", 3) for probe in probes]
    return 1000 * min(*waits, _LONGEST_WAIT) if waits else 1000 * 30


def _probed_port(obj: ApiObject, probe: dict[str, Any]) -> int | None:
    port = (probe.get("httpGet") or probe.get("tcpSocket") or {}).get("port")
    return pod.named_port(obj, port, "TCP") if isinstance(port, str) else port


def _no_image(image: str, reason: str) -> dict[str, str]:
    if reason == PULL_FAILED:
        message = (
            f'failed to pull and unpack image "{_full_name(image)}": failed to resolve reference '
            f'"{_full_name(image)}": pull access denied, repository does not exist '
            "or may require authorization"
        )
    else:
        message = f'Back-off pulling image "{image}"'
    return {"message": message, "reason": reason}


def _waiting(container: dict[str, Any], state: dict[str, str]) -> dict[str, Any]:
    return {
        "image": container["image"], "imageID": "", "lastState": {}, "name": container["name"],
        "ready": False, "restartCount": 0, "started": False, "state": {"waiting": state},
    }  # fmt: skip


def _running(cluster: Cluster, container: dict[str, Any], now: str, old: dict[str, Any]) -> dict[str, Any]:
    return old if "running" in old.get("state", {}) else run(cluster, container, now)


def run(cluster: Cluster, container: dict[str, Any], now: str) -> dict[str, Any]:
    """The status of a container that has just been started."""
    image = container["image"]
    number = "".join(f"{cluster.chance.bits():016x}" for _ in range(4))
    repository, _, _ = _full_name(image).rpartition(":")
    return {
        "containerID": f"containerd://{number}",
        "image": shown_image(image),
        "imageID": f"{repository}@sha256:{sha256(image.encode()).hexdigest()}",
        "lastState": {},
        "name": container["name"],
        "ready": False,
        "restartCount": 0,
        "started": True,
        "state": {"running": {"startedAt": now}},
    }


def shown_image(image: str) -> str:
    """The image as a container's status names it."""
    return image if ":" in image.rpartition("/")[2] or "@" in image else f"{image}:latest"


def unpulled(container: dict[str, Any], entry: dict[str, Any]) -> dict[str, Any]:
    """The status of a container that was to be started again from an image that cannot be had."""
    state = {"waiting": _no_image(container["image"], BACK_OFF)}
    return {**entry, "image": container["image"], "ready": False, "started": False, "state": state}


def _full_name(image: str) -> str:
    """The reference as containerd writes it: docker.io/library/httpd:latest."""
    name = image.partition("@")[0]
    head, slash, _ = name.partition("/")
    if not slash:
        name = f"docker.io/library/{name}"
    elif "." not in head and ":" not in head and head != "localhost":
        name = f"docker.io/{name}"
    return name if ":" in name.rpartition("/")[2] else f"{name}:latest"
