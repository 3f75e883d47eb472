"""What ipvs mode puts into one node's kernel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from k8sviz.sim.dataplane.addresses import joined
from k8sviz.sim.dataplane.ipvs.sets import IPSet
from k8sviz.sim.dataplane.rules import Health, Rule

Place = tuple[str, str, int]
"""The protocol, address and port of a virtual server."""

_SERVICE = {"tcp": "-t", "udp": "-u", "sctp": "--sctp-service"}  # ipvsadm(8)


class RealServer(NamedTuple):
    """One endpoint behind a virtual server; every one has weight 1."""

    address: str
    port: int

    @property
    def end(self) -> str:
        """Address and port."""
        return joined(self.address, self.port)


class VirtualServer(NamedTuple):
    """One address, port and protocol that the kernel balances round robin (scheduler rr)."""

    protocol: str  # tcp, udp, sctp
    address: str
    port: int
    persistent_seconds: int  # session affinity; 0: none
    servers: tuple[RealServer, ...]
    owner: str  # the Service's element

    @property
    def end(self) -> str:
        """Address and port."""
        return joined(self.address, self.port)

    @property
    def line(self) -> str:
        """The command that makes it (ipvsadm(8))."""
        persistent = f" -p {self.persistent_seconds}" if self.persistent_seconds else ""
        return f"-A {self.identity} -s rr{persistent}"

    def towards(self, real: RealServer) -> str:
        """The command that puts a server behind it."""
        return f"-a {self.identity} -r {real.end} -m -w 1"

    @property
    def identity(self) -> str:
        """How ipvsadm names it."""
        return f"{_SERVICE[self.protocol]} {self.end}"


class IpvsRules(NamedTuple):
    """The whole of it."""

    servers: Mapping[Place, VirtualServer]
    sets: Mapping[str, IPSet]
    rules: Mapping[str, tuple[Rule, ...]]  # by table, in the order in which they are written
    addresses: tuple[str, ...]  # of the dummy interface kube-ipvs0: what makes them the node's own
    health: Mapping[int, Health]  # by healthCheckNodePort
    size: int = 0  # how many virtual and real servers there are
    made_of: Any = None  # what the compiler needs to go on from here
