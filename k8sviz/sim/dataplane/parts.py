"""What every proxy mode makes of one Service before it writes anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import zip_longest
from typing import Generic, NamedTuple, Protocol, TypeVar

from k8sviz.sim.dataplane.addresses import family_of
from k8sviz.sim.dataplane.ports import ProxiedPort
from k8sviz.sim.dataplane.rules import Health, Owner
from k8sviz.sim.objects.endpointslice import EndpointSlice
from k8sviz.sim.objects.node import Node
from k8sviz.sim.objects.service import Service


class Part(Protocol):
    """What one Service comes to on one node, and what that was made of."""

    @property
    def service(self) -> Service:
        """The Service."""

    @property
    def slices(self) -> tuple[EndpointSlice, ...]:
        """Its slices."""

    @property
    def health(self) -> Mapping[int, Health]:
        """What the node's health server answers for it, by port."""


P = TypeVar("P", bound=Part)
K = TypeVar("K")
V = TypeVar("V")
Pieces = Mapping[Owner, tuple[EndpointSlice, ...]]


class Parts(NamedTuple, Generic[P]):
    """The parts of all Services, and the very objects that they were made of."""

    services: tuple[Service, ...]
    slices: tuple[EndpointSlice, ...]
    of: dict[Owner, P]

    def checks(self) -> dict[int, Health]:
        """What the node's health server answers, by port."""
        return {port: one for part in self.of.values() if part.health for port, one in part.health.items()}


def renewed(
    services: Iterable[Service],
    slices: Iterable[EndpointSlice],
    old: Parts[P] | None,
    made: Callable[[Service, tuple[EndpointSlice, ...]], P],
) -> tuple[Parts[P], list[Owner] | None]:
    """The parts as they are now, and whose are others than before; None: all, or their order is another."""
    services, slices = tuple(services), tuple(slices)
    others = _others(old, services, slices) if old is not None else None
    if old is None or others is None:
        pieces, known = by_service(slices), old.of if old is not None else {}
        fresh = {_key(one): _kept(one, pieces, known) or made(one, _own(one, pieces)) for one in services}
        return Parts(services, slices, fresh), None
    pieces = by_service(piece for piece in slices if (piece.namespace, piece.service) in others)
    parts, found = old.of.copy(), []
    for owner, changed in others.items():
        service = changed or (parts[owner].service if owner in parts else None)
        if service is not None and _kept(service, pieces, parts) is None:
            parts[owner] = made(service, _own(service, pieces))
            found.append(owner)
    return Parts(services, slices, parts), found


def _key(service: Service) -> Owner:
    return service.namespace, service.name


def _own(service: Service, pieces: Pieces) -> tuple[EndpointSlice, ...]:
    return pieces.get(_key(service), ())


def _kept(service: Service, pieces: Pieces, old: Mapping[Owner, P]) -> P | None:
    """Its part, if that was made of the same."""
    part = old.get(_key(service))
    same = part is not None and part.service is service and part.slices == _own(service, pieces)
    return part if same else None


def _others(
    old: Parts[P], services: tuple[Service, ...], slices: tuple[EndpointSlice, ...]
) -> dict[Owner, Service | None] | None:
    """Who may have changed, with the Service if it is another; None if Services came, went or moved."""
    others: dict[Owner, Service | None] = {}
    for pair in zip_longest(old.slices, slices):
        if pair[0] is not pair[1]:
            others |= {(one.namespace, one.service): None for one in pair if one is not None}
    if len(old.services) != len(services):
        return None
    for before, service in zip(old.services, services, strict=True):
        if before is not service:
            if _key(before) != _key(service):
                return None
            others[_key(service)] = service
    return others


def by_service(slices: Iterable[EndpointSlice]) -> dict[Owner, tuple[EndpointSlice, ...]]:
    """The slices of each Service."""
    found: dict[Owner, tuple[EndpointSlice, ...]] = {}
    for piece in slices:
        owner = piece.namespace, piece.service
        found[owner] = (*found[owner], piece) if owner in found else (piece,)
    return found


def copied(table: Mapping[K, V]) -> dict[K, V]:
    """A copy of a large table; dict's own method copies one with holes six times as fast as dict() does."""
    return table.copy() if isinstance(table, dict) else dict(table)


def health(service: Service, ports: Iterable[ProxiedPort]) -> dict[int, Health]:
    """What the health server answers: the Service's ready endpoints on this node (semantics 84)."""
    return {
        port.health_check_node_port: Health(
            service.namespace, service.name, sum(one.endpoint.ready for one in port.choice.local)
        )
        for port in ports
        if port.health_check_node_port
    }


def primary_address(node: Node, family: str) -> str:
    """The node's first address of a family."""
    return next((address for address in node.addresses if family_of(address) == family), node.address)
