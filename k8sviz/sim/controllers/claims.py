"""A StatefulSet's volume claims: one for each template and Pod, which outlive the Pod."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.cluster import Cluster
from k8sviz.sim.controllers import events
from k8sviz.sim.objects.identity import ApiObject, Key

_KIND = "PersistentVolumeClaim"


def mounted(
    cluster: Cluster, owner: ApiObject, pod: str, spec: dict[str, Any], by: events.Recorder
) -> dict[str, Any]:
    """The Pod's specification with its claims as volumes; claims that are not there are made, and bound."""
    templates = owner["spec"].get("volumeClaimTemplates") or []
    if not templates:
        return spec
    names = [template["metadata"]["name"] for template in templates]
    others = [volume for volume in spec.get("volumes") or () if volume["name"] not in names]
    for template in templates:
        _keep(cluster, owner, pod, template, by)
    own = [{"name": name, "persistentVolumeClaim": {"claimName": f"{name}-{pod}"}} for name in names]
    return {**spec, "volumes": [*others, *own]}


def _keep(cluster: Cluster, owner: ApiObject, pod: str, template: ApiObject, by: events.Recorder) -> None:
    metadata, namespace = template["metadata"], owner["metadata"]["namespace"]
    name = f"{metadata['name']}-{pod}"
    if cluster.get(Key(_KIND, namespace, name)) is not None:
        return
    spec = {"volumeMode": "Filesystem", "volumeName": f"pvc-{cluster.chance.uid()}", **template["spec"]}
    labels = {**(metadata.get("labels") or {}), **(owner["spec"]["selector"].get("matchLabels") or {})}
    capacity = (spec.get("resources") or {}).get("requests") or {}
    cluster.put(
        {
            "apiVersion": "v1",
            "kind": _KIND,
            "metadata": {"labels": labels, "name": name, "namespace": namespace},
            "spec": spec,
            "status": {"accessModes": spec.get("accessModes", []), "capacity": capacity, "phase": "Bound"},
        }
    )
    told = f"create Claim {name} Pod {pod} in StatefulSet {owner['metadata']['name']} success"
    events.normal(cluster, by, owner, "SuccessfulCreate", told)
