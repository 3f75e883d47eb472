"""The end of an object that was deleted and waited for: its finalizers are gone."""

from __future__ import annotations

from k8sviz.sim.cluster import Cluster
from k8sviz.sim.objects.identity import ApiObject, key_of


def settle(cluster: Cluster, obj: ApiObject) -> bool:
    """Whether an object that was to go is gone, now that nothing holds it any more."""
    metadata = obj["metadata"]
    if "deletionTimestamp" not in metadata or metadata.get("finalizers"):
        return False
    if key_of(obj).kind == "Namespace" and obj.get("spec", {}).get("finalizers"):
        return False
    if metadata.get("deletionGracePeriodSeconds"):
        return False
    cluster.remove(key_of(obj))
    return True
