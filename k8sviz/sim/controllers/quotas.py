"""The resource quota controller: a quota's status tells what has been used (pkg/controller/resourcequota)."""

from __future__ import annotations

from collections.abc import Iterable

from k8sviz.sim.admission import quota
from k8sviz.sim.cluster import Change, Cluster
from k8sviz.sim.controllers.controller import EVERYTHING, Controller, key_for, subject_of
from k8sviz.sim.objects.identity import key_of


def _concerns(cluster: Cluster, change: Change) -> Iterable[str]:
    if not cluster.size_of(quota.KIND) or change.key.kind == "Event":
        return ()
    return [subject_of(key_of(one)) for one in cluster.of_kind(quota.KIND, change.key.namespace or "-")]


def _reconcile(cluster: Cluster, subject: str) -> None:
    found = cluster.get(key_for(quota.KIND, subject))
    if found is None:
        return
    hard = found["spec"].get("hard", {})
    status = {"hard": hard, "used": quota.used(cluster, found)} if hard else {}
    if found.get("status") != status:
        cluster.put_status({**found, "status": status})


QUOTAS = Controller("resourcequota", (EVERYTHING,), _concerns, _reconcile, due=_reconcile)
