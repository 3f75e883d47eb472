"""A packet through the chains of one table: the walker knows rules, and nothing of Services."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from k8sviz.sim.dataplane.packet import Packet
from k8sviz.sim.dataplane.rules import AnyChain, BaseChain, Rule, RuleSet
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


class Path(NamedTuple):
    """How a packet went through the chains of one hook."""

    ended: Target | None  # as of `walk`
    lines: tuple[str, ...]  # of the rules that matched, in order
    owners: tuple[str, ...]  # of those rules
    mark: int  # the packet's afterwards


class Paths:
    """The ways that packets went through one node's chains: one that looks the same goes the same way.

    A way on which dice fell or a list of clients was asked is not kept; one on which nobody asked for the
    port is that of all ports (each answer goes to another). Rules that are others have others.
    """

    __slots__ = ("_known",)
    KEPT = 1024

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], Path] = {}

    def walk(self, rules: RuleSet, base: BaseChain, packet: Packet) -> Path:
        """As `walk` in the chain of a hook."""
        alike = (
            base.label, packet.state, packet.src, packet.dst, packet.protocol, packet.mark, packet.redirected,
            packet.balanced_for,
        )  # fmt: skip
        path = self._known.get(alike)
        if path is not None:
            packet.mark = path.mark
            return path
        key = alike, packet.dst_port
        path = self._known.get(key)
        if path is not None:
            packet.mark = path.mark
            return path
        packet.uncertain = packet.port_asked = False
        ended = walk(rules.tables[base.table], base.chain, packet)
        matched = packet.matched
        owners = tuple([rule.owner for rule in matched if rule.owner])
        path = Path(ended, tuple([rule.line for rule in matched]), owners, packet.mark)
        matched.clear()
        if not packet.uncertain:
            if len(self._known) >= self.KEPT:
                self._known.clear()
            self._known[key if packet.port_asked else alike] = path
        return path


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
