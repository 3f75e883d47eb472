"""From Services, EndpointSlices and a node to what ipvs mode gives that node; what is the same is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from k8sviz.sim.dataplane.configuration import Proxy
from k8sviz.sim.dataplane.ipvs import sets as names
from k8sviz.sim.dataplane.ipvs.frame import Blocked, filter_rules, nat_rules
from k8sviz.sim.dataplane.ipvs.sets import IPSet, empty_sets
from k8sviz.sim.dataplane.ipvs.value import IpvsRules, Place, VirtualServer
from k8sviz.sim.dataplane.ipvs.writer import Writer
from k8sviz.sim.dataplane.parts import Parts, copied, health, renewed
from k8sviz.sim.dataplane.rules import Health, Owner
from k8sviz.sim.objects.endpointslice import EndpointSlice
from k8sviz.sim.objects.node import Node
from k8sviz.sim.objects.service import Service


class _Part(NamedTuple):
    """What one Service comes to on one node, and what that was made of."""

    service: Service
    slices: tuple[EndpointSlice, ...]
    members: Mapping[str, tuple[str, ...]]
    servers: Mapping[Place, VirtualServer]
    bound: tuple[str, ...]
    blocked: tuple[Blocked, ...]
    health: Mapping[int, Health]
    size: int


class _Made(NamedTuple):
    """What the whole was made of."""

    node: Node
    proxy: Proxy
    parts: Parts[_Part]


def compile_ipvs(
    node: Node,
    services: Iterable[Service],
    slices: Iterable[EndpointSlice],
    proxy: Proxy,
    before: IpvsRules | None = None,
) -> IpvsRules:
    """All that one node's kube-proxy makes of them; `before` is one to go on from."""
    old = before.made_of if before is not None and isinstance(before.made_of, _Made) else None
    if old is not None and (old.node, old.proxy) != (node, proxy):
        old = None
    parts, others = renewed(
        services, slices, old.parts if old else None, lambda service, own: _part(service, own, node, proxy)
    )
    made = _Made(node, proxy, parts)
    if old is None or others is None or before is None:
        return _assembled(made, {}, _servers(parts.of))
    return _changed(before, old.parts.of, made, others) if others else before


def _part(service: Service, slices: tuple[EndpointSlice, ...], node: Node, proxy: Proxy) -> _Part:
    written = Writer(service, slices, node, proxy).write()
    members = {name: tuple(found) for name, found in written.members.items()}
    return _Part(
        service=service,
        slices=slices,
        members={**members, names.IPVS_IPS: tuple(written.bound)} if written.bound else members,
        servers=written.servers,
        bound=tuple(written.bound),
        blocked=tuple(written.blocked),
        health=health(service, written.ports),
        size=sum([1 + len(server.servers) for server in written.servers.values()]),
    )


def _servers(parts: Mapping[Owner, _Part]) -> dict[Place, VirtualServer]:
    return {place: server for part in parts.values() for place, server in part.servers.items()}


def _changed(
    before: IpvsRules, old: Mapping[Owner, _Part], made: _Made, others: Iterable[Owner]
) -> IpvsRules:
    """From the one before: only sets and servers that are others now are made again."""
    kept, servers = dict(before.sets), copied(before.servers)
    for owner in others:
        was, part = old[owner], made.parts.of[owner]
        for name in sorted({*was.members, *part.members}):
            if was.members.get(name) != part.members.get(name):
                kept.pop(name, None)
        same = list(was.servers) == list(part.servers)
        if not same or any(servers[place] is not server for place, server in was.servers.items()):
            return _assembled(made, kept, _servers(made.parts.of))
        servers.update(part.servers)
    return _assembled(made, kept, servers)


def _assembled(made: _Made, kept: Mapping[str, IPSet], servers: Mapping[Place, VirtualServer]) -> IpvsRules:
    """The value: rules are written when all members of the sets are known."""
    parts = list(made.parts.of.values())
    sets = {name: kept.get(name) or _filled(empty, parts) for name, empty in empty_sets().items()}
    blocked = tuple([one for part in parts if part.blocked for one in part.blocked])
    return IpvsRules(
        servers=servers,
        sets=sets,
        rules={
            "nat": tuple(nat_rules(sets, made.proxy)),
            "filter": tuple(filter_rules(sets, blocked)),
        },
        addresses=tuple(sets[names.IPVS_IPS].members),
        health=made.parts.checks(),
        size=sum([part.size for part in parts]),
        made_of=made,
    )


def _filled(empty: IPSet, parts: Iterable[_Part]) -> IPSet:
    """A set with all Services' members: each once, however often it comes."""
    name = empty.name
    return empty._replace(
        members={one: None for part in parts if name in part.members for one in part.members[name]}
    )
