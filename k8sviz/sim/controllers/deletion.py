"""Deleting as controllers do it: through the API server, with the grace period an object asks for itself."""

from __future__ import annotations

from k8sviz.sim import admission
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.objects.identity import ApiObject, key_of


def delete(cluster: Cluster, obj: ApiObject) -> None:
    """Delete an object; a running Pod is only asked to end."""
    if "deletionTimestamp" not in obj["metadata"]:
        admission.delete(cluster, key_of(obj))
