"""Which endpoints a node's rules may choose (pkg/proxy/topology.go; semantics 44-47, 62-66, 87-90)."""

from __future__ import annotations

from typing import NamedTuple

from k8sviz.sim.objects.endpointslice import Endpoint
from k8sviz.sim.objects.node import Node


class Backend(NamedTuple):
    """One endpoint of one Service port."""

    end: str  # "10.244.0.2:80"; also the order in which they are written
    address: str
    port: int
    endpoint: Endpoint


Backends = tuple[Backend, ...]


class Choice(NamedTuple):
    """What CategorizeEndpoints answers for one Service port on one node."""

    cluster: Backends  # under policy Cluster
    local: Backends  # under policy Local
    reachable: Backends  # all that any rule of the node may lead to
    any: bool  # some endpoint is usable somewhere


def choose(backends: Backends, node: Node, uses_cluster: bool, uses_local: bool) -> Choice:
    """The endpoints for both traffic policies, seen from `node`."""
    cluster = _usable(_near(backends, node), backends) if uses_cluster else ()
    if not uses_local:
        return Choice(cluster, (), cluster, bool(cluster))
    here = tuple(one for one in backends if one.endpoint.node == node.name)
    local = _usable(_ready(here), here)
    reachable = tuple(sorted({one.end: one for one in (*cluster, *local)}.values())) if cluster else local
    return Choice(cluster, local, reachable, bool(cluster or local or _usable(_ready(backends), backends)))


def _ready(backends: Backends) -> Backends:
    return tuple(one for one in backends if one.endpoint.ready)


def _usable(ready: Backends, backends: Backends) -> Backends:
    """Where none is ready, those that finish their work are better than none (KEP-1669)."""
    return ready or tuple(one for one in backends if one.endpoint.serving and one.endpoint.terminating)


def _near(backends: Backends, node: Node) -> Backends:
    """The ready ones that are hinted for this node, or else for its zone, if every ready one is hinted."""
    ready = _ready(backends)
    if all(one.endpoint.node_hints for one in ready):
        near = tuple(one for one in ready if node.name in one.endpoint.node_hints)
        if near:
            return near
    if all(one.endpoint.zone_hints for one in ready):
        near = tuple(one for one in ready if node.zone in one.endpoint.zone_hints)
        if near:
            return near
    return ready
