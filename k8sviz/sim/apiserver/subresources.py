"""Writes to parts of objects: scale, binding, eviction, ephemeral containers, a namespace's finalizers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from k8sviz.sim.admission.delete import Wish, delete_object
from k8sviz.sim.admission.ending import settle
from k8sviz.sim.admission.write import Manner, Written, update
from k8sviz.sim.apiserver import bodies, patches, scales, status, tokens
from k8sviz.sim.apiserver.jsonpatch import PatchError
from k8sviz.sim.apiserver.presented import presented
from k8sviz.sim.apiserver.routes import Target
from k8sviz.sim.calls import Request, Response
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.manifests import refusals
from k8sviz.sim.manifests.decode import Decoder
from k8sviz.sim.manifests.defaults import defaulted
from k8sviz.sim.manifests.validation import table
from k8sviz.sim.objects.identity import ApiObject, Key
from k8sviz.sim.objects.labels import selects
from k8sviz.sim.problems import FieldError

_OK, _CREATED, _TOO_MANY = 200, 201, 429
Act = Callable[[Cluster, Request, Target, ApiObject, Any], Response]
_DISRUPTED = "Cannot evict pod as it would violate the pod's disruption budget."


def written(cluster: Cluster, request: Request, target: Target) -> Response:
    """The answer to a POST, PUT or PATCH of a subresource."""
    obj = cluster.get(target.key)
    if (target.kind.name, target.part, request.method) == ("ServiceAccount", "token", "POST"):
        missing = status.not_found(target.kind, target.name)
        return missing if obj is None else tokens.requested(cluster, request, target, obj)
    act: Act
    match target.kind.name, target.part:
        case "Pod", "binding" if request.method == "POST":
            act = _bind
        case "Pod", "eviction" if request.method == "POST":
            act = _evict
        case "Pod", "ephemeralcontainers":
            act = _ephemeral
        case "Namespace", "finalize" if request.method == "PUT":
            act = _finalize
        case _, "scale" if scales.has(target.kind) and request.method in ("PUT", "PATCH"):
            act = _scale
        case _:
            return status.no_resource()
    if request.method == "PATCH" and request.content_type not in patches.TYPES:
        return status.unsupported()
    if obj is None:
        return status.not_found(target.kind, target.name)
    value = bodies.read(request.body, request.content_type)
    return act(cluster, request, target, obj, value)


def _scale(cluster: Cluster, request: Request, target: Target, obj: ApiObject, value: Any) -> Response:
    scale = value
    if request.method == "PATCH":
        kind = (
            patches.MERGE
            if request.content_type in (patches.STRATEGIC, patches.APPLY)
            else request.content_type
        )
        try:
            scale = patches.patched(scales.KIND, scales.shown(obj), value, kind)
        except PatchError as error:
            return status.failure(error.code, error.reason, str(error))
    if not isinstance(scale, dict):
        return status.bad_request("the object provided is unrecognized (must be of type Scale)")
    replicas = bodies.member(scale, "spec", "Scale").get("replicas", 0)
    bodies.member(scale, "metadata", "Scale")
    if not isinstance(replicas, int) or isinstance(replicas, bool):
        return status.bad_request(
            "json: cannot unmarshal into Go struct field ScaleSpec.spec.replicas of type int32"
        )
    if replicas < 0:
        return _negative(target, replicas)
    written = update(cluster, target.kind, scales.scaled(obj, scale), obj, manner=Manner())
    if written.refusal or written.obj is None:
        return _refused(written)
    return Response(_OK, scales.shown(written.obj))


def _negative(target: Target, replicas: int) -> Response:
    message = f"Invalid value: {replicas}: must be greater than or equal to 0"
    cause = {"reason": "FieldValueInvalid", "message": message, "field": "spec.replicas"}
    details = {"name": target.name, "group": "autoscaling", "kind": "Scale", "causes": [cause]}
    return status.failure(
        422, "Invalid", f'Scale.autoscaling "{target.name}" is invalid: spec.replicas: {message}', details
    )


def _refused(written: Written) -> Response:
    assert written.refusal is not None
    return status.refused(written.refusal, written.warnings)


def _bind(cluster: Cluster, _request: Request, target: Target, pod: ApiObject, value: Any) -> Response:
    node = bodies.member(value, "target", "Binding").get("name", "")
    if not isinstance(node, str):
        words = "json: cannot unmarshal into Go struct field ObjectReference.target.name of type string"
        return status.bad_request(words)
    if pod["spec"].get("nodeName"):
        told = f'pod {target.name} is already assigned to node "{pod["spec"]["nodeName"]}"'
        message = f'Operation cannot be fulfilled on pods/binding "{target.name}": {told}'
        return status.failure(409, "Conflict", message, {"name": target.name, "kind": "pods/binding"})
    if cluster.get(Key("Node", "", node)) is None:
        return status.failure(404, "NotFound", f'nodes "{node}" not found', {"name": node, "kind": "nodes"})
    cluster.put_status({**pod, "spec": {**pod["spec"], "nodeName": node}})
    return _success()


def _success() -> Response:
    body = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "code": _CREATED}
    return Response(_CREATED, body)


def _evict(cluster: Cluster, _request: Request, target: Target, pod: ApiObject, value: Any) -> Response:
    """A deletion that a PodDisruptionBudget may refuse (policy/v1 Eviction)."""
    budget = _exhausted(cluster, pod)
    if budget is not None:
        name, needed, healthy = budget
        told = f"The disruption budget {name} needs {needed} healthy pods and has {healthy} currently"
        details = {"causes": [{"reason": "DisruptionBudget", "message": told}]}
        return status.failure(_TOO_MANY, "TooManyRequests", _DISRUPTED, details)
    grace = bodies.member(value, "deleteOptions", "Eviction").get("gracePeriodSeconds")
    if not bodies.is_whole(grace):
        return status.bad_request(bodies.NO_SECONDS)
    delete_object(cluster, target.kind, target.key, Wish(grace))
    return _success()


def _exhausted(cluster: Cluster, pod: ApiObject) -> tuple[str, int, int] | None:
    labels = pod["metadata"].get("labels") or {}
    for budget in cluster.of_kind("PodDisruptionBudget.policy", pod["metadata"].get("namespace", "")):
        told = budget.get("status") or {}
        if selects((budget.get("spec") or {}).get("selector") or {}, labels) and not told.get(
            "disruptionsAllowed"
        ):
            return budget["metadata"]["name"], told.get("desiredHealthy", 0), told.get("currentHealthy", 0)
    return None


def _ephemeral(cluster: Cluster, request: Request, target: Target, pod: ApiObject, value: Any) -> Response:
    """`kubectl debug`: containers may be added to a running Pod, never taken away."""
    whole = value
    if request.method == "PATCH":
        try:
            whole = patches.patched(target.kind, pod, value, request.content_type)
        except PatchError as error:
            return status.failure(error.code, error.reason, str(error))
    decoder = Decoder(target.kind.type)
    sent = bodies.member(whole, "spec", "Pod").get("ephemeralContainers") or []
    wanted = decoder.decode({"spec": {"ephemeralContainers": sent}})["spec"]["ephemeralContainers"]
    if decoder.wrong:
        told = f'Pod in version "v1" cannot be handled as a Pod: {decoder.reason()}'
        return status.bad_request(told)
    new = {**pod, "spec": {**pod["spec"], "ephemeralContainers": wanted}}
    causes = _lost(pod, wanted) or table.check(target.kind, defaulted(target.kind, new))
    if causes:
        return status.refused(refusals.invalid(target.kind, target.name, causes))
    return Response(_OK, presented(cluster, target.kind, cluster.put(new)))


def _lost(pod: ApiObject, wanted: list[Any]) -> list[FieldError]:
    held = pod["spec"].get("ephemeralContainers") or []
    if all(one in wanted for one in held):
        return []
    message = "Forbidden: existing ephemeral containers may not be removed or changed"
    return [FieldError("spec.ephemeralContainers", "FieldValueForbidden", message)]


def _finalize(cluster: Cluster, _request: Request, target: Target, obj: ApiObject, value: Any) -> Response:
    finalizers = bodies.member(value, "spec", "Namespace").get("finalizers") or []
    spec = {"finalizers": finalizers} if finalizers else {}
    stored = cluster.put_status({**obj, "spec": spec})
    settle(cluster, stored)
    return Response(_OK, presented(cluster, target.kind, stored))
