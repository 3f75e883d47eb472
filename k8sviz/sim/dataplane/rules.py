"""Rules, chains and rule sets as values: what is shown, printed and walked is one thing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from k8sviz.sim.dataplane.matches import Match, OfProtocol, To, ToPort
from k8sviz.sim.dataplane.packet import Packet
from k8sviz.sim.dataplane.targets import Target

Owner = tuple[str, str]
"""The namespace and name of the Service whose rules they are."""


class Rule:
    """One rule of a chain. Never changed once made."""

    __slots__ = ("_line", "_text", "chain", "matches", "owner", "target", "tests")

    def __init__(
        self, chain: str, matches: tuple[Match, ...], target: Target | None, owner: str = ""
    ) -> None:
        self.chain = chain
        self.matches = matches
        self.target = target
        self.owner = owner  # the element whose rule it is; "" for kube-proxy's own
        self.tests = tuple([match.holds for match in matches if match.asks])
        self._text = ""
        self._line = ""

    @property
    def text(self) -> str:
        """Its words in kube-proxy's spelling, without the chain."""
        if not self._text:
            words = [match.text for match in self.matches]
            if self.target is not None:
                words.append(self.target.text)
            self._text = " ".join(words)
        return self._text

    @property
    def line(self) -> str:
        """The whole line that adds it to its chain."""
        if not self._line:
            self._line = f"-A {self.chain} {self.text}"
        return self._line


Place = tuple[str, str, int]
"""The protocol, address ("" for any) and port that a rule is about: what an index can look up."""


def place_of(rule: Rule) -> Place | None:
    """The place a rule is about; None if only a packet can tell."""
    protocol, address, port = "", "", 0
    for match in rule.matches:
        if isinstance(match, OfProtocol):
            protocol = match.protocol
        elif isinstance(match, ToPort):
            port = match.port
        elif isinstance(match, To) and match.low == match.high and not match.inverted:
            address = match.address
    return (protocol, address, port) if protocol and port else None


class Chain:
    """The rules of one chain, in order."""

    __slots__ = ("rules",)

    def __init__(self, rules: Iterable[Rule] = ()) -> None:
        self.rules = tuple(rules)

    def candidates(self, packet: Packet) -> Sequence[Rule]:
        """The rules that the packet has to be held against."""
        return self.rules


class SharedChain:
    """A chain to which every Service adds its rules, with an index over them and kube-proxy's own at the end.

    kube-proxy writes the Services in no order (Go maps); so none is kept between rules for one address
    and rules for all of a node's addresses.
    """

    __slots__ = ("_index", "pieces", "tail")

    def __init__(self, pieces: Mapping[Owner, tuple[Rule, ...]], tail: tuple[Rule, ...] = ()) -> None:
        self.pieces = {owner: rules for owner, rules in pieces.items() if rules}
        self.tail = tail
        self._index: dict[Place, tuple[Rule, ...]] | None = None

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All of them, as they are printed."""
        return (*(rule for rules in self.pieces.values() for rule in rules), *self.tail)

    def candidates(self, packet: Packet) -> Sequence[Rule]:
        """The rules that the packet has to be held against: all that the index cannot rule out."""
        if not self.pieces:
            return self.tail
        index = self._index
        if index is None:
            index = self._index = _indexed({}, self.pieces)
        packet.port_asked = True
        protocol, port = packet.protocol, packet.dst_port
        exact = index.get((protocol, packet.dst, port), ())
        return exact + index.get((protocol, "", port), ()) + self.tail

    def with_piece(self, owner: Owner, rules: tuple[Rule, ...]) -> SharedChain:
        """The same chain after one Service's rules have changed (and their number was not 0 before)."""
        before = self.pieces.get(owner, ())
        twin = SharedChain({}, self.tail)
        twin.pieces = {**self.pieces, owner: rules}
        if self._index is not None:
            twin._index = _indexed(_without(self._index, before), {owner: rules})
        return twin


def _indexed(
    index: dict[Place, tuple[Rule, ...]], pieces: Mapping[Owner, tuple[Rule, ...]]
) -> dict[Place, tuple[Rule, ...]]:
    for rules in pieces.values():
        for rule in rules:
            place = place_of(rule)
            assert place is not None, rule.line
            index[place] = (*index.get(place, ()), rule)
    return index


def _without(index: dict[Place, tuple[Rule, ...]], rules: tuple[Rule, ...]) -> dict[Place, tuple[Rule, ...]]:
    left = index.copy()
    for rule in rules:
        place = place_of(rule)
        assert place is not None, rule.line
        left[place] = tuple(other for other in left[place] if other is not rule)
    return left


BALANCED = "BALANCED"  # beside netfilter's hooks: what is entered once ipvs has sent a packet on its way
AnyChain = Chain | SharedChain
Tables = Mapping[str, Mapping[str, AnyChain]]


class BaseChain(NamedTuple):
    """A chain that a hook of netfilter enters; one of kind "nat" sees only a connection's first packet."""

    kind: str  # nat, filter, ipvs (no chain: the kernel's own balancer)
    table: str
    chain: str
    label: str  # how a learner is told: "nat PREROUTING"


class Health(NamedTuple):
    """What a healthCheckNodePort answers on one node: kube-proxy's own small server (semantics 84)."""

    namespace: str
    service: str
    local_endpoints: int

    @property
    def body(self) -> str:
        """The page that a load balancer's health check gets."""
        return (
            f'{{\n\t"service": {{\n\t\t"namespace": "{self.namespace}",\n\t\t"name": "{self.service}"\n\t}},'
            f'\n\t"localEndpoints": {self.local_endpoints},\n\t"serviceProxyHealthy": true\n}}'
        )

    @property
    def status(self) -> int:
        """200 OK or 503 Service Unavailable."""
        return 200 if self.local_endpoints else 503


class RuleSet:
    """What one node's kernel was given: chains by table, and where netfilter's hooks enter them."""

    __slots__ = ("addresses", "health", "hooks", "later_hooks", "made_of", "size", "tables")

    def __init__(
        self,
        tables: Tables,
        hooks: Mapping[str, tuple[BaseChain, ...]],
        size: int,
        health: Mapping[int, Health],
        made_of: Any = None,
    ) -> None:
        self.tables = tables
        self.hooks = hooks  # in the order of the chains' priorities
        self.later_hooks = {  # for all packets of a connection but the first
            hook: tuple([base for base in bases if base.kind != "nat"]) for hook, bases in hooks.items()
        }
        self.size = size
        self.health = health  # by healthCheckNodePort
        self.addresses: tuple[str, ...] = ()  # that the mode makes the node's own (ipvs: kube-ipvs0)
        self.made_of = made_of  # what the compiler needs to go on from here


_HOOKS = ("PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING")
EMPTY = RuleSet({}, dict.fromkeys(_HOOKS, ()), 0, {})
