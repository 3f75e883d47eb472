"""Owners and their templates: what Deployments and ReplicaSets are to the objects they make."""

from __future__ import annotations

from typing import Any, Protocol

from k8sviz.sim import digits
from k8sviz.sim.objects.identity import ApiObject

HASH_LABEL = "pod-template-hash"


class _Names(Protocol):
    def suffix(self, length: int = 5) -> str: ...


def controller_of(obj: ApiObject) -> dict[str, Any] | None:
    """The reference to the one owner that manages the object."""
    for reference in obj["metadata"].get("ownerReferences") or ():
        if reference.get("controller"):
            found: dict[str, Any] = reference
            return found
    return None


def owner_reference(owner: ApiObject) -> dict[str, Any]:
    """How an object names its controller."""
    return {
        "apiVersion": owner["apiVersion"],
        "blockOwnerDeletion": True,
        "controller": True,
        "kind": owner["kind"],
        "name": owner["metadata"]["name"],
        "uid": owner["metadata"]["uid"],
    }


def generated_name(prefix: str, chance: _Names, taken: Any) -> str:
    """`prefix` and five random characters that no other object has."""
    while taken(name := prefix + chance.suffix()):
        pass
    return name


def labelled(template: dict[str, Any], pod_template_hash: str) -> dict[str, Any]:
    """The template with the label that tells this ReplicaSet's Pods from the others'."""
    metadata = template.get("metadata", {})
    labels = {**metadata.get("labels", {}), HASH_LABEL: pod_template_hash}
    return {**template, "metadata": {**metadata, "labels": labels}}


def unlabelled(template: dict[str, Any]) -> dict[str, Any]:
    """The template as the Deployment has it."""
    metadata = template.get("metadata", {})
    labels = {key: value for key, value in metadata.get("labels", {}).items() if key != HASH_LABEL}
    return {**template, "metadata": {**metadata, "labels": labels}}


def of_replicas(value: int | str, replicas: int, round_up: bool) -> int:
    """`25%` or a number, as maxSurge (rounded up) and maxUnavailable (rounded down) mean it."""
    if isinstance(value, int):
        return value
    share = (digits.whole(value.removesuffix("%")) or 0) * replicas
    return -(-share // 100) if round_up else share // 100


def replicas_of(obj: ApiObject) -> int:
    """spec.replicas, 1 if it is not said."""
    wanted: int | None = obj["spec"].get("replicas")
    return 1 if wanted is None else wanted
