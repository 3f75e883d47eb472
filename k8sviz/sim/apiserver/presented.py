"""A stored object as it goes out: in the version that was asked for."""

from __future__ import annotations

from k8sviz.sim.apiserver import versions
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.manifests.schema import Kind
from k8sviz.sim.objects.identity import ApiObject


def presented(cluster: Cluster, kind: Kind, obj: ApiObject) -> ApiObject:
    """The object with its kind and version."""
    return {"kind": kind.kind, "apiVersion": kind.api_version, **_rest(versions.to(kind, obj))}


def item(cluster: Cluster, kind: Kind, obj: ApiObject) -> ApiObject:
    """The same inside a List, whose kind tells its items' kind."""
    return _rest(versions.to(kind, obj))


def _rest(obj: ApiObject) -> ApiObject:
    return {key: value for key, value in obj.items() if key not in ("kind", "apiVersion")}
