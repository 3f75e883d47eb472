"""POST, PUT, PATCH and DELETE: what changes the cluster, and what the server answers."""

from __future__ import annotations

import msgspec

from k8sviz.sim.admission.warnings import deprecated
from k8sviz.sim.apiserver import objects, removal, reviews, status, subresources
from k8sviz.sim.apiserver.bodies import BodyError
from k8sviz.sim.apiserver.routes import Target, target_of
from k8sviz.sim.calls import Request, Response
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.problems import Outcome, Refusal, Result

_VERBS = {"POST": "created", "PUT": "replaced", "PATCH": "patched", "DELETE": "deleted"}
_FAILED = 400
_OBJECTS = {  # by method, and whether the path names an object
    ("POST", False): objects.created,
    ("PUT", True): objects.replaced,
    ("PATCH", True): objects.patched,
}


def write(cluster: Cluster, request: Request) -> Outcome:
    """Carry out one request; with dryRun=All nothing is left of it (KEP-576)."""
    target = target_of(request.path)
    if target is None:
        return _outcome(request, None, status.no_resource())
    if request.query.get("dryRun") == "All" or _is_dry_deletion(request):
        cluster = cluster.copy()
    try:
        response = _answered(cluster, request, target)
    except BodyError as error:
        response = status.bad_request(str(error))
    warnings = tuple(dict.fromkeys((*response.warnings, *deprecated(target.kind))))
    return _outcome(request, target, msgspec.structs.replace(response, warnings=warnings))


def _is_dry_deletion(request: Request) -> bool:
    """kubectl delete says it in DeleteOptions."""
    return request.method == "DELETE" and '"dryRun":["All"]' in request.body.replace(" ", "")


def _answered(cluster: Cluster, request: Request, target: Target) -> Response:
    if reviews.is_review(target.kind):
        answer = reviews.reviewed
    elif request.method == "DELETE":
        answer = removal.removed
    elif target.part not in ("", "status"):
        answer = subresources.written
    else:
        found = _OBJECTS.get((request.method, bool(target.name)))
        if found is None:
            return status.not_allowed()
        answer = found
    return answer(cluster, request, target)


def _outcome(request: Request, target: Target | None, response: Response) -> Outcome:
    """For the room's log: what was meant, and what became of it."""
    kind, namespace, name = target.key if target else ("Request", "", request.path)
    name = name or str((response.body.get("metadata") or {}).get("name", ""))
    if response.code < _FAILED:
        verb, refusal = _VERBS.get(request.method, "sent"), None
    else:
        message = str(response.body.get("message", ""))
        verb, refusal = "refused", Refusal(response.code, str(response.body.get("reason", "")), message)
    result = Result(kind, namespace, name, verb, refusal=refusal, warnings=response.warnings)
    return Outcome((result,), response)
