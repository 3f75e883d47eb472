"""What the server says of a manifest: its causes, one text each."""

from __future__ import annotations

import copy
from typing import Any

from k8sviz.sim import admission
from k8sviz.sim.chance import Chance
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.manifests.dump import write
from k8sviz.sim.problems import Result
from k8sviz.sim.settings import Settings

Fields = dict[str, Any]


def empty_cluster() -> Cluster:
    cluster = Cluster(Settings(), Chance(7))
    cluster.put({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default"}})
    return cluster


def applied(cluster: Cluster, obj: Fields) -> Result:
    [result] = admission.apply(cluster, write(obj)).results
    return result


def causes(result: Result) -> list[str]:
    if result.refusal is None:
        return []
    assert result.refusal.causes, result.refusal.message
    return [f"{cause.path}: {cause.message}" for cause in result.refusal.causes]


def ruled(obj: Fields) -> list[str]:
    """The causes of a refused creation; none where it is accepted."""
    return causes(applied(empty_cluster(), obj))


def edited(obj: Fields, **spec: Any) -> list[str]:
    """The causes of a refused change of the specification."""
    cluster = empty_cluster()
    first = applied(cluster, obj)
    assert first.refusal is None, first.refusal
    return causes(applied(cluster, {**obj, "spec": {**obj["spec"], **spec}}))


def object_of(version: str, kind: str, **fields: Any) -> Fields:
    return {"apiVersion": version, "kind": kind, "metadata": {"name": "it"}, **fields}


def pod(container: Fields | None = None, **spec: Any) -> Fields:
    """A Pod with one container."""
    one = {"name": "c", "image": "i", **(container or {})}
    return object_of("v1", "Pod", spec={"containers": [one], **spec})


def workload(kind: str, container: Fields | None = None, **spec: Any) -> Fields:
    """A workload of the group apps, whose template has one container."""
    template = {"metadata": {"labels": {"a": "b"}}, "spec": pod(container)["spec"]}
    chosen = {"selector": {"matchLabels": {"a": "b"}}, "template": template, **spec}
    return object_of("apps/v1", kind, spec=copy.deepcopy(chosen))


def service(**spec: Any) -> Fields:
    return object_of("v1", "Service", spec={"ports": [{"port": 80}], **spec})
