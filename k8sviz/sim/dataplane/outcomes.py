"""Every way that a packet may go on one node: the dice of the rules fall in every possible way."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import NamedTuple

from k8sviz.sim.dataplane.addresses import joined
from k8sviz.sim.dataplane.journey import FiveTuple
from k8sviz.sim.dataplane.packet import Packet
from k8sviz.sim.dataplane.recent import RecentLists
from k8sviz.sim.dataplane.rules import RuleSet
from k8sviz.sim.dataplane.targets import MASQUERADE, Redirect, Target
from k8sviz.sim.dataplane.walk import walk

_JUDGES = (  # the recorded tracer asks all of these, because it does not know which way a packet goes on
    "KUBE-SERVICES", "KUBE-EXTERNAL-SERVICES", "KUBE-NODEPORTS", "KUBE-PROXY-FIREWALL",
)  # fmt: skip


class Possible(NamedTuple):
    """In the form of kube-proxy's own packet-flow tests."""

    output: str  # the endpoints, sorted, or REJECT, DROP, ACCEPT, or "" where no rule decided
    masquerades: bool  # some way masquerades


class _Script:
    """Dice that fall as they are told, and then always so that the rule matches."""

    def __init__(self, told: tuple[bool, ...]) -> None:
        self._told = told
        self.thrown: list[bool] = []

    def unit(self) -> float:
        """0 lets every rule match, 1 none."""
        position = len(self.thrown)
        matches = self._told[position] if position < len(self._told) else True
        self.thrown.append(matches)
        return 0.0 if matches else 1.0


def possible(rules: RuleSet, at: FiveTuple, local: Container[str]) -> Possible:
    """What may become of a new packet that comes to a node over the wire."""
    outputs: set[str] = set()
    masq = False
    for output, hidden in _ways(rules, at, local):
        masq = masq or hidden
        outputs.add(output)
    return Possible(", ".join(sorted(outputs - {""})), masq)


def _ways(rules: RuleSet, at: FiveTuple, local: Container[str]) -> Iterator[tuple[str, bool]]:
    waiting: list[tuple[bool, ...]] = [()]
    while waiting:
        told = waiting.pop()
        script = _Script(told)
        yield _one_way(rules, Packet(at, local, RecentLists(), script, 0))
        for position in range(len(told), len(script.thrown)):
            waiting.append((*script.thrown[:position], False))


def _one_way(rules: RuleSet, packet: Packet) -> tuple[str, bool]:
    entered = _first(rules, "PREROUTING", packet)
    if isinstance(entered, Redirect):
        packet.dst, packet.dst_port = entered.address, entered.port
        output = joined(entered.address, entered.port)
    else:
        judged = (walk(rules.tables["filter"], chain, packet) for chain in _JUDGES)
        output = ", ".join(target.kind for target in judged if target is not None)
    left = _first(rules, "POSTROUTING", packet)
    return output, left is not None and left.kind == MASQUERADE


def _first(rules: RuleSet, hook: str, packet: Packet) -> Target | None:
    walked = (walk(rules.tables[base.table], base.chain, packet) for base in rules.hooks[hook])
    return next((target for target in walked if target is not None), None)
