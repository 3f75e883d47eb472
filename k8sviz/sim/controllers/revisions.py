"""The numbers of a Deployment's revisions, and how many old ones it remembers."""

from __future__ import annotations

from k8sviz.sim import digits
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.objects.identity import ApiObject
from k8sviz.sim.objects.workload import replicas_of

_REVISION = "deployment.kubernetes.io/revision"
_NOT_COPIED = (
    "kubectl.kubernetes.io/last-applied-configuration", "deployment.kubernetes.io/revision",
    "deployment.kubernetes.io/revision-history", "deployment.kubernetes.io/desired-replicas",
    "deployment.kubernetes.io/max-replicas", "deprecated.deployment.rollback.to",
)  # fmt: skip
_HISTORY = "deployment.kubernetes.io/revision-history"


def revision(obj: ApiObject) -> int:
    """The number of a ReplicaSet's template; 0 before it has one, or where somebody wrote another text."""
    number = digits.whole((obj["metadata"].get("annotations") or {}).get(_REVISION, ""))
    return number if number is not None and number < digits.BEYOND else 0


def first(deployment: ApiObject, old: list[ApiObject]) -> dict[str, str]:
    """The annotations of a new ReplicaSet: the next number, and what the Deployment says of itself."""
    return _copied(deployment) | {_REVISION: str(max((revision(obj) for obj in old), default=0) + 1)}


def _copied(deployment: ApiObject) -> dict[str, str]:
    """Annotations that a ReplicaSet takes over, such as the change's cause (SetNewReplicaSetAnnotations)."""
    own = deployment["metadata"].get("annotations") or {}
    return {key: value for key, value in own.items() if key not in _NOT_COPIED}


def mark(cluster: Cluster, deployment: ApiObject, new: ApiObject, old: list[ApiObject]) -> ApiObject:
    """The newest template has the highest number; one that comes back gets a new one."""
    newest = max((revision(obj) for obj in old), default=0) + 1
    if revision(new) < newest:
        annotations = dict(new["metadata"].get("annotations") or {})
        if _REVISION in annotations:
            past = annotations.get(_HISTORY)
            annotations[_HISTORY] = ",".join(filter(None, (past, annotations[_REVISION])))
        new = cluster.put_status(_annotated(new, annotations | {_REVISION: str(newest)}))
    cluster.put_status(_annotated(new, (new["metadata"].get("annotations") or {}) | _copied(deployment)))
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
