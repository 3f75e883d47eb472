"""What a Pod's resolver reads: /etc/hosts and /etc/resolv.conf (pkg/kubelet/network/dns)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from k8sviz.sim import digits
from k8sviz.sim.objects.hosts import LOOPBACK, by_name, hosts_of
from k8sviz.sim.objects.identity import ApiObject

NDOTS = 5  # what the kubelet writes for ClusterFirst
_DEFAULT_NDOTS = 1  # what resolv.conf(5) means without the option

_MOST_NDOTS = 15  # what resolv.conf(5) caps it at


class Resolv(NamedTuple):
    """Whom a process asks, and under which names."""

    cluster: bool  # the cluster's DNS is asked; otherwise the node's own resolver
    nameservers: tuple[str, ...] = ()  # instead of the cluster's, from dnsConfig
    search: tuple[str, ...] = ()
    ndots: int = _DEFAULT_NDOTS
    hosts: Mapping[str, tuple[str, ...]] = LOOPBACK  # read before anybody is asked


def resolv_conf(obj: ApiObject, domain: str) -> Resolv:
    """By its dnsPolicy and dnsConfig."""
    return _asking(obj, domain)._replace(hosts=by_name(hosts_of(obj, domain)))


def _asking(obj: ApiObject, domain: str) -> Resolv:
    spec, namespace = obj["spec"], obj["metadata"].get("namespace", "default")
    policy = spec.get("dnsPolicy") or "ClusterFirst"
    if policy == "ClusterFirst" and spec.get("hostNetwork"):
        policy = "Default"
    config = spec.get("dnsConfig") or {}
    searches, nameservers = tuple(config.get("searches") or ()), tuple(config.get("nameservers") or ())
    if policy.startswith("ClusterFirst"):
        own = cluster_first(namespace, domain)
        return own._replace(search=(*own.search, *searches), ndots=_ndots(config, NDOTS))
    return Resolv(False, nameservers, searches, _ndots(config, _DEFAULT_NDOTS))


def cluster_first(namespace: str, domain: str) -> Resolv:
    """What most Pods have."""
    return Resolv(True, (), (f"{namespace}.svc.{domain}", f"svc.{domain}", domain), NDOTS)


def _ndots(config: ApiObject, usual: int) -> int:
    for option in config.get("options") or ():
        value = digits.whole(str(option.get("value", "")))
        if option.get("name") == "ndots" and value is not None:
            return min(value, _MOST_NDOTS)
    return usual
