"""What other tools print on a node: conntrack -L, ip route, ss -tlnp."""

from __future__ import annotations

from collections.abc import Iterator

from k8sviz.sim.dataplane.addresses import joined
from k8sviz.sim.dataplane.asked import ECHO
from k8sviz.sim.dataplane.conntrack import IDLE, Entry
from k8sviz.sim.dataplane.ipvs.listed import Connections
from k8sviz.sim.dataplane.ipvs.value import Place
from k8sviz.sim.dataplane.journey import FiveTuple
from k8sviz.sim.dataplane.network import Kernel, Network
from k8sviz.sim.dataplane.nftables import NftRuleSet
from k8sviz.sim.dataplane.nftables.listed import Clients

_NUMBERS = {"tcp": 6, "udp": 17, "sctp": 132, ECHO: 1}
_OPEN, _CLOSED = 86_400, 120  # seconds: nf_conntrack_tcp_timeout_established as kube-proxy sets it, TIME_WAIT
_ROUTER = "192.168.0.1"
_HEAD = "State  Recv-Q Send-Q Local Address:Port  Peer Address:Port Process"
_OWN = (  # what listens on every node
    ("127.0.0.1", 10248, "kubelet"), ("127.0.0.1", 10249, "kube-proxy"), ("*", 10250, "kubelet"),
    ("*", 10256, "kube-proxy"),
)  # fmt: skip


def conntrack_list(network: Network, kernel: Kernel, now: int) -> str:
    """`conntrack -L`: the newest last; one that its client has closed is in TIME_WAIT for a while."""
    kept = {one.source for one in network.open.values()}
    told = (_entry(entry, entry.original.src_port in kept, now) for entry in kernel.conntrack.entries())
    return "".join(f"{line}\n" for line in told if line)


def affinity_clients(kernel: Kernel, now: int) -> Clients:
    """Who is in nftables mode's affinity sets, and for how many milliseconds yet."""
    kept = kernel.rules.affinity.values() if isinstance(kernel.rules, NftRuleSet) else ()
    return {
        one.name: tuple(
            (source, at + one.seconds * 1000 - now)
            for source, at in kernel.recent.of(one.name)
            if at + one.seconds * 1000 > now
        )
        for one in kept
    }


def balanced_connections(network: Network, kernel: Kernel, now: int) -> Connections:
    """The connections that ipvs has given to each server: open ones, and those that are closing."""
    kept = {one.source for one in network.open.values()}
    found: dict[tuple[Place, str], tuple[int, int]] = {}
    for entry in kernel.conntrack.entries():
        at, server = entry.original, joined(entry.reply.src, entry.reply.src_port)
        is_open = at.src_port in kept
        if entry.balanced and (is_open or now - entry.at < _CLOSED * 1000):
            place = (at.protocol, at.dst, at.dst_port), server
            active, inactive = found.get(place, (0, 0))
            found[place] = (active + is_open, inactive + (not is_open))
    return found


def _entry(entry: Entry, is_open: bool, now: int) -> str:
    protocol, age = entry.original.protocol, (now - entry.at) // 1000
    if protocol in ("tcp", "sctp"):
        state = "ESTABLISHED" if is_open else "TIME_WAIT" if protocol == "tcp" else "SHUTDOWN_ACK_SENT"
        left = (_OPEN if is_open else _CLOSED) - age
    else:
        state, left = "", IDLE.get(protocol, _CLOSED) - age
    if left <= 0:
        return ""
    name = "icmp" if protocol == ECHO else protocol
    words = [f"{name:<8} {_NUMBERS[protocol]} {left}", state, _ends(entry.original, 8), _ends(entry.reply, 0)]
    assured = "[ASSURED]" if state else ""
    return " ".join(word for word in (*words, assured, "mark=0 use=1") if word)


def _ends(at: FiveTuple, kind: int) -> str:
    if at.protocol == ECHO:
        return f"src={at.src} dst={at.dst} type={kind} code=0 id={at.src_port or at.dst_port}"
    return f"src={at.src} dst={at.dst} sport={at.src_port} dport={at.dst_port}"


def ip_route(network: Network, kernel: Kernel) -> str:
    """`ip route`: every other node's Pods by that node, and all else by the router."""
    lines = [f"default via {_ROUTER} dev eth0"]
    for other in sorted(network.kernels.values(), key=lambda one: one.name):
        if other is kernel:
            lines.append(f"{other.pod_cidr} dev cni0 proto kernel scope link src {other.gateway}")
        elif other.pod_cidr:
            lines.append(f"{other.pod_cidr} via {other.address} dev eth0")
    lines.append(f"192.168.0.0/24 dev eth0 proto kernel scope link src {kernel.address}")
    return "".join(f"{line}\n" for line in lines)


def ss_listening(kernel: Kernel) -> str:
    """`ss -tlnp`: no node port is among them, for kube-proxy opens none."""
    return "".join(f"{line}\n" for line in (_HEAD, *_sockets(kernel)))


def _sockets(kernel: Kernel) -> Iterator[str]:
    found = [*_OWN, *(("*", port, "kube-proxy") for port in kernel.rules.health)]
    for (protocol, port), element in kernel.sockets.items():
        process = "kube-apiserver" if element == kernel.element else element.rpartition("/")[2]
        if protocol == "tcp":
            found.append(("*", port, process))
    for address, port, process in sorted(found, key=lambda one: one[1]):
        yield f'LISTEN 0      4096   {joined(address, port):<19} {"*:*":<17} users:(("{process}"))'
