"""From Services, EndpointSlices and a node to that node's rule set; what has not changed is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from k8sviz.sim.dataplane.configuration import Proxy, node_port_addresses
from k8sviz.sim.dataplane.iptables.frame import HOOKS, SERVICES, SHARED, fixed, frame_size, way_to_node_ports
from k8sviz.sim.dataplane.iptables.writer import Writer
from k8sviz.sim.dataplane.parts import by_service, health, primary_address
from k8sviz.sim.dataplane.ports import ProxiedPort, proxied_ports
from k8sviz.sim.dataplane.rules import AnyChain, Chain, Health, Owner, Rule, RuleSet, SharedChain
from k8sviz.sim.objects.endpointslice import EndpointSlice
from k8sviz.sim.objects.node import Node
from k8sviz.sim.objects.service import Service

LARGE = 1000  # endpoints; beyond, comments are saved (largeClusterEndpointsThreshold)


class _Part(NamedTuple):
    """What one Service comes to on one node, and what that was made of."""

    service: Service
    slices: tuple[EndpointSlice, ...]
    ports: tuple[ProxiedPort, ...]
    shared: Mapping[tuple[str, str], tuple[Rule, ...]]
    own: Mapping[str, Chain]
    health: Mapping[int, Health]
    size: int
    endpoints: int
    large: bool


class _Made(NamedTuple):
    """What a rule set was made of."""

    node: Node
    proxy: Proxy
    parts: dict[Owner, _Part]
    tail: tuple[Rule, ...]  # the end of nat KUBE-SERVICES


def compile_rules(
    node: Node,
    services: Iterable[Service],
    slices: Iterable[EndpointSlice],
    proxy: Proxy | str,
    before: RuleSet | None = None,
) -> RuleSet:
    """The rule set of one node; `before` is one to go on from. A `str` is the Pods' CIDR."""
    if isinstance(proxy, str):
        proxy = Proxy(proxy)
    old = before.made_of if before is not None and isinstance(before.made_of, _Made) else None
    if old is not None and (old.node, old.proxy) != (node, proxy):
        old = None
    parts = _parts(node, services, by_service(slices), proxy, old.parts if old else {})
    tail = way_to_node_ports(proxy, node_port_addresses(node, proxy))
    made = _Made(node, proxy, parts, tail)
    if old is not None and before is not None and list(old.parts) == list(parts):
        return _changed(before, old.parts, made)
    return _assembled(made)


def _parts(
    node: Node,
    services: Iterable[Service],
    slices: Mapping[Owner, tuple[EndpointSlice, ...]],
    proxy: Proxy,
    old: Mapping[Owner, _Part],
) -> dict[Owner, _Part]:
    parts: dict[Owner, _Part] = {}
    for service in services:
        owner = service.namespace, service.name
        pieces, kept = slices.get(owner, ()), old.get(owner)
        if kept is not None and kept.service is service and kept.slices == pieces:
            parts[owner] = kept
        else:
            ports = proxied_ports(service, pieces, node, proxy.family)
            endpoints = sum(port.endpoints for port in ports)
            parts[owner] = _Part(service, pieces, ports, {}, {}, {}, 0, endpoints, False)
    large = sum([part.endpoints for part in parts.values()]) > LARGE
    for owner, part in parts.items():
        if part is not old.get(owner) or part.large is not large:
            parts[owner] = _written(part, proxy, node, large)
    return parts


def _written(part: _Part, proxy: Proxy, node: Node, large: bool) -> _Part:
    shared: dict[tuple[str, str], list[Rule]] = {}
    own: dict[str, Chain] = {}
    for port in part.ports:
        written = Writer(port, proxy, primary_address(node, proxy.family), large).write()
        for place, rules in written.shared.items():
            shared.setdefault(place, []).extend(rules)
        own.update((name, Chain(rules)) for name, rules in written.own.items() if rules)
    size = sum(map(len, shared.values())) + sum(len(chain.rules) for chain in own.values())
    frozen = {place: tuple(rules) for place, rules in shared.items()}
    return part._replace(
        shared=frozen, own=own, health=health(part.service, part.ports), size=size, large=large
    )


def _assembled(made: _Made) -> RuleSet:
    """A rule set from all its parts."""
    proxy, parts = made.proxy, made.parts
    tables: dict[str, dict[str, AnyChain]] = {}
    for table, names in SHARED.items():
        tables[table] = dict(fixed(table, proxy))
        for name in names:
            pieces = {owner: part.shared.get((table, name), ()) for owner, part in parts.items()}
            end = made.tail if (table, name) == ("nat", SERVICES) else ()
            tables[table][name] = SharedChain(pieces, end)
    for part in parts.values():
        tables["nat"].update(part.own)
    return _rule_set(tables, made)


def _changed(before: RuleSet, old: Mapping[Owner, _Part], made: _Made) -> RuleSet:
    """A rule set from the one before: only what is another part now is put in another place."""
    was_and_is = zip(old.values(), made.parts.items(), strict=True)
    changed = [owner for was, (owner, part) in was_and_is if part is not was]
    if not changed:
        return before
    tables = {table: dict(chains) for table, chains in before.tables.items()}
    for owner in changed:
        was, part = old[owner], made.parts[owner]
        for name in was.own:
            del tables["nat"][name]
        tables["nat"].update(part.own)
        for table, chain in sorted({*was.shared, *part.shared}):
            shared = tables[table][chain]
            assert isinstance(shared, SharedChain)
            if owner not in shared.pieces or (table, chain) not in part.shared:
                return _assembled(made)  # its place among the others is new: kept the same as from scratch
            tables[table][chain] = shared.with_piece(owner, part.shared[table, chain])
    return _rule_set(tables, made)


def _rule_set(tables: Mapping[str, Mapping[str, AnyChain]], made: _Made) -> RuleSet:
    size = frame_size(made.proxy) + len(made.tail) + sum([part.size for part in made.parts.values()])
    checks: dict[int, Health] = {}
    for part in made.parts.values():
        if part.health:
            checks.update(part.health)
    return RuleSet(tables, HOOKS, size, checks, made)
