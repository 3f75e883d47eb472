"""The commands that kube-proxy hands to nft as a rule set."""

from __future__ import annotations

import re

from reading import Word, end, take, take_all, words

from k8sviz.sim.dataplane.addresses import IPV4, IPV6
from k8sviz.sim.dataplane.matches import Match
from k8sviz.sim.dataplane.nftables.matches import (
    Carrying,
    ConnectionIn,
    Destination,
    DestinationAmong,
    DestinationIn,
    DestinationLocal,
    ForPort,
    HasMark,
    New,
    Redirected,
    Source,
    SourceAmong,
    SourceLately,
    SourceLocal,
    Unmark,
)
from k8sviz.sim.dataplane.nftables.sets import AffinitySet, Element, NamedSet
from k8sviz.sim.dataplane.nftables.value import TABLE, NftRule, NftRuleSet
from k8sviz.sim.dataplane.nftables.verdicts import (
    HIDE,
    LEAVE,
    LOSE,
    REFUSE,
    Dnat,
    Enter,
    Goto,
    Mark,
    RandomRedirect,
    RandomVerdict,
    Update,
    by_place,
    by_port,
)
from k8sviz.sim.dataplane.rules import AnyChain, BaseChain, Chain
from k8sviz.sim.dataplane.targets import Target

HOOKS = ("PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING")
_VERDICTS: tuple[Word[Target], ...] = words(
    [
        (r"jump (\S+)", lambda found: Enter(found[1])),
        (r"goto (\S+)", lambda found: Goto(found[1])),
        (r"drop", lambda found: LOSE),
        (r"reject", lambda found: REFUSE),
        (r"return", lambda found: LEAVE),
        (r"masquerade fully-random", lambda found: HIDE),
        (r"mark set mark or (0x\w+)", lambda found: Mark(int(found[1], 16))),
        (r"dnat to (\S+)", lambda found: Dnat(*end(found[1]))),
        (
            r"dnat ip6? addr \. port to numgen random mod \d+ map \{ ([^}]*) \}",
            lambda found: RandomRedirect([_end(one) for one in found[1].split(" , ")]),
        ),
        (
            r"numgen random mod \d+ vmap \{ ([^}]*) \}",
            lambda found: RandomVerdict([_verdict(one.split(" : ")[1]) for one in found[1].split(" , ")]),
        ),
    ]
)


def read_nft(text: str) -> NftRuleSet:
    """Every line must be understood."""
    return _Reader(IPV6 if text.startswith("add table ip6 ") else IPV4).read(text)


class _Reader:
    def __init__(self, family: str) -> None:
        self.family = family
        self.chains: dict[str, list[NftRule]] = {}
        self.base: list[tuple[int, str, BaseChain]] = []
        self.sets: dict[str, NamedSet] = {}
        self.affinity: dict[str, AffinitySet] = {}
        self.matches: tuple[Word[Match], ...] = words(
            [
                (r"ct state new", lambda found: New()),
                (r"ct status dnat", lambda found: Redirected()),
                (r"meta l4proto (tcp|udp|sctp)", lambda found: Carrying(found[1])),
                (r"(tcp|udp|sctp) dport (\d+)", lambda found: ForPort(found[1], int(found[2]))),
                (
                    r"ip6? saddr \. ip6? daddr \. meta l4proto \. th dport @(\S+)",
                    lambda found: ConnectionIn(family, self.sets[found[1]]),
                ),
                (r"ip6? daddr @(\S+)", lambda found: DestinationIn(family, self.sets[found[1]])),
                (
                    r"ip6? saddr @(\S+)",
                    lambda found: SourceLately(family, found[1], self.affinity[found[1]].seconds),
                ),
                (
                    r"ip6? saddr (!= )?\{ ([^}]*) \}",
                    lambda found: SourceAmong(_each(found[2]), bool(found[1])),
                ),
                (
                    r"ip6? daddr (!= )?\{ ([^}]*) \}",
                    lambda found: DestinationAmong(_each(found[2]), bool(found[1])),
                ),
                (r"ip6? saddr (!= )?([\da-f][^ ]*)", lambda found: Source(found[2], bool(found[1]))),
                (r"ip6? daddr (!= )?([\da-f:][^ ]*)", lambda found: Destination(found[2], bool(found[1]))),
                (r"fib saddr type local", lambda found: SourceLocal()),
                (r"fib daddr type local", lambda found: DestinationLocal()),
                (r"mark and (0x\w+) != 0", lambda found: HasMark(int(found[1], 16))),
                (r"mark set mark xor (0x\w+)", lambda found: Unmark(int(found[1], 16))),
            ]
        )
        self.targets: tuple[Word[Target], ...] = _VERDICTS + words(
            [
                (
                    r"ip6? daddr \. meta l4proto \. th dport vmap @(\S+)",
                    lambda found: by_place(family, self.sets[found[1]]),
                ),
                (r"meta l4proto \. th dport vmap @(\S+)", lambda found: by_port(self.sets[found[1]])),
                (r"update @(\S+) \{ ip6? saddr \}", lambda found: Update(family, found[1])),
            ]
        )

    def read(self, text: str) -> NftRuleSet:
        lines = [line.split(" ", 5) for line in text.splitlines() if not line.startswith("add table ")]
        elements: dict[str, list[Element]] = {}
        for _add, kind, _family, _table, name, rest in ([*line, ""][:6] for line in lines):
            if kind == "chain":
                self._chain(name, rest)
            elif kind in ("set", "map"):
                self._set(name, rest)
            elif kind == "element":
                elements.setdefault(name, []).append(_element(rest))
        for name, found in elements.items():
            empty = self.sets[name]
            self.sets[name] = NamedSet(name, empty.type, empty.comment, {("", ""): tuple(found)})
        for _add, kind, _family, _table, name, rest in ([*line, ""][:6] for line in lines):
            if kind == "rule":
                self.chains[name].append(self._rule(name, rest))
        chains: dict[str, AnyChain] = {name: Chain(rules) for name, rules in self.chains.items()}
        hooks = {
            hook: tuple(base for _when, at, base in sorted(self.base) if at == hook.lower()) for hook in HOOKS
        }
        return NftRuleSet(self.family, {TABLE: chains}, hooks, self.sets, self.affinity)

    def _chain(self, name: str, rest: str) -> None:
        self.chains[name] = []
        found = re.match(r"\{ type (\w+) hook (\w+) priority (-?\d+) ; \}", rest)
        if found:
            self.base.append((int(found[3]), found[2], BaseChain(found[1], TABLE, name, name)))

    def _set(self, name: str, rest: str) -> None:
        type_ = rest.removeprefix("{ type ").split(" ; ")[0]
        kept = re.search(r"timeout (\d+)s", rest)
        if kept:
            self.affinity[name] = AffinitySet(name, type_, int(kept[1]))
            return
        comment = re.search(r'comment "([^"]*)"', rest)
        self.sets[name] = NamedSet(name, type_, comment[1] if comment else "", {})

    def _rule(self, chain: str, text: str) -> NftRule:
        rest, _, comment = text.partition('comment "')
        matches, rest = take_all(self.matches, rest.strip())
        target, rest = take(self.targets, rest)
        assert not rest, f"{rest!r} in {text}"
        return NftRule(self.family, chain, matches, target, "", comment.rstrip('"'))


def _each(text: str) -> list[str]:
    return [one.strip() for one in text.split(",")]


def _end(text: str) -> tuple[str, int]:
    address, port = text.split(" : ")[1].split(" . ")
    return address, int(port)


def _verdict(text: str) -> Target:
    found, rest = take(_VERDICTS, text)
    assert found is not None and not rest, text
    return found


def _element(text: str) -> Element:
    key, _, verdict = text.removeprefix("{ ").removesuffix(" }").partition(" : ")
    words_, _, comment = key.partition(" comment ")
    parts = tuple(int(one) if one.isdigit() else one for one in words_.split(" . "))
    return Element(parts, _verdict(verdict) if verdict else None, comment.strip('"'))
