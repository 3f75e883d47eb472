"""The garbage collector: what belonged to an owner goes with it (kubernetes.io/docs, garbage-collection)."""

from __future__ import annotations

from collections.abc import Iterable

from k8sviz.sim.cluster import Change, Cluster
from k8sviz.sim.controllers.controller import EVERYTHING, Controller
from k8sviz.sim.controllers.deletion import delete


def _concerns(_cluster: Cluster, change: Change) -> Iterable[str]:
    if change.after is None and change.before is not None:
        yield f"owner/{change.before['metadata']['uid']}"
        if change.key.kind == "Namespace":
            yield f"namespace/{change.key.name}"


def _reconcile(cluster: Cluster, subject: str) -> None:
    what, _, name = subject.partition("/")
    orphans = cluster.owned_by(name) if what == "owner" else cluster.in_namespace(name)
    for obj in orphans:
        delete(cluster, obj)


GARBAGE_COLLECTOR = Controller("garbage-collector", (EVERYTHING,), _concerns, _reconcile, due=_reconcile)
