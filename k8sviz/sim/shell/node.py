"""What a node's administrator asks its kernel: the rules, in the words of the tools that print them."""

from __future__ import annotations

from k8sviz.sim.dataplane.iptables import save
from k8sviz.sim.dataplane.ipvs import IpvsRuleSet
from k8sviz.sim.dataplane.ipvs.listed import list_servers, save_rules, save_servers, save_sets
from k8sviz.sim.dataplane.network import Kernel
from k8sviz.sim.dataplane.nftables import NftRuleSet
from k8sviz.sim.dataplane.nftables.listed import list_table
from k8sviz.sim.dataplane.rules import RuleSet
from k8sviz.sim.dataplane.tools import (
    affinity_clients,
    balanced_connections,
    conntrack_list,
    ip_route,
    ss_listening,
)
from k8sviz.sim.shell.reply import Command, Place, Reply


def _kernel(place: Place) -> Kernel:
    return place.world.network.kernels[place.subject.removeprefix("node/")]


def _rules(place: Place) -> RuleSet:
    return _kernel(place).rules


async def _iptables_save(place: Place, arguments: list[str]) -> Reply:
    rules = _rules(place)
    if isinstance(rules, NftRuleSet):
        return Reply("# kube-proxy runs in nftables mode here: nft list ruleset\n")
    text = save_rules(rules) if isinstance(rules, IpvsRuleSet) else save(rules)
    if arguments[:1] == ["-t"] and len(arguments) > 1:
        text = "".join(part for part in _tables(text) if part.startswith(f"*{arguments[1]}\n"))
    return Reply(text)


def _tables(text: str) -> list[str]:
    return [f"{part.lstrip()}COMMIT\n" for part in text.split("COMMIT\n") if part.strip()]


async def _nft(place: Place, arguments: list[str]) -> Reply:
    rules = _rules(place)
    if arguments[:1] != ["list"]:
        return Reply("", "nft: only `nft list ruleset` and `nft list table ip kube-proxy` are simulated\n", 1)
    if not isinstance(rules, NftRuleSet):
        return Reply("")
    return Reply(list_table(rules, affinity_clients(_kernel(place), place.world.cluster.now)))


async def _ipvsadm(place: Place, arguments: list[str]) -> Reply:
    rules = _rules(place)
    if not isinstance(rules, IpvsRuleSet):
        head = "IP Virtual Server version 1.2.1 (size=4096)\nProt LocalAddress:Port Scheduler Flags\n"
        return Reply(f"{head}  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn\n")
    saves = any("S" in word for word in arguments)
    if saves:
        return Reply(save_servers(rules.ipvs))
    world = place.world
    connections = balanced_connections(world.network, _kernel(place), world.cluster.now)
    return Reply(list_servers(rules.ipvs, connections))


async def _ipset(place: Place, arguments: list[str]) -> Reply:
    rules = _rules(place)
    return Reply(save_sets(rules.ipvs) if isinstance(rules, IpvsRuleSet) else "")


async def _conntrack(place: Place, arguments: list[str]) -> Reply:
    if not any(word in ("-L", "--dump") for word in arguments):
        return Reply("", "conntrack: only `conntrack -L` is simulated\n", 2)
    text = conntrack_list(place.world.network, _kernel(place), place.world.cluster.now)
    told = f"conntrack v1.4.7 (conntrack-tools): {text.count(chr(10))} flow entries have been shown.\n"
    return Reply(text, told)


async def _ip(place: Place, arguments: list[str]) -> Reply:
    words = [word for word in arguments if not word.startswith("-")]
    if words[:1] not in (["route"], ["r"], ["ro"]):
        return Reply("", "ip: only `ip route` is simulated\n", 1)
    return Reply(ip_route(place.world.network, _kernel(place)))


async def _ss(place: Place, arguments: list[str]) -> Reply:
    return Reply(ss_listening(_kernel(place)))


COMMANDS: dict[str, Command] = {
    "iptables-save": _iptables_save, "nft": _nft, "ipvsadm": _ipvsadm, "ipset": _ipset,
    "conntrack": _conntrack, "ip": _ip, "ss": _ss,
}  # fmt: skip
