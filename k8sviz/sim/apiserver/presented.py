"""A stored object as it goes out: in the version that was asked for, with those who decided its fields."""

from __future__ import annotations

from k8sviz.sim.admission import managers
from k8sviz.sim.admission.managers import Manager
from k8sviz.sim.apiserver import authors, versions
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.manifests.schema import Kind
from k8sviz.sim.objects.identity import ApiObject


def presented(cluster: Cluster, kind: Kind, obj: ApiObject, last: tuple[Manager, ...] = ()) -> ApiObject:
    """The object with its kind and version; `last` are the managers of one that is gone."""
    return {"kind": kind.kind, "apiVersion": kind.api_version, **item(cluster, kind, obj, last)}


def item(cluster: Cluster, kind: Kind, obj: ApiObject, last: tuple[Manager, ...] = ()) -> ApiObject:
    """The same inside a List, whose kind tells its items' kind."""
    rest = {key: value for key, value in versions.to(kind, obj).items() if key not in ("kind", "apiVersion")}
    held = authors.everyone(cluster, kind, obj, last)
    if held:
        rest["metadata"] = {**rest["metadata"], "managedFields": managers.shown(held)}
    return rest
