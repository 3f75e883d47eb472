"""ipvs mode as its tools print it, and as kube-proxy hands it to iptables-restore."""

from __future__ import annotations

from collections.abc import Iterator

from k8sviz.sim.dataplane.ipvs.frame import CHAINS
from k8sviz.sim.dataplane.ipvs.value import IpvsRules, VirtualServer


def texts(rules: IpvsRules) -> dict[str, str]:
    """The text of each tool, by its name."""
    return {
        "ipset-save": ipset_save(rules),
        "iptables-restore": iptables_restore(rules),
        "ipvsadm-save": ipvsadm_save(rules),
        "kube-ipvs0": _text(sorted(rules.addresses)),
    }


def ipset_save(rules: IpvsRules) -> str:
    """Every set and its members, sorted: the kernel's hash has no order of its own."""
    lines = []
    for name, one in sorted(rules.sets.items()):
        lines.append(f"create {name} {one.type}")
        lines += sorted(f"add {name} {member}" for member in one.members)
    return _text(lines)


def ipvsadm_save(rules: IpvsRules) -> str:
    """Every virtual server with its real servers, sorted."""
    servers = sorted(rules.servers.values(), key=lambda server: server.identity)
    return _text([line for server in servers for line in _server(server)])


def iptables_restore(rules: IpvsRules) -> str:
    """The chains of each table, and its rules in the order in which kube-proxy writes them."""
    lines: list[str] = []
    for table, chains in CHAINS.items():
        lines.append(f"*{table}")
        lines += (f":{chain} - [0:0]" for chain in chains)
        lines += (rule.line for rule in rules.rules[table])
        lines.append("COMMIT")
    return _text(lines)


def _server(server: VirtualServer) -> Iterator[str]:
    yield server.line
    yield from sorted(server.towards(real) for real in server.servers)


def _text(lines: list[str]) -> str:
    return "\n".join(lines) + "\n"
