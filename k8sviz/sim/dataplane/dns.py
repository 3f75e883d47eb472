"""The cluster's DNS as a client in a Pod meets it: search path, ndots:5, Service names."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address

from k8sviz.sim.dataplane.journey import Lookup
from k8sviz.sim.dataplane.network import Network
from k8sviz.sim.objects.identity import Key
from k8sviz.sim.objects.service import HEADLESS

NDOTS = 5  # the kubelet's resolv.conf for ClusterFirst (semantics 97)
_CNAMES = 8


@lru_cache(maxsize=1024)
def is_address(host: str) -> bool:
    """Whether there is nothing to look up."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def look_up(network: Network, name: str, namespace: str) -> Lookup:
    """What a Pod's resolver finds; each rung of the search path it asked is told."""
    asked = []
    for rung in rungs(network, name, namespace):
        asked.append(rung)
        address = _answer(network, rung.rstrip(".").lower(), 0)
        if address:
            return Lookup(name, tuple(asked), address)
    return Lookup(name, tuple(asked), "")


def look_up_outside(network: Network, name: str) -> Lookup:
    """What a resolver outside finds: no name of the cluster."""
    return Lookup(name, (f"{name.rstrip('.')}.",), network.public_names.get(name.rstrip(".").lower(), ""))


def rungs(network: Network, name: str, namespace: str) -> list[str]:
    """The full names that are asked, in order (resolv.conf(5): search, ndots)."""
    if name.endswith("."):
        return [name]
    domain = network.domain
    search = [f"{namespace}.svc.{domain}", f"svc.{domain}", domain] if namespace else []
    tried = [f"{name}.{suffix}." for suffix in search]
    return [*tried, f"{name}."] if name.count(".") < NDOTS else [f"{name}.", *tried]


def _answer(network: Network, name: str, depth: int) -> str:
    suffix = f".svc.{network.domain}"
    if not name.endswith(suffix):
        return network.public_names.get(name, "")
    service, _, namespace = name.removesuffix(suffix).rpartition(".")
    key = Key("Service", namespace, service)
    address, external = network.services.get(key, ("", ""))
    if external and depth < _CNAMES:
        return _answer(network, external.rstrip(".").lower(), depth + 1)
    if address == HEADLESS:
        return next(iter(network.headless.get(key, ())), "")
    return address
