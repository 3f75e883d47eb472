"""A NetworkPolicy as the network reads it (networking.k8s.io/v1; documentation: Network Policies)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from k8sviz.sim.objects.identity import ApiObject, Key

INGRESS, EGRESS = "Ingress", "Egress"
KIND = "NetworkPolicy.networking.k8s.io"
Selector = dict[str, Any]


class Peer(msgspec.Struct, frozen=True, gc=False):
    """Who may be at the other end: Pods of namespaces, or a range of addresses."""

    pods: Selector | None = None  # None: every Pod of the namespaces
    namespaces: Selector | None = None  # None: the policy's own
    block: str = ""  # a CIDR; then there are no selectors
    excepted: tuple[str, ...] = ()


class Opening(msgspec.Struct, frozen=True, gc=False):
    """A port, or a range of them; an empty `name` and a `low` of 0 mean every port of the protocol."""

    protocol: str  # tcp, udp, sctp
    low: int = 0
    high: int = 0
    name: str = ""


class Allowance(msgspec.Struct, frozen=True, gc=False):
    """One rule: these peers, through these openings; without any of either, all."""

    peers: tuple[Peer, ...]
    openings: tuple[Opening, ...]


class NetworkPolicy(msgspec.Struct, frozen=True, gc=False):
    """Whose traffic is bounded, in which directions, and what is let through."""

    namespace: str
    name: str
    pods: Selector
    ways: tuple[str, ...]  # INGRESS, EGRESS
    ingress: tuple[Allowance, ...]
    egress: tuple[Allowance, ...]

    @classmethod
    def of(cls, obj: ApiObject) -> NetworkPolicy:
        """The typed view of a stored object."""
        spec = obj["spec"]
        return cls(
            namespace=obj["metadata"]["namespace"],
            name=obj["metadata"]["name"],
            pods=spec.get("podSelector") or {},
            ways=tuple(spec.get("policyTypes") or (INGRESS,)),
            ingress=tuple(_allowances(spec.get("ingress"), "from")),
            egress=tuple(_allowances(spec.get("egress"), "to")),
        )

    @property
    def key(self) -> Key:
        """Where the object is stored."""
        return Key(KIND, self.namespace, self.name)

    def allowances(self, way: str) -> tuple[Allowance, ...]:
        """The rules of one direction."""
        return self.ingress if way == INGRESS else self.egress


def _allowances(rules: list[dict[str, Any]] | None, peers: str) -> Iterator[Allowance]:
    for rule in rules or ():
        yield Allowance(
            tuple(_peer(one) for one in rule.get(peers) or ()),
            tuple(_opening(one) for one in rule.get("ports") or ()),
        )


def _peer(said: dict[str, Any]) -> Peer:
    block = said.get("ipBlock") or {}
    return Peer(
        said.get("podSelector"),
        said.get("namespaceSelector"),
        block.get("cidr", ""),
        tuple(block.get("except") or ()),
    )


def _opening(said: dict[str, Any]) -> Opening:
    protocol, port = said.get("protocol", "TCP").lower(), said.get("port")
    if isinstance(port, int):
        return Opening(protocol, port, said.get("endPort") or port)
    return Opening(protocol, name=port or "")
