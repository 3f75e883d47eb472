"""Named sets and verdict maps: a packet looks itself up in them, so the number of rules hardly grows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from k8sviz.sim.dataplane.addresses import IPV6
from k8sviz.sim.dataplane.rules import Owner
from k8sviz.sim.dataplane.targets import Target

Key = tuple[str | int, ...]
"""What is looked up: addresses, protocols and ports, in the order of the set's type."""

CLUSTER_IPS, HAIRPIN, NODE_PORT_IPS = "cluster-ips", "hairpin-connections", "nodeport-ips"
FIREWALL_IPS, SERVICE_IPS, SERVICE_NODE_PORTS = "firewall-ips", "service-ips", "service-nodeports"
NO_ENDPOINT_SERVICES, NO_ENDPOINT_NODE_PORTS = "no-endpoint-services", "no-endpoint-nodeports"
AFFINITY = "affinity-"  # one for each endpoint of a Service with session affinity

_PLACE = "{addr} . inet_proto . inet_service : verdict"
_PORT = "inet_proto . inet_service : verdict"
KINDS = {  # type and comment, in the order in which kube-proxy makes them (pkg/proxy/nftables/proxier.go)
    HAIRPIN: ("{addr} . {addr} . inet_proto . inet_service", "service hairpin connections"),
    CLUSTER_IPS: ("{addr}", "Active ClusterIPs"),
    NODE_PORT_IPS: ("{addr}", "IPs that accept NodePort traffic"),
    NO_ENDPOINT_SERVICES: (_PLACE, "vmap to drop or reject packets to services with no endpoints"),
    NO_ENDPOINT_NODE_PORTS: (_PORT, "vmap to drop or reject packets to service nodeports with no endpoints"),
    FIREWALL_IPS: (_PLACE, "destinations that are subject to LoadBalancerSourceRanges"),
    SERVICE_IPS: (_PLACE, "ClusterIP, ExternalIP and LoadBalancer IP traffic"),
    SERVICE_NODE_PORTS: (_PORT, "NodePort traffic"),
}


class Element(NamedTuple):
    """One member of a set, or one entry of a map."""

    key: Key
    verdict: Target | None = None
    comment: str = ""

    @property
    def text(self) -> str:
        """As kube-proxy writes it."""
        words = " . ".join(map(str, self.key))
        if self.comment:
            words += f' comment "{self.comment}"'
        return words if self.verdict is None else f"{words} : {self.verdict.text}"


def address_type(family: str) -> str:
    """How a set's type names addresses of a family."""
    return "ipv6_addr" if family == IPV6 else "ipv4_addr"


class NamedSet:
    """A set or map to which every Service adds its elements; two may add the same."""

    __slots__ = ("_index", "comment", "name", "pieces", "type")

    def __init__(
        self, name: str, type_: str, comment: str, pieces: Mapping[Owner, tuple[Element, ...]]
    ) -> None:
        self.name = name
        self.type = type_
        self.comment = comment
        self.pieces = {owner: elements for owner, elements in pieces.items() if elements}
        self._index: dict[Key, tuple[Element, ...]] | None = None

    @classmethod
    def made(cls, name: str, family: str, pieces: Mapping[Owner, tuple[Element, ...]]) -> NamedSet:
        """One of kube-proxy's own."""
        type_, comment = KINDS[name]
        return cls(name, type_.format(addr=address_type(family)), comment, pieces)

    @property
    def is_map(self) -> bool:
        """Whether its elements have verdicts."""
        return self.type.endswith(": verdict")

    @property
    def elements(self) -> Iterable[Element]:
        """All of them, each once."""
        return {one.key: one for piece in self.pieces.values() for one in piece}.values()

    def __contains__(self, key: Key) -> bool:
        return key in self._indexed()

    def verdict(self, key: Key) -> Target | None:
        """What a map holds for a key."""
        found = self._indexed().get(key)
        return found[-1].verdict if found else None

    def with_piece(self, owner: Owner, elements: tuple[Element, ...]) -> NamedSet:
        """The same set after one Service's elements have changed (and their number was not 0 before)."""
        twin = NamedSet(self.name, self.type, self.comment, {})
        twin.pieces = {**self.pieces, owner: elements}
        if self._index is not None:
            twin._index = _added(_without(self._index, self.pieces[owner]), elements)
        return twin

    def _indexed(self) -> dict[Key, tuple[Element, ...]]:
        if self._index is None:
            self._index = _added({}, (one for piece in self.pieces.values() for one in piece))
        return self._index


def _added(
    index: dict[Key, tuple[Element, ...]], elements: Iterable[Element]
) -> dict[Key, tuple[Element, ...]]:
    for one in elements:
        index[one.key] = (*index.get(one.key, ()), one)
    return index


def _without(
    index: Mapping[Key, tuple[Element, ...]], elements: Iterable[Element]
) -> dict[Key, tuple[Element, ...]]:
    left = dict(index)
    for one in elements:
        others = tuple(other for other in left[one.key] if other is not one)
        if others:
            left[one.key] = others
        else:
            del left[one.key]
    return left


class AffinitySet(NamedTuple):
    """Which clients lately came to one endpoint. The kernel fills it; what is in it is the node's own."""

    name: str
    type: str
    seconds: int
