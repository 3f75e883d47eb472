"""Which endpoints a node's rules may choose (pkg/proxy/topology.go; semantics 65, 66, 87)."""

from __future__ import annotations

from typing import NamedTuple

from k8sviz.sim.objects.endpointslice import Endpoint
from k8sviz.sim.objects.node import Node


class Choice(NamedTuple):
    """What CategorizeEndpoints answers."""

    cluster: tuple[Endpoint, ...]
    local: tuple[Endpoint, ...]
    any: bool  # some endpoint is usable somewhere


def choose(endpoints: tuple[Endpoint, ...], node: Node, cluster_policy: bool, local_policy: bool) -> Choice:
    """The endpoints for policy Cluster and for policy Local, seen from `node`."""
    cluster = _usable(_near(endpoints, node)) if cluster_policy else ()
    local = _usable(tuple(e for e in endpoints if e.node == node.name)) if local_policy else ()
    return Choice(cluster, local, bool(cluster or local or _usable(endpoints)))


def _usable(endpoints: tuple[Endpoint, ...]) -> tuple[Endpoint, ...]:
    ready = tuple(e for e in endpoints if e.ready)
    return ready or tuple(e for e in endpoints if e.serving and e.terminating)


def _near(endpoints: tuple[Endpoint, ...], node: Node) -> tuple[Endpoint, ...]:
    ready = [e for e in endpoints if e.ready]
    if ready and all(e.node_hints for e in ready):
        near = tuple(e for e in ready if node.name in e.node_hints)
        if near:
            return near
    if ready and node.zone and all(e.zone_hints for e in ready):
        near = tuple(e for e in ready if node.zone in e.zone_hints)
        if near:
            return near
    return endpoints
