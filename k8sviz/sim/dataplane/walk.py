"""A packet through the chains of one table: the walker knows rules, and nothing of Services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from k8sviz.sim.dataplane.packet import Packet
from k8sviz.sim.dataplane.rules import AnyChain, Rule
from k8sviz.sim.dataplane.targets import (
    CHOICE,
    GOTO,
    JUMP,
    MARK,
    NOTE,
    RETURN,
    Choice,
    Jump,
    Note,
    SetMark,
    Target,
)


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
            if target is not None and target.kind == CHOICE:
                assert isinstance(target, Choice)
                target = target.chosen(packet)
            if target is None:
                continue
            kind = target.kind
            if kind == RETURN:
                return None
            if kind in (JUMP, GOTO):
                ended = _enter(table, rule, target, packet)
                if ended is not None or kind == GOTO:  # who went does not come back to this chain
                    return ended
                continue
            packet.matched.append(rule)
            if kind not in (MARK, NOTE):
                return target
            _change(target, packet)
    return None


def _enter(table: Mapping[str, AnyChain], rule: Rule, target: Target, packet: Packet) -> Target | None:
    assert isinstance(target, Jump)
    rules = table[target.chain].candidates(packet)
    if not rules:
        return None
    matched = packet.matched
    position = len(matched)
    matched.append(rule)
    ended = _walk(table, rules, packet)
    if ended is None and len(matched) == position + 1:
        matched.pop()
    return ended


def _change(target: Target, packet: Packet) -> None:
    """What a rule does on the way to the next."""
    if isinstance(target, SetMark):
        packet.mark = target.applied(packet.mark)
    elif isinstance(target, Note):
        target.keep(packet)
