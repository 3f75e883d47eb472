"""Cluster IPs and node ports: pkg/registry/core/service/{ipallocator,portallocator}.

What is taken is read off the stored Services, so nothing has to be rolled back when a Service is refused.
Each range is split: the lower band is left for people's own choices (KEP-3070, KEP-3668).
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from k8sviz.sim.chance import Chance
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.objects.identity import ApiObject, Key, key_of

_TRIES = 64
_SMALLEST_BAND = 16
V4, _V6 = 4, 6


class AllocationError(Exception):
    """A value that cannot be had; the message is the allocator's. Caught within admission."""


class Pool:
    """The numbers from `first` to `last`, of which some are taken."""

    def __init__(self, first: int, last: int, band: int, taken: frozenset[int]) -> None:
        self.first, self.last, self.band = first, last, band
        self.taken = set(taken)

    def next(self, chance: Chance) -> int:
        """A free number by chance: above the band, and in it only when nothing else is left."""
        for low, high in ((self.first + self.band, self.last), (self.first, self.first + self.band - 1)):
            found = self._free(low, min(high, self.last), chance)
            if found is not None:
                self.taken.add(found)
                return found
        raise AllocationError("range is full")

    def _free(self, low: int, high: int, chance: Chance) -> int | None:
        size = high - low + 1
        if size <= 0:
            return None
        for _ in range(_TRIES):
            number = low + chance.below(size)
            if number not in self.taken:
                return number
        start = chance.below(size)
        numbers = (low + (start + step) % size for step in range(size))
        return next((number for number in numbers if number not in self.taken), None)


class Addresses(Pool):
    """The addresses of one family's range."""

    def __init__(self, cidr: str, band: int, taken: frozenset[int]) -> None:
        network = ip_network(cidr)
        last = int(network.broadcast_address) - (network.version == V4)  # IPv6 has no broadcast
        super().__init__(int(network.network_address) + 1, last, band, taken)
        self.version = network.version


def addresses(cluster: Cluster, family: str = "IPv4", but: Key | None = None) -> Addresses:
    """A family's Service range without its network and broadcast address."""
    version = _V6 if family == "IPv6" else V4
    cidr = next(one for one in cluster.settings.service_cidrs if ip_network(one).version == version)
    band = min(max(_SMALLEST_BAND, ip_network(cidr).num_addresses // 16), 256)
    taken = frozenset(
        int(ip_address(address))
        for service in _services(cluster, but)
        for address in service["spec"].get("clusterIPs", ())
        if address != "None" and (":" in address) == (version == _V6)
    )
    return Addresses(cidr, band, taken)


def take_address(pool: Addresses, text: str) -> str:
    """The address that was asked for, if it can be had."""
    address: IPv4Address | IPv6Address = ip_address(text)
    if address.version != pool.version or not pool.first <= int(address) <= pool.last:
        raise AllocationError("the provided network does not match the current range")
    if int(address) in pool.taken:
        raise AllocationError("provided IP is already allocated")
    pool.taken.add(int(address))
    return str(address)


def next_address(pool: Addresses, chance: Chance) -> str:
    """A free address by chance."""
    number = pool.next(chance)
    return str(IPv4Address(number) if pool.version == V4 else IPv6Address(number))


def node_ports(cluster: Cluster, but: Key | None = None) -> Pool:
    """The node ports; one number serves all protocols."""
    first, last = cluster.settings.node_ports
    band = min(max(_SMALLEST_BAND, (last - first + 1) // 32), 128)
    taken = frozenset(port for service in _services(cluster, but) for port in used_ports(service))
    return Pool(first, last, band, taken)


def take_port(pool: Pool, port: int) -> int:
    """The node port that was asked for, if it can be had."""
    if not pool.first <= port <= pool.last:
        words = f"The range of valid ports is {pool.first}-{pool.last}"
        raise AllocationError(f"provided port is not in the valid range. {words}")
    if port in pool.taken:
        raise AllocationError("provided port is already allocated")
    pool.taken.add(port)
    return port


def used_ports(service: ApiObject) -> Iterator[int]:
    """All node ports a Service holds, its health check's too."""
    spec = service.get("spec", {})
    yield from (port["nodePort"] for port in spec.get("ports", ()) if port.get("nodePort"))
    if spec.get("healthCheckNodePort"):
        yield spec["healthCheckNodePort"]


def _services(cluster: Cluster, but: Key | None) -> Iterator[ApiObject]:
    return (service for service in cluster.of_kind("Service") if key_of(service) != but)
