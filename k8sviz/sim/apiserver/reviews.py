"""Reviews: questions that are asked with a POST and stored nowhere. In a room everyone may do everything."""

from __future__ import annotations

from k8sviz.sim.apiserver import bodies, status
from k8sviz.sim.apiserver.routes import Target
from k8sviz.sim.calls import Request, Response
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.manifests.schema import Kind

_CREATED = 201
_USER = {"username": "admin", "uid": "admin", "groups": ["system:masters", "system:authenticated"]}
_RULES = {
    "resourceRules": [{"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}],
    "nonResourceRules": [{"verbs": ["*"], "nonResourceURLs": ["*"]}],
    "incomplete": False,
}


def is_review(kind: Kind) -> bool:
    """Whether a kind is a question."""
    return kind.kind.endswith("Review")


def reviewed(cluster: Cluster, request: Request, target: Target) -> Response:
    """The question with its answer."""
    if request.method != "POST" or target.name:
        return status.not_allowed(target.kind)
    asked = bodies.read_object(request.body, request.content_type, target.kind.kind)
    answer: dict[str, object] = {"allowed": True}
    metadata: dict[str, object] = {"creationTimestamp": None}
    match target.kind.kind:
        case "SelfSubjectReview":
            answer = {"userInfo": _USER}
            metadata = {"creationTimestamp": cluster.settings.timestamp(cluster.now)}
        case "SelfSubjectRulesReview":
            answer = dict(_RULES)
        case "TokenReview":
            answer = {"authenticated": True, "user": _USER}
    return Response(
        _CREATED,
        {
            "kind": target.kind.kind,
            "apiVersion": target.kind.api_version,
            "metadata": metadata,
            "spec": asked.get("spec") or {},
            "status": answer,
        },
    )
