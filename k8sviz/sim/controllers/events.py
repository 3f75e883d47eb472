"""Events: what controllers tell people of what they did, as `kubectl describe` shows it."""

from __future__ import annotations

from typing import Any, NamedTuple

from k8sviz.sim.cluster import Cluster
from k8sviz.sim.objects.identity import ApiObject, Key, key_of

_KIND = "Event"
_LIFE = 3_600_000  # ms: kube-apiserver --event-ttl
_KEPT = 1_000  # of a room
_EPOCH = 1_767_225_600  # seconds from 1970 to the beginning of a room's time
SCHEDULER = "default-scheduler"


class Recorder(NamedTuple):
    """Who tells: a controller, or the kubelet of a node."""

    component: str
    host: str = ""


def normal(
    cluster: Cluster, by: Recorder, obj: ApiObject, reason: str, message: str, field: str = ""
) -> None:
    """Tell of something that is as it should be."""
    _record(cluster, by, obj, ("Normal", reason, message), field)


def warn(cluster: Cluster, by: Recorder, obj: ApiObject, reason: str, message: str, field: str = "") -> None:
    """Tell of something that is not."""
    _record(cluster, by, obj, ("Warning", reason, message), field)


def _record(cluster: Cluster, by: Recorder, obj: ApiObject, told: tuple[str, str, str], field: str) -> None:
    kind, reason, message = told
    metadata = obj["metadata"]
    heard = cluster.correlation.hear(
        cluster.now, (by.component, by.host, metadata["uid"]), (field, kind, reason), message
    )
    if heard is None:
        return
    now = cluster.settings.timestamp(cluster.now)
    namespace = metadata.get("namespace") or "default"
    before = cluster.get(Key(_KIND, namespace, cluster.correlation.names.get(heard.key, "")))
    if before is not None:
        count = before["count"] + 1
        cluster.put({**before, "count": count, "lastTimestamp": now, "message": heard.message})
        return
    event = _event(cluster, obj, kind, reason, heard.message) | {
        "count": 1,
        "eventTime": None,
        "firstTimestamp": now,
        "lastTimestamp": now,
        "reportingComponent": by.component,
        "reportingInstance": by.host,
        "source": {"component": by.component} | ({"host": by.host} if by.host else {}),
    }
    if field:
        event["involvedObject"]["fieldPath"] = field
    cluster.correlation.names[heard.key] = event["metadata"]["name"]
    cluster.put(event)


def scheduled(cluster: Cluster, obj: ApiObject, message: str) -> None:
    """The scheduler tells by the newer API (events.k8s.io): with an action, and a time to the microsecond."""
    _tell(cluster, obj, ("Normal", "Scheduled", message), "Binding")


def not_scheduled(cluster: Cluster, obj: ApiObject, message: str) -> None:
    """The same, of a Pod that fits nowhere; told again, it becomes a series."""
    _tell(cluster, obj, ("Warning", "FailedScheduling", message), "Scheduling")


def _tell(cluster: Cluster, obj: ApiObject, told: tuple[str, str, str], action: str) -> None:
    kind, reason, message = told
    key = (SCHEDULER, obj["metadata"]["uid"], action, reason)
    stamp = _micro(cluster)
    name = cluster.correlation.names.get(key, "")
    before = cluster.get(Key(_KIND, obj["metadata"]["namespace"], name))
    if before is not None:
        count = (before.get("series") or {"count": 1})["count"] + 1
        cluster.put({**before, "series": {"count": count, "lastObservedTime": stamp}})
        return
    event = _event(cluster, obj, kind, reason, message) | {
        "action": action,
        "eventTime": stamp,
        "firstTimestamp": None,
        "lastTimestamp": None,
        "reportingComponent": SCHEDULER,
        "reportingInstance": f"{SCHEDULER}-vm",
        "source": {},
    }
    cluster.correlation.names[key] = event["metadata"]["name"]
    cluster.put(event)


def _event(cluster: Cluster, obj: ApiObject, kind: str, reason: str, message: str) -> ApiObject:
    _clear(cluster)
    metadata = obj["metadata"]
    involved: dict[str, Any] = {
        "apiVersion": obj["apiVersion"],
        "kind": obj["kind"],
        "name": metadata["name"],
    }
    if metadata.get("namespace"):
        involved |= {"namespace": metadata["namespace"], "resourceVersion": metadata["resourceVersion"]}
    return {
        "apiVersion": "v1",
        "involvedObject": involved | {"uid": metadata["uid"]},
        "kind": _KIND,
        "message": message,
        "metadata": {
            "name": f"{metadata['name']}.{_number(cluster):x}",
            "namespace": metadata.get("namespace") or "default",
        },
        "reason": reason,
        "type": kind,
    }


def _number(cluster: Cluster) -> int:
    """Nanoseconds since 1970; no two Events have the same."""
    now = (_EPOCH * 1000 + cluster.now) * 1_000_000
    last = cluster.counters.get("last-event", 0)
    cluster.counters["last-event"] = now = max(now, last + 1)
    return now


def _micro(cluster: Cluster) -> str:
    return f"{cluster.settings.timestamp(cluster.now)[:-1]}.{cluster.now % 1000:03}000Z"


def _clear(cluster: Cluster) -> None:
    """Events live for an hour; a room keeps so many and no more."""
    horizon = cluster.settings.timestamp(max(0, cluster.now - _LIFE))
    while (oldest := next(cluster.of_kind(_KIND), None)) is not None:
        last: str = oldest.get("lastTimestamp") or oldest.get("eventTime") or horizon
        if last >= horizon and cluster.size_of(_KIND) < _KEPT:
            return
        cluster.remove(key_of(oldest))
