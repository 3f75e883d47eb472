"""NetworkPolicies on the way of a packet: who may open a connection to whom.

A policy is held against a packet after kube-proxy has rewritten it, at the Pod that the policy selects.
Policies add up: once one selects a Pod for a direction, only what some policy allows passes (documentation:
Network Policies, "The two sorts of Pod isolation").
"""

from __future__ import annotations

from typing import NamedTuple

from k8sviz.sim.dataplane.addresses import within
from k8sviz.sim.dataplane.journey import FiveTuple
from k8sviz.sim.objects.networkpolicy import EGRESS, INGRESS, Opening

NamedPorts = dict[tuple[str, str, str], int]
"""The number behind a Pod's address, a protocol and a container port's name."""


class Range(NamedTuple):
    """An ipBlock."""

    cidr: str
    excepted: tuple[str, ...]

    def holds(self, address: str) -> bool:
        """Whether an address is in it and in none of its exceptions."""
        return within(address, self.cidr) and not any(within(address, one) for one in self.excepted)


class Gate(NamedTuple):
    """One rule of a policy; `addresses` None and no `ranges`: from and to everyone."""

    addresses: frozenset[str] | None
    ranges: tuple[Range, ...]
    openings: tuple[Opening, ...]

    def admits(self, other: str, at: FiveTuple, named: NamedPorts) -> bool:
        """Whether a packet with that other end passes here."""
        return self._knows(other) and (
            not self.openings or any(_open(one, at, named) for one in self.openings)
        )

    def _knows(self, other: str) -> bool:
        if self.addresses is None and not self.ranges:
            return True
        return other in (self.addresses or ()) or any(one.holds(other) for one in self.ranges)


class Guard(NamedTuple):
    """A policy that selects a Pod for one direction."""

    name: str  # namespace/name
    gates: tuple[Gate, ...]


class Ruling(NamedTuple):
    """What the policies of one Pod say to one packet."""

    way: str
    lines: tuple[str, ...]  # the rule that lets it through, or the policies that do not
    admitted: bool

    @property
    def hook(self) -> str:
        """Where the packet is, as a step calls it."""
        return f"NetworkPolicy {self.way.lower()}"


class Policies:
    """A value: the guards of every Pod that has any, by its address."""

    __slots__ = ("_guards", "_named")

    def __init__(self, guards: dict[tuple[str, str], tuple[Guard, ...]], named: NamedPorts) -> None:
        self._guards = guards  # by direction and address
        self._named = named

    def leaving(self, at: FiveTuple) -> Ruling | None:
        """What the sender's policies say; None if none bounds it."""
        return self._ruling(EGRESS, at.src, at.dst, at)

    def entering(self, at: FiveTuple) -> Ruling | None:
        """What the receiver's policies say; None if none bounds it."""
        return self._ruling(INGRESS, at.dst, at.src, at)

    def guarding(self, way: str, address: str) -> tuple[Guard, ...]:
        """The policies that bound what a Pod receives, or what it sends."""
        return self._guards.get((way, address), ())

    def _ruling(self, way: str, own: str, other: str, at: FiveTuple) -> Ruling | None:
        guards = self._guards.get((way, own))
        if guards is None or own == other:  # nobody can be kept from oneself
            return None
        for guard in guards:
            for number, gate in enumerate(guard.gates):
                if gate.admits(other, at, self._named):
                    return Ruling(way, (f"{guard.name}: {way.lower()}[{number}] allows it",), True)
        return Ruling(way, tuple(f"{guard.name}: nothing in it allows it" for guard in guards), False)


NO_POLICIES = Policies({}, {})


def _open(opening: Opening, at: FiveTuple, named: NamedPorts) -> bool:
    if opening.protocol != at.protocol:
        return False
    if opening.name:
        return named.get((at.dst, at.protocol, opening.name)) == at.dst_port
    return not opening.low or opening.low <= at.dst_port <= opening.high
