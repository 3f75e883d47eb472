"""A packet that looks like an earlier one goes the same way, without the rules being asked again."""

from __future__ import annotations

from k8sviz.sim.chance import Chance
from k8sviz.sim.dataplane.configuration import Proxy
from k8sviz.sim.dataplane.journey import FiveTuple
from k8sviz.sim.dataplane.modes import MODES
from k8sviz.sim.dataplane.packet import Packet
from k8sviz.sim.dataplane.recent import RecentLists
from k8sviz.sim.dataplane.rules import RuleSet
from k8sviz.sim.dataplane.targets import Redirect, Target
from k8sviz.sim.dataplane.walk import Paths
from k8sviz.sim.objects.endpointslice import SERVICE_NAME, EndpointSlice
from k8sviz.sim.objects.node import Node
from k8sviz.sim.objects.service import Service

NODE = Node("node-1", "192.168.0.11", "", "10.244.0.0/24", ("192.168.0.11",))
ENDPOINTS = {"10.244.0.2", "10.244.0.3", "10.244.0.4"}
TO_SERVICE = FiveTuple("tcp", "10.244.0.9", 40_000, "10.96.0.10", 80)
ELSEWHERE = FiveTuple("tcp", "10.244.0.9", 40_000, "10.244.0.2", 80)


def compiled(mode: str, **spec: object) -> RuleSet:
    service = Service.of({
        "metadata": {"namespace": "default", "name": "a"},
        "spec": {"clusterIP": "10.96.0.10", "clusterIPs": ["10.96.0.10"], "ports": [{"port": 80}], **spec},
    })  # fmt: skip
    piece = EndpointSlice.of({
        "metadata": {"namespace": "default", "name": "a-x", "labels": {SERVICE_NAME: "a"}},
        "endpoints": [{"addresses": [address]} for address in sorted(ENDPOINTS)],
        "ports": [{"name": "", "port": 80, "protocol": "TCP"}],
    })  # fmt: skip
    return MODES[mode](NODE, [service], [piece], Proxy("10.244.0.0/16"))


def packet(at: FiveTuple, chance: Chance, recent: RecentLists) -> Packet:
    return Packet(at, ("192.168.0.11",), recent, chance, 0)


def entered(rules: RuleSet, paths: Paths, sent: Packet) -> list[Target | None]:
    return [paths.walk(rules, base, sent).ended for base in rules.hooks["PREROUTING"]]


def test_dice_fall_anew_for_every_packet() -> None:
    for mode in ("iptables", "nftables"):
        rules, paths, chance = compiled(mode), Paths(), Chance(7)
        ends = [entered(rules, paths, packet(TO_SERVICE, chance, RecentLists()))[-1] for _ in range(40)]
        assert {end.address for end in ends if isinstance(end, Redirect)} == ENDPOINTS


def test_a_client_that_became_known_is_sent_where_it_was() -> None:
    """The second packet looks like the first, but the list has an entry now."""
    for mode in ("iptables", "nftables"):
        rules = compiled(mode, sessionAffinity="ClientIP")
        paths, chance, recent = Paths(), Chance(7), RecentLists()
        ends = [entered(rules, paths, packet(TO_SERVICE, chance, recent))[-1] for _ in range(20)]
        assert len({end.address for end in ends if isinstance(end, Redirect)}) == 1


def test_a_way_that_is_known_has_the_same_rules_and_mark() -> None:
    for mode in ("iptables", "nftables"):
        rules, paths, chance = compiled(mode), Paths(), Chance(7)
        told = []
        for _ in range(2):
            sent = packet(ELSEWHERE, chance, RecentLists())
            sent.mark = 0x4000
            told.append(([paths.walk(rules, base, sent) for base in rules.hooks["POSTROUTING"]], sent.mark))
        assert told[0] == told[1]
        assert told[0][1] == 0
        assert any(path.lines for path in told[0][0])
