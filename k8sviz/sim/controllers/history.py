"""The templates that StatefulSets and DaemonSets had: ControllerRevisions (pkg/controller/history)."""

from __future__ import annotations

from typing import Any

import msgspec

from k8sviz.sim.cluster import Cluster
from k8sviz.sim.objects.identity import ApiObject, Key, key_of
from k8sviz.sim.objects.spew import fnv, pod_template_hash, safe
from k8sviz.sim.objects.workload import owner_reference

KIND = "ControllerRevision.apps"
LABEL = "controller-revision-hash"


def of_template(owner: ApiObject) -> str:
    """The hash in the names of an owner's revisions: of the printed template, or of the patch's JSON."""
    if owner["kind"] == "DaemonSet":
        return pod_template_hash(owner["spec"]["template"])
    return safe(fnv(_raw(owner)))


def revisions(cluster: Cluster, owner: ApiObject) -> list[ApiObject]:
    """All of an owner, the oldest first."""
    return sorted(cluster.owned(owner, KIND), key=lambda obj: int(obj["revision"]))


def current(cluster: Cluster, owner: ApiObject) -> ApiObject:
    """The revision of the template as it is; made if it is new, renumbered if it was there before."""
    every, metadata = revisions(cluster, owner), owner["metadata"]
    name = f"{metadata['name']}-{of_template(owner)}"
    number = max((int(obj["revision"]) for obj in every), default=0) + 1
    old = cluster.get(Key(KIND, metadata["namespace"], name))
    if old is not None:
        return old if old is every[-1] else cluster.put({**old, "revision": number})
    template_labels = (owner["spec"]["template"].get("metadata") or {}).get("labels") or {}
    own = {LABEL: of_template(owner)} if owner["kind"] == "DaemonSet" else {}
    described: dict[str, Any] = {
        "labels": {**template_labels, **own, "controller.kubernetes.io/hash": of_template(owner)},
        "name": name,
        "namespace": metadata["namespace"],
        "ownerReferences": [owner_reference(owner)],
    }
    if metadata.get("annotations"):
        described["annotations"] = metadata["annotations"]
    return cluster.put(
        {
            "apiVersion": "apps/v1",
            "kind": "ControllerRevision",
            "metadata": described,
            "data": _patch(owner),
            "revision": number,
        }
    )


def of(obj: ApiObject) -> str:
    """The revision that a Pod was made of; "" if it does not say."""
    return str((obj["metadata"].get("labels") or {}).get(LABEL, ""))


def trim(cluster: Cluster, owner: ApiObject, live: set[str]) -> None:
    """Forget the oldest beyond spec.revisionHistoryLimit that no Pod has."""
    spare = [obj for obj in revisions(cluster, owner) if obj["metadata"]["name"] not in live]
    limit = owner["spec"].get("revisionHistoryLimit", 10)
    for obj in spare[: max(0, len(spare) - limit)]:
        cluster.remove(key_of(obj))


def _patch(owner: ApiObject) -> dict[str, Any]:
    return {"spec": {"template": {**owner["spec"]["template"], "$patch": "replace"}}}


def _raw(owner: ApiObject) -> bytes:
    """As Go writes JSON: sorted keys, and <, >, & escaped."""
    text = msgspec.json.encode(_patch(owner), order="sorted").decode()
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text.encode()
