"""Making a Pod from a template, as a controller asks for it."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.admission.pods import admitted
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.objects.identity import ApiObject, Key
from k8sviz.sim.objects.workload import generated_name, owner_reference

_PREFIX_LIMIT = 58  # apiserver/pkg/storage/names: 63 less the random tail


def pod_from_template(cluster: Cluster, owner: ApiObject, template: dict[str, Any]) -> ApiObject:
    """A new Pod of `owner`, with a random name; not stored yet."""
    namespace = owner["metadata"]["namespace"]
    prefix = f"{owner['metadata']['name']}-"
    name = generated_name(
        prefix[:_PREFIX_LIMIT],
        cluster.chance,
        taken=lambda name: cluster.get(Key("Pod", namespace, name)) is not None,
    )
    wanted = template.get("metadata", {})
    metadata: dict[str, Any] = {"generateName": prefix, "name": name, "namespace": namespace}
    metadata |= {field: wanted[field] for field in ("labels", "annotations") if wanted.get(field)}
    metadata["ownerReferences"] = [owner_reference(owner)]
    spec = {"enableServiceLinks": True, **template["spec"]}  # a Pod's default, not a template's
    return admitted(cluster, {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec})
