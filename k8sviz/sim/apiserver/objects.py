"""Whole objects: created, replaced, patched."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.admission import managers
from k8sviz.sim.admission.write import Manner, Sent, Written, create, update
from k8sviz.sim.apiserver import bodies, patches, serverside, status, versions
from k8sviz.sim.apiserver.jsonpatch import PatchError
from k8sviz.sim.apiserver.presented import presented
from k8sviz.sim.apiserver.routes import Target, stored_as
from k8sviz.sim.apiserver.serverside import Configuration
from k8sviz.sim.calls import Request, Response
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.manifests import schema
from k8sviz.sim.manifests.schema import Kind
from k8sviz.sim.objects.identity import ApiObject

_OK, _CREATED, _UNPROCESSABLE = 200, 201, 422
_MADE_BY_PUT = (
    "Service",
    "Endpoints",
    "Event",
    "LimitRange",
    "Lease.coordination.k8s.io",
)  # AllowCreateOnUpdate
_REJECTED = "the server rejected our request due to an error in our request"


def created(cluster: Cluster, request: Request, target: Target) -> Response:
    """A POST to a collection."""
    if target.kind.namespaced and not target.namespace:
        return status.not_allowed()
    value = bodies.read_object(request.body, request.content_type, target.kind.kind)
    problem = _misplaced(target, value)
    if problem:
        return problem
    obj = _placed(target, value)
    kind = _stored_kind(target.kind)
    written = create(cluster, kind, versions.stored(target.kind, obj), _manner(request, target))
    return _answer(cluster, target.kind, written, _CREATED)


def replaced(cluster: Cluster, request: Request, target: Target) -> Response:
    """A PUT of an object, or of its status."""
    said = bodies.read_object(request.body, request.content_type, target.kind.kind)
    problem = _misplaced(target, said) or _other_name(target, said)
    if problem:
        return problem
    old = cluster.get(target.key)
    value = versions.stored(target.kind, _placed(target, said))
    kind, manner = _stored_kind(target.kind), _manner(request, target)
    if old is None:
        if kind.name not in _MADE_BY_PUT or target.part or _version_of(said):
            return status.not_found(target.kind, target.name)
        return _answer(cluster, target.kind, create(cluster, kind, value, manner), _CREATED)
    return _answer(cluster, target.kind, update(cluster, kind, value, old, manner=manner), _OK)


def patched(cluster: Cluster, request: Request, target: Target) -> Response:
    """A PATCH of an object, or of its status."""
    if request.content_type not in patches.TYPES:
        return status.unsupported()
    if request.content_type == patches.APPLY:
        return _applied(cluster, request, target)
    patch = bodies.read(request.body, request.content_type)
    old = cluster.get(target.key)
    if old is None:
        return status.not_found(target.kind, target.name)
    kind = _stored_kind(target.kind)
    shown = presented(cluster, target.kind, old)
    try:
        value = patches.patched(target.kind, shown, patch, request.content_type)
    except PatchError as error:
        return _unpatched(error)
    problem = _other_kind_patched(target, value, request.content_type) or _other_name(target, value)
    if problem:
        return problem
    sent = Sent(patch, "") if request.content_type == patches.STRATEGIC else None
    written = update(cluster, kind, versions.stored(target.kind, value), old, sent, _manner(request, target))
    if written.obj and request.content_type == patches.JSON:
        _said_of_managers(cluster, target, shown, value)
    return _answer(cluster, target.kind, written, _OK)


def _said_of_managers(cluster: Cluster, target: Target, shown: ApiObject, value: ApiObject) -> None:
    """A client may rewrite who owns what: kubectl does when it goes from apply to server-side apply."""
    told = (value.get("metadata") or {}).get("managedFields")
    if told != shown["metadata"].get("managedFields"):
        cluster.managers[target.key] = managers.parsed(told or ())


def _applied(cluster: Cluster, request: Request, target: Target) -> Response:
    value = bodies.read_object(request.body, request.content_type, target.kind.kind)
    problem = _misplaced(target, value) or _other_name(target, value)
    if problem:
        return problem
    config = Configuration(
        target.kind, _placed(target, value), request.query.get("fieldManager", ""),
        request.query.get("force") == "true", target.part,
    )  # fmt: skip
    is_new = cluster.get(target.key) is None
    written = serverside.apply(cluster, config, target.key)
    if isinstance(written, Response):
        return written
    return _answer(cluster, target.kind, written, _CREATED if is_new else _OK)


def _other_kind_patched(target: Target, value: ApiObject, content_type: str) -> Response | None:
    """A strategic merge patch goes into the struct that there is, whatever kind it says."""
    if content_type == patches.STRATEGIC:
        return None
    return _misplaced(target, value)


def _unpatched(error: PatchError) -> Response:
    if error.code == _UNPROCESSABLE:
        return status.failure(_UNPROCESSABLE, "Invalid", _REJECTED, {})
    return status.failure(error.code, error.reason, str(error))


def _answer(cluster: Cluster, kind: Kind, written: Written, code: int) -> Response:
    if written.refusal:
        return status.refused(written.refusal, written.warnings)
    assert written.obj is not None
    return Response(code, presented(cluster, kind, written.obj), written.warnings)


def _manner(request: Request, target: Target) -> Manner:
    validation = request.query.get("fieldValidation") or "Warn"
    manager = request.query.get("fieldManager") or request.manager
    return Manner(validation=validation, part=target.part, manager=manager)


def _stored_kind(kind: Kind) -> Kind:
    return schema.named(stored_as(kind)) or kind


def _placed(target: Target, value: dict[str, Any]) -> ApiObject:
    """The object with the namespace of the path."""
    metadata = {**(value.get("metadata") or {})}
    if target.kind.kind == "Namespace" or not target.kind.namespaced:
        metadata.pop("namespace", None)
    elif target.namespace:
        metadata["namespace"] = target.namespace
    if target.name and not metadata.get("name"):
        metadata["name"] = target.name
    return {**value, "kind": target.kind.kind, "apiVersion": target.kind.api_version, "metadata": metadata}


def _misplaced(target: Target, value: dict[str, Any]) -> Response | None:
    """A body of another kind, or for another place."""
    kind = target.kind
    version, name = str(value.get("apiVersion") or ""), str(value.get("kind") or "")
    if name and (version or kind.api_version, name) != (kind.api_version, kind.kind):
        return _other_kind(kind, version, name)
    namespace = bodies.member(value, "metadata", kind.kind).get("namespace")
    if namespace and kind.namespaced and namespace != target.namespace:
        words = "the namespace of the provided object does not match the namespace sent on the request"
        return status.bad_request(words)
    return None


# Versions that the server no longer serves and still decodes (pkg/apis/*/install).
_APPS = ("apps/v1beta1", "apps/v1beta2", "extensions/v1beta1")
_RETIRED = {
    "Deployment": _APPS,
    "StatefulSet": _APPS[:2],
    "DaemonSet": _APPS[1:],
    "ReplicaSet": _APPS[1:],
    "Ingress": ("networking.k8s.io/v1beta1", "extensions/v1beta1"),
    "CronJob": ("batch/v1beta1",),
    "PodDisruptionBudget": ("policy/v1beta1",),
    "EndpointSlice": ("discovery.k8s.io/v1beta1",),
}


def _other_kind(kind: Kind, version: str, name: str) -> Response:
    number = version.rpartition("/")[2]
    if name == kind.kind and version in _RETIRED.get(name, ()):
        told = f"the API version in the data ({version}) does not match the expected API version"
        return status.bad_request(f"{told} ({kind.api_version})")
    if schema.find(version, name):
        package = kind.group.partition(".")[0] or "core"
        told = f"converting ({number}.{name}) to ({package}.{kind.kind}): unknown conversion"
    else:
        scheme = 'in scheme "k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30"'
        told = f'no kind "{name}" is registered for version "{version}" {scheme}'
    words = f'{name} in version "{number}" cannot be handled as a {kind.kind}: {told}'
    return status.bad_request(words)


def _other_name(target: Target, value: Any) -> Response | None:
    metadata = value.get("metadata") or {}
    name = metadata.get("name") if isinstance(metadata, dict) else None
    if not name or name == target.name:
        return None
    told = f"the name of the object ({name}) does not match the name on the URL ({target.name})"
    return status.bad_request(told)


def _version_of(value: dict[str, Any]) -> str:
    return str((value.get("metadata") or {}).get("resourceVersion") or "")
