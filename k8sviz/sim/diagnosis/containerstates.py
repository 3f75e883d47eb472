"""Why a Pod's containers do not run: an image that cannot be had, a process that ends."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.controllers import processes
from k8sviz.sim.diagnosis import remedies
from k8sviz.sim.diagnosis.chain import Diagnosis, Link
from k8sviz.sim.diagnosis.printed import in_namespace
from k8sviz.sim.diagnosis.templates import Template, template_of
from k8sviz.sim.objects import pod as pods
from k8sviz.sim.objects.elements import pod_id
from k8sviz.sim.objects.identity import ApiObject
from k8sviz.sim.world import World

_KILLED = 137  # 128 + SIGKILL


def without_image(world: World, obj: ApiObject) -> Diagnosis | None:
    """An image that no registry has."""
    found = next(
        (
            (index, container)
            for index, container in enumerate(obj["spec"]["containers"])
            if pods.image_missing(container["image"])
        ),
        None,
    )
    if found is None:
        return None
    index, container = found
    metadata, template = obj["metadata"], template_of(world, obj)
    path = (*template.path, "containers", index, "image")
    link = Link(
        "image-missing",
        {"image": container["image"], "container": container["name"], "owner": template.name},
        tuple(filter(None, (_waiting(obj, container["name"]),))),
        pod_id(metadata["namespace"], metadata["name"]),
        f"kubectl describe pod {metadata['name']}{in_namespace(metadata['namespace'])}",
        remedies.where(world, template.key, *path),
        cause=True,
    )
    right = _known_image(world, obj, template, container)
    if not right:
        return Diagnosis((link,))
    fix = remedies.set_value(
        world, template.key, path, right, ("fix-image", {"image": right, "owner": template.name})
    )
    typed = (
        f"kubectl set image {template.name} {container['name']}={right}{in_namespace(metadata['namespace'])}"
    )
    return Diagnosis((link,), (fix._replace(typed=typed),))


def _waiting(obj: ApiObject, name: str) -> str:
    for entry in obj.get("status", {}).get("containerStatuses") or ():
        waiting = entry.get("state", {}).get("waiting") or {}
        if entry["name"] == name and waiting.get("message"):
            return f"{waiting['reason']}: {waiting['message']}"
    return ""


def _known_image(world: World, obj: ApiObject, template: Template, container: dict[str, Any]) -> str:
    """The image of an earlier revision, else the same one without its tag."""
    owner = world.cluster.get(template.key)
    if owner is not None and template.key.kind == "Deployment.apps":
        for replica_set in reversed(world.cluster.owned(owner, "ReplicaSet.apps")):
            for one in replica_set["spec"]["template"]["spec"]["containers"]:
                if one["name"] == container["name"] and not pods.image_missing(one["image"]):
                    return str(one["image"])
    head, slash, tail = container["image"].partition("@")[0].rpartition("/")
    plain = f"{head}{slash}{tail.partition(':')[0]}"
    return "" if pods.image_missing(plain) else plain


def ended(world: World, obj: ApiObject) -> Diagnosis | None:
    """A container whose process came to an end, or was killed."""
    for index, container in enumerate(obj["spec"]["containers"]):
        entry = _status(obj, container["name"])
        last = _end_of(entry)
        if last is not None and "running" not in entry.get("state", {}):
            return Diagnosis((_ended(world, obj, index, container, entry, last),))
    return None


def _status(obj: ApiObject, name: str) -> dict[str, Any]:
    statuses = obj.get("status", {}).get("containerStatuses") or ()
    return next((entry for entry in statuses if entry["name"] == name), {})


def _end_of(entry: dict[str, Any]) -> dict[str, Any] | None:
    for state in (entry.get("state") or {}, entry.get("lastState") or {}):
        if "terminated" in state:
            found: dict[str, Any] = state["terminated"]
            return found
    return None


def _ended(
    world: World,
    obj: ApiObject,
    index: int,
    container: dict[str, Any],
    entry: dict[str, Any],
    last: dict[str, Any],
) -> Link:
    metadata, template = obj["metadata"], template_of(world, obj)
    itself = processes.ending(container) is not None
    said = next((field for field in ("command", "args") if container.get(field)), "image")
    path = (*template.path, "containers", index, said)
    code = last.get("exitCode", 0)
    reason = (entry.get("state") or {}).get("waiting", {}).get("message", "")
    values = {
        "container": container["name"],
        "code": str(code),
        "command": " ".join([*(container.get("command") or ()), *(container.get("args") or ())]),
        "image": container["image"],
    }
    if code == _KILLED and not itself:
        message = "container-killed"
    else:
        message = "command-ends" if values["command"] else "image-ends"
    return Link(
        message,
        values,
        tuple(filter(None, (reason, f"Exit Code: {code}   Restart Count: {entry.get('restartCount', 0)}"))),
        pod_id(metadata["namespace"], metadata["name"]),
        f"kubectl logs {metadata['name']}{in_namespace(metadata['namespace'])} --previous",
        remedies.where(world, template.key, *path) if itself else (),
        cause=True,
    )
