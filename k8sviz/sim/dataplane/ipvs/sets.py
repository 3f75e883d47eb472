"""The ipsets of ipvs mode (pkg/proxy/ipvs/ipset.go): rules ask a set, so their number never grows."""

from __future__ import annotations

from typing import NamedTuple

from k8sviz.sim.dataplane.addresses import within
from k8sviz.sim.dataplane.packet import Packet

PORT, IP, IP_PORT, IP_PORT_IP, IP_PORT_NET = (
    "bitmap:port", "hash:ip", "hash:ip,port", "hash:ip,port,ip", "hash:ip,port,net",
)  # fmt: skip

LOOP_BACK = "KUBE-LOOP-BACK"
CLUSTER_IP = "KUBE-CLUSTER-IP"
EXTERNAL_IP = "KUBE-EXTERNAL-IP"
EXTERNAL_IP_LOCAL = "KUBE-EXTERNAL-IP-LOCAL"
BALANCER = "KUBE-LOAD-BALANCER"
BALANCER_LOCAL = "KUBE-LOAD-BALANCER-LOCAL"
BALANCER_FIREWALL = "KUBE-LOAD-BALANCER-FW"
BALANCER_SOURCE_IP = "KUBE-LOAD-BALANCER-SOURCE-IP"
BALANCER_SOURCE_CIDR = "KUBE-LOAD-BALANCER-SOURCE-CIDR"
HEALTH_CHECK = "KUBE-HEALTH-CHECK-NODE-PORT"
IPVS_IPS = "KUBE-IPVS-IPS"
NODE_PORT = {"tcp": "KUBE-NODE-PORT-TCP", "udp": "KUBE-NODE-PORT-UDP", "sctp": "KUBE-NODE-PORT-SCTP-HASH"}
NODE_PORT_LOCAL = {
    "tcp": "KUBE-NODE-PORT-LOCAL-TCP",
    "udp": "KUBE-NODE-PORT-LOCAL-UDP",
    "sctp": "KUBE-NODE-PORT-LOCAL-SCTP-HASH",
}
_SCTP = "with type 'hash ip:port'"
_KINDS = {  # type, and the remark of the rules that ask the set
    LOOP_BACK: (IP_PORT_IP, "Kubernetes endpoints dst ip:port, source ip for solving hairpin purpose"),
    CLUSTER_IP: (IP_PORT, "Kubernetes service cluster ip + port for masquerade purpose"),
    EXTERNAL_IP: (IP_PORT, "Kubernetes service external ip + port for masquerade and filter purpose"),
    EXTERNAL_IP_LOCAL: (IP_PORT, "Kubernetes service external ip + port with externalTrafficPolicy=local"),
    BALANCER: (IP_PORT, "Kubernetes service lb portal"),
    BALANCER_LOCAL: (
        IP_PORT,
        "Kubernetes service load balancer ip + port with externalTrafficPolicy=local",
    ),
    BALANCER_FIREWALL: (
        IP_PORT,
        "Kubernetes service load balancer ip + port for load balancer with sourceRange",
    ),
    BALANCER_SOURCE_IP: (
        IP_PORT_IP,
        "Kubernetes service load balancer ip + port + source IP for packet filter purpose",
    ),
    BALANCER_SOURCE_CIDR: (
        IP_PORT_NET,
        "Kubernetes service load balancer ip + port + source cidr for packet filter purpose",
    ),
    HEALTH_CHECK: (PORT, "Kubernetes health check node port"),
    IPVS_IPS: (IP, "Addresses on the ipvs interface"),
    NODE_PORT["tcp"]: (PORT, "Kubernetes nodeport TCP port for masquerade purpose"),
    NODE_PORT["udp"]: (PORT, "Kubernetes nodeport UDP port for masquerade purpose"),
    NODE_PORT["sctp"]: (IP_PORT, f"Kubernetes nodeport SCTP port for masquerade purpose {_SCTP}"),
    NODE_PORT_LOCAL["tcp"]: (PORT, "Kubernetes nodeport TCP port with externalTrafficPolicy=local"),
    NODE_PORT_LOCAL["udp"]: (PORT, "Kubernetes nodeport UDP port with externalTrafficPolicy=local"),
    NODE_PORT_LOCAL["sctp"]: (
        IP_PORT,
        f"Kubernetes nodeport SCTP port with externalTrafficPolicy=local {_SCTP}",
    ),
}


class IPSet(NamedTuple):
    """One set of the kernel, with its members as `ipset save` writes them."""

    name: str
    type: str
    remark: str
    members: dict[str, None]  # in the order in which they came

    @property
    def directions(self) -> str:
        """Which side of a packet each part of a member is held against."""
        return {PORT: "dst", IP: "dst", IP_PORT: "dst,dst"}.get(self.type, "dst,dst,src")

    def add(self, member: str) -> None:
        """Put in once, however often it comes."""
        self.members[member] = None

    def holds(self, packet: Packet) -> bool:
        """Whether the packet's side of it is a member."""
        packet.port_asked = True
        if self.type == PORT:
            return str(packet.dst_port) in self.members
        if self.type == IP:
            return packet.dst in self.members
        end = member(packet.dst, packet.protocol, packet.dst_port)
        if self.type == IP_PORT:
            return end in self.members
        if self.type == IP_PORT_IP:
            return f"{end},{packet.src}" in self.members
        nets = (text.removeprefix(f"{end},") for text in self.members if text.startswith(f"{end},"))
        return any(within(packet.src, net) for net in nets)


def member(address: str, protocol: str, port: int) -> str:
    """An address and port of a protocol, as a set of type hash:ip,port writes them."""
    return f"{address},{protocol}:{port}"


def empty_sets() -> dict[str, IPSet]:
    """All sets that kube-proxy makes, used or not."""
    return {name: IPSet(name, kind, remark, {}) for name, (kind, remark) in _KINDS.items()}
