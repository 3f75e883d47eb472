"""DELETE of one object or of a collection."""

from __future__ import annotations

from typing import Any

from k8sviz.sim import digits
from k8sviz.sim.admission.delete import Deleted, Wish, delete_object
from k8sviz.sim.apiserver import bodies, selecting, status
from k8sviz.sim.apiserver.presented import item, presented
from k8sviz.sim.apiserver.read import objects_of
from k8sviz.sim.apiserver.routes import Target, stored_as
from k8sviz.sim.apiserver.selecting import SelectorError
from k8sviz.sim.calls import Request, Response
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.manifests import schema
from k8sviz.sim.objects.identity import Key, key_of

_SHOWN = (  # ReturnDeletedObject: the answer is the object, not a Status
    "Pod", "Service", "ServiceAccount", "PersistentVolume", "PersistentVolumeClaim", "PodTemplate",
    "ResourceQuota",
)  # fmt: skip
_POLICIES = ("Background", "Foreground", "Orphan")


def removed(cluster: Cluster, request: Request, target: Target) -> Response:
    """The answer to a DELETE."""
    if target.part:
        return status.not_allowed(target.kind)
    options = bodies.read(request.body, request.content_type) if request.body.strip() else {}
    wish = _wish(request, options if isinstance(options, dict) else {})
    if isinstance(wish, Response):
        return wish
    return _one(cluster, target, wish) if target.name else _all(cluster, request, target, wish)


def _one(cluster: Cluster, target: Target, wish: Wish) -> Response:
    managers = cluster.managers.get(target.key, ())
    done = _deleted(cluster, target, target.key, wish)
    if done.refusal or done.obj is None:
        return status.refused(done.refusal) if done.refusal else status.not_found(target.kind, target.name)
    if not done.gone or stored_as(target.kind) in _SHOWN:
        return Response(200, presented(cluster, target.kind, done.obj, managers))
    return status.deleted(target.kind, target.name, done.obj["metadata"]["uid"])


def _all(cluster: Cluster, request: Request, target: Target, wish: Wish) -> Response:
    try:
        test = selecting.chosen(target.kind, request.query)
    except SelectorError as error:
        return status.bad_request(str(error))
    if target.kind.name == "Namespace":
        return status.not_allowed(target.kind)
    meant = [obj for obj in objects_of(cluster, target) if test(obj)]
    items = []
    for obj in meant:
        done = _deleted(cluster, target, key_of(obj), wish)
        items.append(item(cluster, target.kind, done.obj or obj))
    body = {
        "kind": f"{target.kind.kind}List", "apiVersion": target.kind.api_version,
        "metadata": {"resourceVersion": str(cluster.revision)}, "items": items,
    }  # fmt: skip
    return Response(200, body)


def _deleted(cluster: Cluster, target: Target, key: Key, wish: Wish) -> Deleted:
    kind = schema.named(key.kind) or target.kind
    return delete_object(cluster, kind, key, wish)


def _wish(request: Request, options: dict[str, Any]) -> Wish | Response:
    query, told = request.query, bodies.member(options, "preconditions", "DeleteOptions")
    policy = options.get("propagationPolicy") or query.get("propagationPolicy") or "Background"
    if options.get("orphanDependents"):
        policy = "Orphan"
    if policy not in _POLICIES:
        return _bad_policy(policy)
    grace = options.get("gracePeriodSeconds")
    if grace is None and (text := query.get("gracePeriodSeconds")):
        grace = digits.signed(text)
        if grace is None:
            return status.bad_request(f'strconv.ParseInt: parsing "{text}": invalid syntax')
    if not bodies.is_whole(grace):
        return status.bad_request(bodies.NO_SECONDS)
    return Wish(grace, policy, str(told.get("uid") or ""), str(told.get("resourceVersion") or ""))


def _bad_policy(policy: str) -> Response:
    values = ", ".join(f'"{one}"' for one in (*_POLICIES, "nil"))
    message = f'Unsupported value: "{policy}": supported values: {values}'
    cause = {"reason": "FieldValueNotSupported", "message": message, "field": "propagationPolicy"}
    details = {"group": "meta.k8s.io", "kind": "DeleteOptions", "causes": [cause]}
    told = f'DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: {message}'
    return status.failure(422, "Invalid", told, details)
