"""Rules as values: what is shown, printed and walked is one thing, its text and its meaning made together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import Any, NamedTuple

import msgspec

DNAT, MASQUERADE, MARK, REJECT, DROP, ACCEPT, RETURN, NONE = (
    "DNAT", "MASQUERADE", "MARK", "REJECT", "DROP", "ACCEPT", "RETURN", "",
)  # fmt: skip


class Net(NamedTuple):
    """A range of addresses as a rule writes it."""

    text: str
    low: int
    high: int

    def __contains__(self, address: object) -> bool:
        return self.low <= number(str(address)) <= self.high


@lru_cache(maxsize=65_536)
def number(address: str) -> int:
    """An address as a number; IPv6 beyond all of IPv4."""
    parsed = ip_address(address)
    return int(parsed) if parsed.version == 4 else int(parsed) + (1 << 32)  # noqa: PLR2004


@lru_cache(maxsize=65_536)
def net(text: str) -> Net:
    """A range from its text: an address or a CIDR."""
    parsed = ip_network(text, strict=False)
    return Net(text, number(str(parsed[0])), number(str(parsed[-1])))


class Recent(NamedTuple):
    """`-m recent`: a list of source addresses with the time they were last seen."""

    name: str
    seconds: int
    check: bool  # --rcheck, or else --set


class Rule(msgspec.Struct, frozen=True, gc=False):
    """One rule of a chain; a field that is None or empty asks nothing."""

    text: str
    target: str
    protocol: str = ""
    src: Net | None = None
    not_src: Net | None = None
    dst: Net | None = None
    not_dst: Net | None = None
    dport: int = 0
    local: str = ""  # addrtype: "src" or "dst" is an address of this node
    states: tuple[str, ...] = ()
    not_states: tuple[str, ...] = ()
    mark: tuple[int, bool] | None = None  # (mask, whether it must be set)
    probability: float = 1.0
    recent: Recent | None = None
    to: tuple[str, int] | None = None  # DNAT
    bits: tuple[str, int] | None = None  # MARK: ("or" | "xor", bits)
    final: bool = False  # the target ends the walk of its table


class Part(NamedTuple):
    """A piece of a rule: what is printed and what it means."""

    text: str
    meaning: dict[str, Any]


def rule(*parts: Part) -> Rule:
    """A rule from its parts, in the order in which they are printed."""
    meaning: dict[str, Any] = {"target": NONE}
    for part in parts:
        meaning.update(part.meaning)
    return Rule(text=" ".join(part.text for part in parts), **meaning)


def comment(text: str) -> Part:
    """A remark; kube-proxy itself decides on quotes."""
    return Part(f"-m comment --comment {text}", {})


def protocol(name: str) -> Part:
    """TCP, UDP or SCTP."""
    return Part(f"-m {name} -p {name}", {"protocol": name})


def dst(address: str) -> Part:
    """A destination address or range."""
    return Part(f"-d {address}", {"dst": net(address)})


def not_dst(address: str) -> Part:
    """Any destination but these."""
    return Part(f"! -d {address}", {"not_dst": net(address)})


def dport(port: int) -> Part:
    """A destination port."""
    return Part(f"--dport {port}", {"dport": port})


def src(address: str) -> Part:
    """A source address or range."""
    return Part(f"-s {address}", {"src": net(address)})


def not_src(address: str) -> Part:
    """Any source but these."""
    return Part(f"! -s {address}", {"not_src": net(address)})


def local(which: str) -> Part:
    """The source or destination is one of the node's own addresses."""
    return Part(f"-m addrtype --{which}-type LOCAL", {"local": which})


def states(*names: str) -> Part:
    """The connection's state is one of these."""
    return Part(f"-m conntrack --ctstate {','.join(names)}", {"states": names})


def not_states(*names: str) -> Part:
    """The connection's state is none of these."""
    return Part(f"-m conntrack ! --ctstate {','.join(names)}", {"not_states": names})


def marked(bits: int, is_set: bool = True) -> Part:
    """The packet carries (or lacks) a mark."""
    return Part(f"-m mark {'' if is_set else '! '}--mark {bits:#x}/{bits:#x}", {"mark": (bits, is_set)})


def probability(one_in: int) -> Part:
    """A die with this many sides."""
    return Part(f"-m statistic --mode random --probability {1 / one_in:.10f}", {"probability": 1 / one_in})


def counter(name: str) -> Part:
    """A named counter of the kernel; it asks nothing of the packet."""
    return Part(f"-m nfacct --nfacct-name {name}", {})


def seen_within(name: str, seconds: int) -> Part:
    """The source is on the list, and was seen lately."""
    text = f"-m recent --name {name} --rcheck --seconds {seconds} --reap"
    return Part(text, {"recent": Recent(name, seconds, True)})


def remember(name: str) -> Part:
    """Put the source on the list."""
    return Part(f"-m recent --name {name} --set", {"recent": Recent(name, 0, False)})


def jump(target: str) -> Part:
    """Go on in another chain, or to a verdict."""
    return Part(f"-j {target}", {"target": target, "final": target in (REJECT, DROP, ACCEPT, MASQUERADE)})


def dnat(address: str, port: int) -> Part:
    """Give the connection another destination."""
    end = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
    return Part(f"-j DNAT --to-destination {end}", {"target": DNAT, "to": (address, port), "final": True})


def set_mark(how: str, bits: int) -> Part:
    """Change the packet's mark by "or" or "xor"."""
    return Part(f"-j MARK --{how}-mark {bits:#x}", {"target": MARK, "bits": (how, bits)})


class Chain:
    """Rules in order, with an index by protocol, destination and port where there are many of them."""

    __slots__ = ("_general", "_keyed", "rules")
    _WORTH_AN_INDEX = 12

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self._keyed: dict[tuple[str, str, int], list[tuple[int, Rule]]] | None = None
        self._general: list[tuple[int, Rule]] = []

    def candidates(self, protocol: str, dst: str, dport: int) -> Iterable[Rule]:
        """The rules that could match, in their order: all that the index cannot rule out."""
        if len(self.rules) < self._WORTH_AN_INDEX:
            return self.rules
        if self._keyed is None:
            self._build()
        assert self._keyed is not None
        found = self._keyed.get((protocol, dst, dport), ()), self._keyed.get((protocol, "", dport), ())
        return [rule for _, rule in sorted([*found[0], *found[1], *self._general])]

    def _build(self) -> None:
        keyed: dict[tuple[str, str, int], list[tuple[int, Rule]]] = {}
        for position, rule in enumerate(self.rules):
            if rule.protocol and rule.dport and (rule.dst is None or rule.dst.low == rule.dst.high):
                key = (rule.protocol, rule.dst.text if rule.dst else "", rule.dport)
                keyed.setdefault(key, []).append((position, rule))
            else:
                self._general.append((position, rule))
        self._keyed = keyed


class RuleSet(msgspec.Struct, frozen=True):
    """What one node's kernel has: the chains of its tables."""

    tables: Mapping[str, Mapping[str, Chain]]

    @property
    def size(self) -> int:
        """How many rules there are."""
        return sum(len(chain.rules) for table in self.tables.values() for chain in table.values())


EMPTY = RuleSet({"nat": {}, "filter": {}})
