"""From Services, EndpointSlices and a node to that node's rule set; what has not changed is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from k8sviz.sim.dataplane.configuration import Proxy, node_port_addresses
from k8sviz.sim.dataplane.iptables.frame import HOOKS, SERVICES, SHARED, fixed, frame_size, way_to_node_ports
from k8sviz.sim.dataplane.iptables.writer import Writer
from k8sviz.sim.dataplane.parts import Parts, copied, health, primary_address, renewed
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
    large: bool | None  # as which it was written; None: not yet


class _Made(NamedTuple):
    """What a rule set was made of."""

    node: Node
    proxy: Proxy
    parts: Parts[_Part]
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
    parts, others = renewed(
        services,
        slices,
        old.parts if old else None,
        lambda service, own: _unwritten(service, own, node, proxy),
    )
    if _write(parts.of, node, proxy) != len(others or ()):
        others = None
    made = _Made(node, proxy, parts, way_to_node_ports(proxy, node_port_addresses(node, proxy)))
    if old is None or others is None or before is None:
        return _assembled(made)
    return _changed(before, old.parts.of, made, others) if others else before


def _unwritten(service: Service, slices: tuple[EndpointSlice, ...], node: Node, proxy: Proxy) -> _Part:
    ports = proxied_ports(service, slices, node, proxy.family)
    return _Part(service, slices, ports, {}, {}, {}, 0, sum([port.endpoints for port in ports]), None)


def _write(parts: dict[Owner, _Part], node: Node, proxy: Proxy) -> int:
    """The new parts, or all of them where the cluster has become large, or is so no more; how many."""
    large = sum([part.endpoints for part in parts.values()]) > LARGE
    owners = [owner for owner, part in parts.items() if part.large is not large]
    for owner in owners:
        parts[owner] = _written(parts[owner], proxy, node, large)
    return len(owners)


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
    proxy, parts = made.proxy, made.parts.of
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


def _changed(before: RuleSet, old: Mapping[Owner, _Part], made: _Made, others: Iterable[Owner]) -> RuleSet:
    """A rule set from the one before: only what is another part now is put in another place."""
    tables = {table: copied(chains) for table, chains in before.tables.items()}
    for owner in others:
        was, part = old[owner], made.parts.of[owner]
        for name in was.own:
            if name not in part.own:
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
    parts = made.parts
    size = frame_size(made.proxy) + len(made.tail) + sum([part.size for part in parts.of.values()])
    return RuleSet(tables, HOOKS, size, parts.checks(), made)
