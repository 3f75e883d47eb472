"""A packet through the chains of one table: the walker knows rules, and nothing of Services."""

from __future__ import annotations

from collections.abc import Mapping

from k8sviz.sim.chance import Chance
from k8sviz.sim.dataplane.journey import FiveTuple
from k8sviz.sim.dataplane.recent import RecentLists
from k8sviz.sim.dataplane.rules import ACCEPT, DNAT, MARK, MASQUERADE, NONE, RETURN, Chain, Rule

_DEPTH = 16
VERDICTS = (ACCEPT, DNAT, MASQUERADE, "REJECT", "DROP")


class Packet:
    """What a rule can look at, and what it can change, while the packet is in one node's kernel."""

    __slots__ = ("chance", "local", "mark", "matched", "now", "recent", "state", "tuple")

    def __init__(
        self, packet: FiveTuple, local: tuple[str, ...], recent: RecentLists, chance: Chance, now: int
    ) -> None:
        self.tuple = packet
        self.local = local  # the node's own addresses
        self.recent = recent
        self.chance = chance
        self.now = now
        self.mark = 0
        self.state = "NEW"
        self.matched: list[str] = []


def walk(table: Mapping[str, Chain], hook: str, packet: Packet) -> Rule | None:
    """The rule that ended the walk from a built-in chain; None if the chain's policy let it pass."""
    return _chain(table, hook, packet, 0)


def _chain(table: Mapping[str, Chain], name: str, packet: Packet, depth: int) -> Rule | None:
    chain = table.get(name)
    if chain is None or depth > _DEPTH:
        return None
    at = packet.tuple
    for rule in chain.candidates(at.protocol, at.dst, at.dst_port):
        if not _matches(rule, packet):
            continue
        if rule.target == RETURN:
            return None
        packet.matched.append(f"-A {name} {rule.text}")
        if rule.target in VERDICTS:
            return rule
        ended = _go_on(table, rule, packet, depth)
        if ended is not None:
            return ended
    return None


def _go_on(table: Mapping[str, Chain], rule: Rule, packet: Packet, depth: int) -> Rule | None:
    if rule.target == MARK:
        _mark(rule, packet)
        return None
    if rule.target == NONE:
        packet.matched.pop()
        return None
    position = len(packet.matched)
    ended = _chain(table, rule.target, packet, depth + 1)
    if ended is None and len(packet.matched) == position:
        packet.matched.pop()  # nothing in that chain concerned the packet
    return ended


def _mark(rule: Rule, packet: Packet) -> None:
    assert rule.bits is not None
    how, bits = rule.bits
    packet.mark = packet.mark | bits if how == "or" else packet.mark ^ bits


def _matches(rule: Rule, packet: Packet) -> bool:
    if not could_match(rule, packet):
        return False
    if rule.recent is not None and not packet.recent.asks(rule.recent, packet.tuple.src, packet.now):
        return False
    return rule.probability >= 1.0 or packet.chance.unit() < rule.probability


def could_match(rule: Rule, packet: Packet) -> bool:
    """Whether everything holds that the packet itself decides: all but the die and the `recent` lists."""
    at = packet.tuple
    if rule.dport and (rule.dport != at.dst_port or rule.protocol != at.protocol):
        return False
    if rule.protocol and rule.protocol != at.protocol:
        return False
    return _addresses_match(rule, packet) and _state_matches(rule, packet)


def _addresses_match(rule: Rule, packet: Packet) -> bool:
    at = packet.tuple
    return not (
        (rule.dst is not None and rule.dst.text != at.dst and at.dst not in rule.dst)
        or (rule.src is not None and rule.src.text != at.src and at.src not in rule.src)
        or (rule.not_src is not None and at.src in rule.not_src)
        or (rule.not_dst is not None and at.dst in rule.not_dst)
        or (rule.local == "dst" and not _is_local(at.dst, packet))
        or (rule.local == "src" and not _is_local(at.src, packet))
    )


def _is_local(address: str, packet: Packet) -> bool:
    return address in packet.local or address.startswith("127.") or address == "::1"


def _state_matches(rule: Rule, packet: Packet) -> bool:
    if rule.states and packet.state not in rule.states:
        return False
    if rule.not_states and packet.state in rule.not_states:
        return False
    return rule.mark is None or bool(packet.mark & rule.mark[0]) == rule.mark[1]
