"""The numbers of a Deployment's revisions, and how many old ones it remembers."""

from __future__ import annotations

from k8sviz.sim.cluster import Cluster
from k8sviz.sim.objects.identity import ApiObject
from k8sviz.sim.objects.workload import replicas_of

_REVISION = "deployment.kubernetes.io/revision"
_HISTORY = "deployment.kubernetes.io/revision-history"


def revision(obj: ApiObject) -> int:
    """The number of a ReplicaSet's template; 0 before it has one."""
    return int((obj["metadata"].get("annotations") or {}).get(_REVISION, 0))


def mark(cluster: Cluster, deployment: ApiObject, new: ApiObject, old: list[ApiObject]) -> ApiObject:
    """The newest template has the highest number; one that comes back gets a new one."""
    newest = max((revision(obj) for obj in old), default=0) + 1
    if revision(new) < newest:
        annotations = dict(new["metadata"].get("annotations") or {})
        if _REVISION in annotations:
            past = annotations.get(_HISTORY)
            annotations[_HISTORY] = ",".join(filter(None, (past, annotations[_REVISION])))
        cluster.put_status(_annotated(new, annotations | {_REVISION: str(newest)}))
    number = str(max(newest, revision(new)))
    annotations = {**(deployment["metadata"].get("annotations") or {}), _REVISION: number}
    return cluster.put_status(_annotated(deployment, annotations))


def forgotten(deployment: ApiObject, old: list[ApiObject]) -> list[ApiObject]:
    """Old ReplicaSets beyond spec.revisionHistoryLimit."""
    limit = deployment["spec"].get("revisionHistoryLimit", 10)
    empty = [obj for obj in old if not replicas_of(obj) and not obj["status"].get("replicas")]
    return sorted(empty, key=revision)[: max(0, len(empty) - limit)]


def _annotated(obj: ApiObject, annotations: dict[str, str]) -> ApiObject:
    return {**obj, "metadata": {**obj["metadata"], "annotations": annotations}}
