"""Evidence as kubectl prints it: columns side by side, and a namespace's option."""

from __future__ import annotations

from collections.abc import Sequence

from k8sviz.sim.apiserver.tables import cluster_wide, networking, pods
from k8sviz.sim.objects.identity import ApiObject
from k8sviz.sim.world import World


def columns(*rows: Sequence[object]) -> tuple[str, ...]:
    """Rows with every column as wide as its widest cell."""
    told = [[str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*told, strict=True)]
    return tuple(
        "   ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in told
    )


def service(world: World, obj: ApiObject) -> tuple[str, ...]:
    """A Service as `kubectl get service` lists it, without its age."""
    row = networking.service(obj, world.cluster.now)
    return columns(("NAME", "TYPE", "CLUSTER-IP", "EXTERNAL-IP", "PORT(S)"), row[:5])


def pod(world: World, obj: ApiObject) -> tuple[str, ...]:
    """A Pod as `kubectl get pod` lists it, without its age."""
    return columns(("NAME", "READY", "STATUS", "RESTARTS"), pods.cells(obj, world.cluster.now)[:4])


def node(world: World, obj: ApiObject) -> tuple[str, ...]:
    """A node as `kubectl get node` lists it, without its age."""
    return columns(("NAME", "STATUS", "ROLES"), cluster_wide.node(obj, world.cluster.now)[:3])


def in_namespace(namespace: str) -> str:
    """The option that names a namespace; none for the one that kubectl takes anyway."""
    return "" if namespace in ("", "default") else f" -n {namespace}"
