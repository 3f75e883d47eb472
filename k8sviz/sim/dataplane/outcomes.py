"""Everything that may become of a packet: all its paths through the rules that the walker walks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from k8sviz.sim.chance import Chance
from k8sviz.sim.dataplane.journey import FiveTuple
from k8sviz.sim.dataplane.recent import RecentLists
from k8sviz.sim.dataplane.rules import DNAT, MARK, MASQUERADE, NONE, RETURN, Chain, Rule, RuleSet
from k8sviz.sim.dataplane.walk import VERDICTS, Packet, could_match

# Which built-in filter chain a packet meets depends on where it comes from. These are all that judge a new
# connection, so one question answers for every way in (as kube-proxy's own packet flow tests ask it).
_JUDGES = ("KUBE-SERVICES", "KUBE-EXTERNAL-SERVICES", "KUBE-NODEPORTS", "KUBE-PROXY-FIREWALL")


class Possible(NamedTuple):
    """The endpoints that the packet may go to, or REJECT, DROP, ACCEPT, or "": no rule is about it."""

    output: str
    masquerades: bool  # on some of the paths


class _Paths(NamedTuple):
    """How a chain may be left: by a rule that ends the walk, or by its end; each with the packet's mark."""

    ended: list[tuple[Rule, int]]
    fell: list[int]


def possible(rules: RuleSet, packet: FiveTuple, local: tuple[str, ...]) -> Possible:
    """Follow the first packet of a connection on a node that has the addresses `local`."""
    endings: list[tuple[str, ...]] = []
    masquerades = False
    for after, mark in _destinations(rules.tables["nat"], packet, local):
        verdicts = _judged(rules.tables["filter"], _asking(after, local, mark))
        reached = () if after is packet else (_end(after),)
        endings.append(verdicts or reached)
        masquerades |= not verdicts and _leaves_masqueraded(rules.tables["nat"], _asking(after, local, mark))
    return Possible(", ".join(one for ending in sorted(set(endings)) for one in ending), masquerades)


def _destinations(
    nat: Mapping[str, Chain], packet: FiveTuple, local: tuple[str, ...]
) -> Iterable[tuple[FiveTuple, int]]:
    paths = _paths(nat, "PREROUTING", _asking(packet, local, 0))
    for rule, mark in paths.ended:
        assert rule.target == DNAT
        assert rule.to is not None
        yield FiveTuple(packet.protocol, packet.src, packet.src_port, *rule.to), mark
    for mark in paths.fell:
        yield packet, mark


def _judged(filters: Mapping[str, Chain], asking: Packet) -> tuple[str, ...]:
    """Each chain that has a verdict on the packet, though the first would have been enough."""
    endings = (_paths(filters, chain, asking).ended for chain in _JUDGES)
    return tuple(ended[0][0].target for ended in endings if ended)


def _leaves_masqueraded(nat: Mapping[str, Chain], asking: Packet) -> bool:
    return any(rule.target == MASQUERADE for rule, _ in _paths(nat, "POSTROUTING", asking).ended)


def _paths(table: Mapping[str, Chain], name: str, asking: Packet) -> _Paths:
    """Every way through one chain; a rule with a die or a list may match, and may not."""
    ended: list[tuple[Rule, int]] = []
    left: list[int] = []
    here = [asking.mark]
    at = asking.tuple
    chain = table.get(name)
    for rule in chain.candidates(at.protocol, at.dst, at.dst_port) if chain else ():
        passed: list[int] = []
        for mark in here:
            asking.mark = mark
            if not could_match(rule, asking):
                passed.append(mark)
                continue
            if rule.target == RETURN:
                left.append(mark)
                continue
            beyond = _beyond(table, rule, asking)
            ended += beyond.ended
            passed += beyond.fell
            if rule.probability < 1.0 or (rule.recent is not None and rule.recent.check):
                passed.append(mark)
        here = list(dict.fromkeys(passed))
    return _Paths(list(dict.fromkeys(ended)), list(dict.fromkeys([*here, *left])))


def _beyond(table: Mapping[str, Chain], rule: Rule, asking: Packet) -> _Paths:
    if rule.target in VERDICTS:
        return _Paths([(rule, asking.mark)], [])
    if rule.target == NONE:
        return _Paths([], [asking.mark])
    if rule.target == MARK:
        assert rule.bits is not None
        how, bits = rule.bits
        return _Paths([], [asking.mark | bits if how == "or" else asking.mark ^ bits])
    return _paths(table, rule.target, asking)


def _asking(packet: FiveTuple, local: tuple[str, ...], mark: int) -> Packet:
    asking = Packet(packet, local, RecentLists(), Chance(0), 0)
    asking.mark = mark
    return asking


def _end(packet: FiveTuple) -> str:
    host = f"[{packet.dst}]" if ":" in packet.dst else packet.dst
    return f"{host}:{packet.dst_port}"
