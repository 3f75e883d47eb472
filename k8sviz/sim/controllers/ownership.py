"""Which workload a changed Pod concerns: its controller."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from k8sviz.sim.cluster import Change, Cluster
from k8sviz.sim.controllers.controller import subject_of
from k8sviz.sim.objects.workload import controller_of


def concerns(kind: str) -> Callable[[Cluster, Change], Iterable[str]]:
    """For a controller of `kind` that watches its own objects and their Pods."""
    plain = kind.partition(".")[0]

    def concerned(_cluster: Cluster, change: Change) -> Iterable[str]:
        if change.key.kind == kind:
            return (subject_of(change.key),) if change.after else ()
        owners = [controller_of(obj) or {"kind": ""} for obj in (change.before, change.after) if obj]
        return dict.fromkeys(
            f"{change.key.namespace}/{owner['name']}" for owner in owners if owner["kind"] == plain
        )

    return concerned
