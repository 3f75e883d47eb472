"""What a description needs beside the object itself: its events, its Pods, its ReplicaSets."""

from __future__ import annotations

from typing import NamedTuple

from k8sviz.terminal.kubectl.api import Object, StatusError
from k8sviz.terminal.kubectl.client import Kubectl
from k8sviz.terminal.kubectl.describe.text import Text, selector


class Subject(NamedTuple):
    """An object to describe."""

    kubectl: Kubectl
    obj: Object

    @property
    def namespace(self) -> str:
        """Where it is."""
        return str(self.obj["metadata"].get("namespace", ""))

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.obj["metadata"]["name"])

    def text(self) -> Text:
        """An empty description."""
        return Text(self.kubectl.api.now())

    async def events(self, kind: bool = True, uid: str | None = None) -> list[Object] | None:
        """The events about it; None where they are not wanted."""
        call = self.kubectl.call
        if not call.on("show-events"):
            return None
        wanted = {
            "involvedObject.name": self.name,
            "involvedObject.namespace": self.namespace,
            **({"involvedObject.kind": self.obj["kind"]} if kind else {}),
            "involvedObject.uid": self.obj["metadata"].get("uid", "") if uid is None else uid,
        }
        chosen = ",".join(f"{key}={value}" for key, value in wanted.items())
        return await self.list("", "Event", {"fieldSelector": chosen})

    async def list(
        self, group: str, kind: str, query: dict[str, str], namespace: str | None = None
    ) -> list[Object]:
        """Objects of another kind in its namespace."""
        resource = await self.kubectl.builtin(group, kind)
        where = self.namespace if namespace is None else namespace
        return await self.kubectl.list(resource, where, query)

    async def pod_phases(self) -> dict[str, int]:
        """How many of a workload's Pods are in which phase."""
        spec = self.obj["spec"].get("selector") or {}
        wanted = spec if "matchLabels" in spec or "matchExpressions" in spec else {"matchLabels": spec}
        pods = await self.list("", "Pod", {"labelSelector": selector(wanted)})
        counts = dict.fromkeys(("Running", "Pending", "Succeeded", "Failed"), 0)
        for pod in pods:
            if owner_uid(pod) == self.obj["metadata"].get("uid"):
                phase = (pod.get("status") or {}).get("phase", "")
                counts[phase] = counts.get(phase, 0) + 1
        return counts

    async def pods_status(self) -> str:
        """3 Running / 0 Waiting / 0 Succeeded / 0 Failed."""
        counts = await self.pod_phases()
        return (
            f"{counts['Running']} Running / {counts['Pending']} Waiting / "
            f"{counts['Succeeded']} Succeeded / {counts['Failed']} Failed"
        )

    async def maybe(self, group: str, kind: str, namespace: str, name: str) -> Object | StatusError:
        """One other object, or why it cannot be had."""
        resource = await self.kubectl.builtin(group, kind)
        try:
            return await self.kubectl.get(resource.path(namespace, name))
        except StatusError as error:
            return error


def owner_uid(obj: Object) -> str:
    """The uid of the controller of an object."""
    for owner in obj["metadata"].get("ownerReferences") or []:
        if owner.get("controller"):
            return str(owner["uid"])
    return ""


async def replica_sets(kubectl: Kubectl, deployment: Object) -> tuple[list[Object], Object | None]:
    """A Deployment's old ReplicaSets, and the one that has its template."""
    resource = await kubectl.builtin("apps", "ReplicaSet")
    query = {"labelSelector": selector(deployment["spec"].get("selector"))}
    found = await kubectl.list(resource, deployment["metadata"]["namespace"], query)
    mine = [one for one in found if owner_uid(one) == deployment["metadata"]["uid"]]
    mine.sort(key=lambda one: (one["metadata"]["creationTimestamp"], one["metadata"]["name"]))
    wanted = bare_template(deployment)
    new = next((one for one in mine if bare_template(one) == wanted), None)
    return [one for one in mine if one is not new], new


def bare_template(obj: Object) -> Object:
    """A workload's template without the hash that its controller adds."""
    template = obj["spec"]["template"]
    metadata = {**(template.get("metadata") or {})}
    metadata.pop("creationTimestamp", None)
    labels = {**(metadata.get("labels") or {})}
    labels.pop("pod-template-hash", None)
    return {**template, "metadata": {**metadata, "labels": labels}}
