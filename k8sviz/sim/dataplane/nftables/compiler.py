"""From Services, EndpointSlices and a node to that node's table; what has not changed is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from k8sviz.sim.dataplane.addresses import LOCALHOST
from k8sviz.sim.dataplane.configuration import PRIMARY, Proxy, node_port_addresses
from k8sviz.sim.dataplane.nftables import sets as names
from k8sviz.sim.dataplane.nftables.frame import HOOKS, frame
from k8sviz.sim.dataplane.nftables.sets import KINDS, AffinitySet, Element, NamedSet
from k8sviz.sim.dataplane.nftables.value import TABLE, NftRuleSet
from k8sviz.sim.dataplane.nftables.writer import Writer
from k8sviz.sim.dataplane.parts import Parts, copied, health, renewed
from k8sviz.sim.dataplane.ports import proxied_ports
from k8sviz.sim.dataplane.rules import AnyChain, Chain, Health, Owner, RuleSet
from k8sviz.sim.objects.endpointslice import EndpointSlice
from k8sviz.sim.objects.node import Node
from k8sviz.sim.objects.service import Service

_NODE = "", ""  # whose the node's own elements are


class _Part(NamedTuple):
    """What one Service comes to on one node, and what that was made of."""

    service: Service
    slices: tuple[EndpointSlice, ...]
    elements: Mapping[str, tuple[Element, ...]]
    own: Mapping[str, Chain]
    affinity: Mapping[str, AffinitySet]
    health: Mapping[int, Health]
    size: int


class _Made(NamedTuple):
    """What a rule set was made of."""

    node: Node
    proxy: Proxy
    parts: Parts[_Part]


def compile_nftables(
    node: Node,
    services: Iterable[Service],
    slices: Iterable[EndpointSlice],
    proxy: Proxy,
    before: RuleSet | None = None,
) -> NftRuleSet:
    """The table of one node; `before` is one to go on from."""
    old: _Made | None = None
    if isinstance(before, NftRuleSet) and isinstance(before.made_of, _Made):
        old = before.made_of
        if (old.node, old.proxy) != (node, proxy):
            old = None
    parts, others = renewed(
        services, slices, old.parts if old else None, lambda service, own: _part(service, own, node, proxy)
    )
    made = _Made(node, proxy, parts)
    if old is None or others is None or not isinstance(before, NftRuleSet):
        return _assembled(made)
    return _changed(before, old.parts.of, made, others) if others else before


def _part(service: Service, slices: tuple[EndpointSlice, ...], node: Node, proxy: Proxy) -> _Part:
    elements: dict[str, list[Element]] = {}
    own: dict[str, Chain] = {}
    affinity: dict[str, AffinitySet] = {}
    ports = proxied_ports(service, slices, node, proxy.family)
    for port in ports:
        written = Writer(port, proxy, node).write()
        for name, found in written.elements.items():
            elements.setdefault(name, []).extend(found)
        own.update((name, Chain(rules)) for name, rules in written.own.items())
        affinity.update(written.affinity)
    return _Part(
        service=service,
        slices=slices,
        elements={name: tuple(found) for name, found in elements.items()},
        own=own,
        affinity=affinity,
        health=health(service, ports),
        size=sum(len(chain.rules) for chain in own.values()),
    )


def _assembled(made: _Made) -> NftRuleSet:
    """A table from all its parts."""
    node, proxy, parts = made.node, made.proxy, made.parts.of
    sets = {
        name: NamedSet.made(
            name, proxy.family, {owner: part.elements.get(name, ()) for owner, part in parts.items()}
        )
        for name in KINDS
        if name != names.NODE_PORT_IPS
    }
    asked = proxy if proxy.node_port_addresses else Proxy("", proxy.family, node_port_addresses=(PRIMARY,))
    addresses = node_port_addresses(node, asked)
    if addresses is not None:
        own = {_NODE: tuple(Element((address,)) for address in addresses if address != LOCALHOST)}
        sets[names.NODE_PORT_IPS] = NamedSet.made(names.NODE_PORT_IPS, proxy.family, own)
    chains: dict[str, AnyChain] = {}
    affinity: dict[str, AffinitySet] = {}
    for part in parts.values():
        chains.update(part.own)
        affinity.update(part.affinity)
    return _rule_set(chains, sets, affinity, made)


def _changed(
    before: NftRuleSet, old: Mapping[Owner, _Part], made: _Made, others: Iterable[Owner]
) -> NftRuleSet:
    """A table from the one before: only what is another part now is put in another place."""
    chains, sets, affinity = copied(before.tables[TABLE]), dict(before.sets), dict(before.affinity)
    for owner in others:
        was, part = old[owner], made.parts.of[owner]
        for name in was.own:
            if name not in part.own:
                del chains[name]
        for name in was.affinity:
            del affinity[name]
        chains.update(part.own)
        affinity.update(part.affinity)
        for name in sorted({*was.elements, *part.elements}):
            if name not in was.elements or name not in part.elements:
                return _assembled(made)  # its place among the others is new: kept the same as from scratch
            sets[name] = sets[name].with_piece(owner, part.elements[name])
    return _rule_set(chains, sets, affinity, made)


def _rule_set(
    chains: dict[str, AnyChain],
    sets: Mapping[str, NamedSet],
    affinity: Mapping[str, AffinitySet],
    made: _Made,
) -> NftRuleSet:
    own = frame(made.proxy, sets)
    chains.update(own)
    size = sum([len(chain.rules) for chain in own.values()]) + sum(
        [part.size for part in made.parts.of.values()]
    )
    return NftRuleSet(
        made.proxy.family, {TABLE: chains}, HOOKS, sets, affinity, size, made.parts.checks(), made
    )
