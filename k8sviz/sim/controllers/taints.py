"""Taints and tolerations, and the eviction of Pods that do not tolerate a NoExecute taint."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from k8sviz.sim.cluster import Change, Cluster
from k8sviz.sim.controllers import events
from k8sviz.sim.controllers.controller import Controller, key_for, subject_of
from k8sviz.sim.controllers.deletion import delete
from k8sviz.sim.objects.identity import ApiObject, Key, key_of

_NAME = "taint-eviction"
_RECORDER = events.Recorder("taint-eviction-controller")
_FOREVER = -1


def tolerates(toleration: dict[str, Any], taint: dict[str, Any]) -> bool:
    """Whether a toleration is about this taint (concepts/scheduling-eviction/taint-and-toleration)."""
    if toleration.get("effect") not in (None, "", taint.get("effect")):
        return False
    if toleration.get("operator") == "Exists":
        return toleration.get("key") in (None, "", taint["key"])
    said = toleration.get("key"), toleration.get("value", "")
    return said == (taint["key"], taint.get("value", ""))


def tolerated(spec: dict[str, Any], node: ApiObject, effects: tuple[str, ...]) -> bool:
    """Whether a Pod tolerates all taints of a node that have one of these effects."""
    return not untolerated(spec, node, effects)


def untolerated(spec: dict[str, Any], node: ApiObject, effects: tuple[str, ...]) -> list[dict[str, Any]]:
    """The taints that keep the Pod away."""
    tolerations = spec.get("tolerations") or ()
    return [
        taint
        for taint in node["spec"].get("taints") or ()
        if taint.get("effect") in effects and not any(tolerates(one, taint) for one in tolerations)
    ]


def _concerns(cluster: Cluster, change: Change) -> Iterable[str]:
    if change.key.kind == "Pod":
        return (subject_of(change.key),) if change.after and change.after["spec"].get("nodeName") else ()
    if change.after is None or _taints(change.before) == _taints(change.after):
        return ()
    name = change.key.name
    return [subject_of(key_of(obj)) for obj in cluster.of_kind("Pod") if obj["spec"].get("nodeName") == name]


def _taints(node: ApiObject | None) -> list[dict[str, Any]]:
    taints = (node["spec"].get("taints") or ()) if node else ()
    return [taint for taint in taints if taint.get("effect") == "NoExecute"]


def _reconcile(cluster: Cluster, subject: str) -> None:
    obj = cluster.get(key_for("Pod", subject))
    if obj is None or "deletionTimestamp" in obj["metadata"]:
        return
    taints = _taints(cluster.get(Key("Node", "", obj["spec"].get("nodeName") or "")))
    if not taints:
        return
    seconds = _patience(obj, taints)
    if seconds == 0:
        _evict(cluster, obj)
    elif seconds != _FOREVER:
        told = f"{obj['metadata']['uid']} {_signature(taints)} {subject}"
        cluster.timers.set(cluster.now + 1000 * seconds, _NAME, told)


def _patience(obj: ApiObject, taints: list[dict[str, Any]]) -> int:
    """For how many seconds the Pod may stay; the shortest toleration counts."""
    waits = []
    for taint in taints:
        able = [one for one in obj["spec"].get("tolerations") or () if tolerates(one, taint)]
        if not able:
            return 0
        waits += [
            max(0, one["tolerationSeconds"]) for one in able if one.get("tolerationSeconds") is not None
        ]
    return min(waits, default=_FOREVER)


def _signature(taints: list[dict[str, Any]]) -> str:
    return ",".join(f"{taint['key']}@{taint.get('timeAdded', '')}" for taint in taints)


def _due(cluster: Cluster, told: str) -> None:
    uid, signature, subject = told.split(" ")
    obj = cluster.get(key_for("Pod", subject))
    if obj is None or obj["metadata"]["uid"] != uid:
        return
    taints = _taints(cluster.get(Key("Node", "", obj["spec"].get("nodeName") or "")))
    if taints and _signature(taints) == signature:
        _evict(cluster, obj)


def _evict(cluster: Cluster, obj: ApiObject) -> None:
    metadata = obj["metadata"]
    told = f"Marking for deletion Pod {metadata['namespace']}/{metadata['name']}"
    events.normal(cluster, _RECORDER, obj, "TaintManagerEviction", told)
    delete(cluster, obj)


TAINT_EVICTION = Controller(_NAME, ("Node", "Pod"), _concerns, _reconcile, _due)
