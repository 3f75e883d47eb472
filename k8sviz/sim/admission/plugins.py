"""The admission plugins that are on by default and may say no (pkg/kubeapiserver/options/plugins.go)."""

from __future__ import annotations

from k8sviz.sim.admission import classes, limits, pods, quota
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.manifests import refusals
from k8sviz.sim.manifests.fieldpath import Path
from k8sviz.sim.manifests.schema import Kind
from k8sviz.sim.objects.identity import ApiObject
from k8sviz.sim.problems import Refusal

_PRIORITY = "PriorityClass.scheduling.k8s.io"


def before(cluster: Cluster, kind: Kind, obj: ApiObject, doing: str) -> tuple[Refusal, Path] | None:
    """Why a new object is forbidden before anybody has looked whether it is valid, and where that stands."""
    if kind.name != "Pod":
        return None
    if told := pods.without_account(cluster, obj):
        return forbidden(kind, obj, told, doing), ("spec", "serviceAccountName")
    told = classes.forbidden(cluster, obj["spec"])
    return (forbidden(kind, obj, told, doing), ("spec",)) if told else None


def after(cluster: Cluster, kind: Kind, obj: ApiObject, old: ApiObject | None, doing: str) -> Refusal | None:
    """Why a valid object is forbidden."""
    told = denied(cluster, kind, obj, old)
    return forbidden(kind, obj, told, doing) if told else None


def denied(cluster: Cluster, kind: Kind, obj: ApiObject, old: ApiObject | None = None) -> str:
    """The same as words: two default classes, limits that are broken, a quota that is used up."""
    if kind.name == _PRIORITY and obj.get("globalDefault"):
        other = classes.default_class(cluster)
        if other is not None and other["metadata"]["name"] != obj["metadata"]["name"]:
            name = other["metadata"]["name"]
            return f"PriorityClass {name} is already marked as default. Only one default can exist"
    if old is not None:
        return ""
    if kind.name == "Pod" and (told := classes.overhead_without_class(cluster, obj["spec"])):
        return told
    return limits.forbidden(cluster, obj) or quota.forbidden(cluster, kind.name, obj)


def forbidden(kind: Kind, obj: ApiObject, told: str, doing: str) -> Refusal:
    """403, in the words of admission.NewForbidden."""
    name = obj["metadata"].get("name", "")
    message = f'{kind.resource} "{name}" is forbidden: {told}'
    return refusals.about(kind, name, refusals.FORBIDDEN, "Forbidden", message, doing)
