"""A packet through the chains of one table: the walker knows rules, and nothing of Services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from k8sviz.sim.dataplane.packet import Packet
from k8sviz.sim.dataplane.rules import AnyChain, Rule
from k8sviz.sim.dataplane.targets import JUMP, MARK, RETURN, Jump, SetMark, Target


def walk(table: Mapping[str, AnyChain], name: str, packet: Packet) -> Target | None:
    """The target that ended the walk; None if the chain's policy (ACCEPT) lets the packet pass.

    The rules that matched are noted in the packet, without jumps into chains where nothing concerned it.
    """
    return _walk(table, table[name].candidates(packet), packet)


def _walk(table: Mapping[str, AnyChain], rules: Sequence[Rule], packet: Packet) -> Target | None:
    for rule in rules:
        for test in rule.tests:
            if not test(packet):
                break
        else:
            target = rule.target
            if target is None:
                continue
            kind = target.kind
            if kind == RETURN:
                return None
            if kind == JUMP:
                ended = _jump(table, rule, packet)
                if ended is not None:
                    return ended
                continue
            packet.matched.append(rule)
            if kind != MARK:
                return target
            assert isinstance(target, SetMark)
            packet.mark = target.applied(packet.mark)
    return None


def _jump(table: Mapping[str, AnyChain], rule: Rule, packet: Packet) -> Target | None:
    assert isinstance(rule.target, Jump)
    rules = table[rule.target.chain].candidates(packet)
    if not rules:
        return None
    matched = packet.matched
    position = len(matched)
    matched.append(rule)
    ended = _walk(table, rules, packet)
    if ended is None and len(matched) == position + 1:
        matched.pop()
    return ended
