"""Every way that a packet may go on one node: the dice of the rules fall in every possible way."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from typing import NamedTuple

from k8sviz.sim.dataplane.addresses import joined
from k8sviz.sim.dataplane.journey import FiveTuple
from k8sviz.sim.dataplane.nftables.value import NftRuleSet
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
    """Dice that fall as they are told, and from then on on their first side."""

    def __init__(self, told: tuple[int, ...]) -> None:
        self._told = told
        self.thrown: list[tuple[int, int]] = []  # how each fell, and how many sides it has

    def below(self, bound: int) -> int:
        """A side."""
        position = len(self.thrown)
        side = self._told[position] if position < len(self._told) else 0
        self.thrown.append((side, bound))
        return side

    def unit(self) -> float:
        """0 lets every rule match, 1 none."""
        return float(self.below(2))


def possible(rules: RuleSet, at: FiveTuple, local: Container[str]) -> Possible:
    """What may become of a new packet that comes to a node over the wire."""
    through = _through_nftables if isinstance(rules, NftRuleSet) else _through_iptables
    ways = list(_ways(rules, at, local, through))
    masquerades = ways[0].hairpin or any(way.masquerades for way in ways)
    return Possible(", ".join(sorted({way.output for way in ways} - {""})), masquerades)


class _Way(NamedTuple):
    output: str
    masquerades: bool
    hairpin: bool = False


def _ways(
    rules: RuleSet, at: FiveTuple, local: Container[str], through: Callable[[RuleSet, Packet], _Way]
) -> Iterator[_Way]:
    waiting: list[tuple[int, ...]] = [()]
    while waiting:
        told = waiting.pop()
        script = _Script(told)
        yield through(rules, Packet(at, local, RecentLists(), script, 0))
        fell = tuple(side for side, _sides in script.thrown)
        for position in range(len(told), len(fell)):
            sides = script.thrown[position][1]
            waiting.extend((*fell[:position], side) for side in range(1, sides))


def _through_iptables(rules: RuleSet, packet: Packet) -> _Way:
    entered = _first(rules, "PREROUTING", packet)
    if isinstance(entered, Redirect):
        output = _redirected(packet, entered)
    else:
        judged = (walk(rules.tables["filter"], chain, packet) for chain in _JUDGES)
        output = ", ".join(target.kind for target in judged if target is not None)
    left = _first(rules, "POSTROUTING", packet)
    return _Way(output, left is not None and left.kind == MASQUERADE)


def _through_nftables(rules: RuleSet, packet: Packet) -> _Way:
    """Where the recorded tracer knows less than a kernel, it decides.

    It lets a packet pass FORWARD and INPUT; a mark alone is masquerading to it; and it takes any packet that
    its first way brings back to the sender for one of @hairpin-connections, whichever node has that Pod.
    """
    found: list[str] = []
    for hook in ("PREROUTING", "FORWARD", "INPUT"):
        ended = _first(rules, hook, packet)
        if isinstance(ended, Redirect):
            found.append(_redirected(packet, ended))
        elif ended is not None:
            found.append(ended.kind)
            if hook != "INPUT":
                break
    return _Way(", ".join(found), bool(packet.mark), packet.redirected and packet.dst == packet.src)


def _redirected(packet: Packet, to: Redirect) -> str:
    packet.dst, packet.dst_port, packet.redirected = to.address, to.port, True
    return joined(to.address, to.port)


def _first(rules: RuleSet, hook: str, packet: Packet) -> Target | None:
    walked = (walk(rules.tables[base.table], base.chain, packet) for base in rules.hooks[hook])
    return next((target for target in walked if target is not None), None)
