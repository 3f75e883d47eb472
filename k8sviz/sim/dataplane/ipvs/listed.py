"""ipvs mode as its tools print it on a node: ipvsadm -Ln, ipvsadm -Sn, ipset save, iptables-save."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from k8sviz.sim.dataplane import iptables
from k8sviz.sim.dataplane.addresses import IPV4, IPV6, family_of, number
from k8sviz.sim.dataplane.ipvs.matches import PROTOCOLS
from k8sviz.sim.dataplane.ipvs.sets import PORT, IPSet
from k8sviz.sim.dataplane.ipvs.value import IpvsRules, Place, RealServer, VirtualServer
from k8sviz.sim.dataplane.ipvs.walked import IpvsRuleSet

Connections = Mapping[tuple[Place, str], tuple[int, int]]
"""How many open and closing connections each server of a virtual server has; a server by address and port."""

_HEAD = (
    "IP Virtual Server version 1.2.1 (size=4096)",
    "Prot LocalAddress:Port Scheduler Flags",
    "  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn",
)


def list_servers(rules: IpvsRules, connections: Connections | None = None) -> str:
    """`ipvsadm -Ln`: sorted by protocol, address and port, as the tool does by itself."""
    lines = [*_HEAD]
    for server in _sorted(rules):
        place = server.protocol, server.address, server.port
        flags = f" persistent {server.persistent_seconds}" if server.persistent_seconds else ""
        lines.append(f"{server.protocol.upper():<4} {server.end} rr{flags}")
        for real in _behind(server):
            active, inactive = (connections or {}).get((place, real.end), (0, 0))
            lines.append(f"  -> {real.end:<28} {'Masq':<7} {1:<6} {active:<10} {inactive:<10}")
    return _text(lines)


def save_servers(rules: IpvsRules) -> str:
    """`ipvsadm -Sn`: the commands that make the same again."""
    return _text([
        line
        for server in _sorted(rules)
        for line in (server.line, *(server.towards(real) for real in _behind(server)))
    ])  # fmt: skip


def save_sets(rules: IpvsRules) -> str:
    """`ipset save`, without what the kernel throws dice for (initval); members are sorted here."""
    family = next((family_of(address) for address in rules.addresses), "")
    return _text([line for one in rules.sets.values() for line in _set(one, family)])


def save_rules(rules: IpvsRuleSet, family: str = IPV4) -> str:
    """`iptables-save`: ipvs mode watches no canary chains."""
    return iptables.save(rules, family, canary=False)


def _sorted(rules: IpvsRules) -> list[VirtualServer]:
    return sorted(rules.servers.values(), key=_place)


def _place(server: VirtualServer) -> tuple[int, int, int]:
    return PROTOCOLS[server.protocol], number(server.address), server.port


def _behind(server: VirtualServer) -> list[RealServer]:
    return sorted(server.servers, key=lambda real: (number(real.address), real.port))


def _set(one: IPSet, family: str) -> Iterator[str]:
    if one.type == PORT:
        yield f"create {one.name} {one.type} range 0-65535"
        members = sorted(one.members, key=int)
    else:
        header = "inet6" if family == IPV6 else "inet"
        yield f"create {one.name} {one.type} family {header} hashsize 1024 maxelem 65536"
        members = sorted(one.members)
    yield from (f"add {one.name} {member}" for member in members)


def _text(lines: list[str]) -> str:
    return "\n".join(lines) + "\n"
