"""GET: an object, a List, or a Table of either."""

from __future__ import annotations

import msgspec

from k8sviz.sim import digits
from k8sviz.sim.admission.warnings import deprecated
from k8sviz.sim.apiserver import derived, paging, scales, selecting, status, tables
from k8sviz.sim.apiserver.paging import PagingError
from k8sviz.sim.apiserver.presented import item, presented
from k8sviz.sim.apiserver.routes import Target, stored_as, target_of
from k8sviz.sim.apiserver.selecting import SelectorError
from k8sviz.sim.calls import Request, Response
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.objects.identity import ApiObject

_PARTS = ("", "status", "ephemeralcontainers", "resize")


def read(cluster: Cluster, request: Request) -> Response:
    """The answer to a GET that is no watch; logs and the like are not the API server's own."""
    target = target_of(request.path)
    if target is None:
        return status.no_resource()
    if target.kind.kind.endswith("Review") or target.kind.name == "Binding":
        return status.not_allowed()
    response = _object(cluster, request, target) if target.name else _collection(cluster, request, target)
    warnings = (*response.warnings, *deprecated(target.kind))
    return msgspec.structs.replace(response, warnings=warnings)


def objects_of(cluster: Cluster, target: Target) -> list[ApiObject]:
    """All objects of a collection, in etcd's order: by namespace and name."""
    stored = stored_as(target.kind)
    made = derived.objects(cluster, stored)
    if made is not None:
        found = [obj for obj in made if target.namespace in ("", obj["metadata"].get("namespace"))]
        found += cluster.of_kind(stored, target.namespace or None)
    else:
        found = list(cluster.of_kind(stored, target.namespace or None))
    if stored == "ComponentStatus":
        return found  # they are in nobody's etcd
    return sorted(found, key=lambda obj: (obj["metadata"].get("namespace", ""), obj["metadata"]["name"]))


def stored_object(cluster: Cluster, target: Target) -> ApiObject | None:
    """The object that a path names, written by somebody or made for the reader."""
    made = derived.objects(cluster, stored_as(target.kind))
    wanted = (target.namespace, target.name)
    for obj in made or ():
        if (obj["metadata"].get("namespace", ""), obj["metadata"]["name"]) == wanted:
            return obj
    return cluster.get(target.key)


def _object(cluster: Cluster, request: Request, target: Target) -> Response:
    obj = stored_object(cluster, target)
    if obj is None:
        return status.not_found(target.kind, target.name)
    if target.part == "scale" and scales.has(target.kind):
        return Response(200, scales.shown(obj))
    if target.part not in _PARTS:
        return status.no_resource()
    if request.table:
        metadata = {"resourceVersion": obj["metadata"]["resourceVersion"]}
        return Response(200, tables.table(cluster, target.kind, [obj], _include(request), metadata))
    return Response(200, presented(cluster, target.kind, obj))


def _collection(cluster: Cluster, request: Request, target: Target) -> Response:
    kind, query = target.kind, request.query
    asked = query.get("resourceVersion", "")
    version = digits.whole(asked)
    if asked and version is None:
        return status.bad_request(f'strconv.ParseUint: parsing "{asked}": invalid syntax')
    if version is not None and version > cluster.revision:
        return status.too_large(asked, cluster.revision)
    try:
        test = selecting.chosen(kind, query)
        chosen = [obj for obj in objects_of(cluster, target) if test(obj)]
        page = paging.page(chosen, query, cluster.revision, bool(target.namespace))
    except (SelectorError, PagingError) as error:
        return status.bad_request(str(error))
    metadata: dict[str, object] = {"resourceVersion": str(cluster.revision)}
    if page.token:
        metadata["continue"] = page.token
        if not query.get("labelSelector") and not query.get("fieldSelector"):
            metadata["remainingItemCount"] = page.remaining
    if request.table:
        return Response(200, tables.table(cluster, kind, page.objects, _include(request), metadata))
    return Response(
        200,
        {
            "kind": f"{kind.kind}List",
            "apiVersion": kind.api_version,
            "metadata": metadata,
            "items": [item(cluster, kind, obj) for obj in page.objects],
        },
    )


def _include(request: Request) -> str:
    return request.query.get("includeObject", "Metadata")
