"""Ephemeral containers (`kubectl debug`): started once, never again.

https://kubernetes.io/docs/concepts/workloads/pods/ephemeral-containers/
"""

from __future__ import annotations

from k8sviz.sim.cluster import Cluster
from k8sviz.sim.controllers import containers
from k8sviz.sim.objects import pod
from k8sviz.sim.objects.identity import ApiObject


def waiting(obj: ApiObject) -> bool:
    """Whether one has not been started, and can be."""
    known = {entry["name"] for entry in obj["status"].get("ephemeralContainerStatuses") or ()}
    return any(one["name"] not in known for one in obj["spec"].get("ephemeralContainers") or ())


def started(cluster: Cluster, obj: ApiObject) -> ApiObject:
    """The Pod with all of them running, or without their image."""
    now = cluster.settings.timestamp(cluster.now)
    known = {entry["name"]: entry for entry in obj["status"].get("ephemeralContainerStatuses") or ()}
    told = []
    for one in obj["spec"]["ephemeralContainers"]:
        entry = known.get(one["name"])
        if entry is None and pod.image_missing(one["image"]):
            entry = containers.unpulled(one, containers.waits(one, containers.BACK_OFF))
        elif entry is None:
            entry = containers.run(cluster, one, now)
            del entry["started"]
        told.append(entry)
    return {**obj, "status": {**obj["status"], "ephemeralContainerStatuses": told}}
