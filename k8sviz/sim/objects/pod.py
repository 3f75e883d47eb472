"""A Pod as the simulation reads it: where it is, whether it serves, what it listens on."""

from __future__ import annotations

from typing import Any

import msgspec

from k8sviz.sim.objects.identity import ApiObject, Key

READY_ANNOTATIONS = ("k8sviz.dev/ready", "oracle/ready")  # "false": the readiness probe fails
CLIENT_ANNOTATION = "k8sviz.dev/client"  # a Pod that sends requests, drawn as a client
_VIEWS_KEPT = 4096
_views: dict[int, tuple[ApiObject, Pod]] = {}  # by identity; only saves work, decides nothing
_MISSING_IMAGES = ("nonexistent", "no-such", "badimage")


class Pod(msgspec.Struct, frozen=True, gc=False):
    """What controllers and the dataplane ask of a Pod."""

    namespace: str
    name: str
    uid: str
    labels: dict[str, str]
    node: str  # "" until it is scheduled
    address: str  # "" until its network exists
    phase: str
    ready: bool
    terminating: bool
    host_network: bool

    @property
    def key(self) -> Key:
        """Where the object is stored."""
        return Key("Pod", self.namespace, self.name)

    @property
    def over(self) -> bool:
        """Whether its containers have ended for good."""
        return self.phase in ("Succeeded", "Failed")

    @property
    def active(self) -> bool:
        """Whether it counts as a replica (controller_utils.go IsPodActive)."""
        return not self.over and not self.terminating


def view(obj: ApiObject) -> Pod:
    """The typed view of a Pod object; the same object has the same view, for objects never change."""
    known = _views.get(id(obj))
    if known is not None and known[0] is obj:
        return known[1]
    if len(_views) >= _VIEWS_KEPT:
        _views.clear()
    seen = _viewed(obj)
    _views[id(obj)] = obj, seen
    return seen


def _viewed(obj: ApiObject) -> Pod:
    metadata, spec, status = obj["metadata"], obj["spec"], obj.get("status") or {}
    return Pod(
        namespace=metadata.get("namespace", ""),
        name=metadata["name"],
        uid=metadata.get("uid", ""),
        labels=metadata.get("labels") or {},
        node=spec.get("nodeName") or "",
        address=status.get("podIP") or "",
        phase=status.get("phase", "Pending"),
        ready=condition(obj, "Ready"),
        terminating="deletionTimestamp" in metadata,
        host_network=bool(spec.get("hostNetwork")),
    )


def address_of(obj: ApiObject, family: str) -> str:
    """Its address of one family, IPv4 or IPv6; "" if it has none."""
    for entry in (obj.get("status") or {}).get("podIPs") or ():
        address: str = entry["ip"]
        if (":" in address) == (family == "IPv6"):
            return address
    return ""


def condition(obj: ApiObject, kind: str) -> bool:
    """Whether the status says True to a condition."""
    for entry in (obj.get("status") or {}).get("conditions") or ():
        if entry["type"] == kind:
            holds: bool = entry["status"] == "True"
            return holds
    return False


def held_unready(obj: ApiObject) -> bool:
    """Whether someone lets the readiness probe fail on purpose."""
    annotations = obj["metadata"].get("annotations") or {}
    return any(annotations.get(name) == "false" for name in READY_ANNOTATIONS)


def is_client(obj: ApiObject) -> bool:
    """Whether it is there to send requests, and drawn as a client."""
    return (obj["metadata"].get("annotations") or {}).get(CLIENT_ANNOTATION) == "true"


def runs(obj: ApiObject) -> bool:
    """Whether any of its containers is running."""
    statuses = (obj.get("status") or {}).get("containerStatuses") or ()
    return any("running" in entry.get("state", {}) for entry in statuses)


def container_status(obj: ApiObject, name: str) -> dict[str, Any]:
    """What the status says of one container, ephemeral ones too; {} for nothing."""
    status = obj.get("status") or {}
    for kind in ("containerStatuses", "ephemeralContainerStatuses", "initContainerStatuses"):
        for entry in status.get(kind) or ():
            if entry.get("name") == name:
                found: dict[str, Any] = entry
                return found
    return {}


def container_of(obj: ApiObject, name: str) -> dict[str, Any]:
    """One container of the specification, of whichever sort; {} for none."""
    spec = obj["spec"]
    others = (*(spec.get("ephemeralContainers") or ()), *(spec.get("initContainers") or ()))
    for container in (*spec["containers"], *others):
        if container["name"] == name:
            found: dict[str, Any] = container
            return found
    return {}


def host_mount(obj: ApiObject) -> str:
    """Where the Pod's containers have the node's own files (`kubectl debug node/…`); "" if nowhere."""
    volumes = obj["spec"].get("volumes") or ()
    roots = [one["name"] for one in volumes if (one.get("hostPath") or {}).get("path") == "/"]
    mounts = [one for box in obj["spec"]["containers"] for one in box.get("volumeMounts") or ()]
    return next((str(one["mountPath"]) for one in mounts if one["name"] in roots), "")


def initializes(obj: ApiObject) -> bool:
    """Whether one of its init containers runs."""
    statuses = (obj.get("status") or {}).get("initContainerStatuses") or ()
    return any("running" in (entry.get("state") or {}) for entry in statuses)


def waiting_reason(obj: ApiObject) -> str:
    """Why its first waiting container waits: ContainerCreating, ImagePullBackOff, …"""
    for container in (obj.get("status") or {}).get("containerStatuses") or ():
        reason: str = container.get("state", {}).get("waiting", {}).get("reason", "")
        if reason:
            return reason
    return ""


def image_missing(image: str) -> bool:
    """Whether no registry has this image (the simulation knows a few such names)."""
    return any(word in image for word in _MISSING_IMAGES)


def named_port(obj: ApiObject, name: str, protocol: str) -> int | None:
    """The number behind a named targetPort: containers first, then sidecars (FindPort)."""
    spec = obj["spec"]
    sidecars = [c for c in spec.get("initContainers") or () if c.get("restartPolicy") == "Always"]
    for container in [*spec.get("containers", ()), *sidecars]:
        for port in container.get("ports") or ():
            if port.get("name") == name and port.get("protocol", "TCP") == protocol:
                number: int = port["containerPort"]
                return number
    return None
