"""A Pod's /etc/hosts, as the kubelet writes it (pkg/kubelet/kubelet_pods.go, managedHostsFileContent)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from k8sviz.sim.objects.identity import ApiObject

LOCALHOST = "localhost"
_IPV6 = (
    ("::1", (LOCALHOST, "ip6-localhost", "ip6-loopback")),
    ("fe00::", ("ip6-localnet",)),
    ("fe00::", ("ip6-mcastprefix",)),
    ("fe00::1", ("ip6-allnodes",)),
    ("fe00::2", ("ip6-allrouters",)),
)


class Entry(NamedTuple):
    """A line: an address and its names."""

    address: str
    names: tuple[str, ...]

    @property
    def line(self) -> str:
        """As it stands in the file."""
        return "\t".join((self.address, *self.names))


_LOOPBACK = Entry("127.0.0.1", (LOCALHOST,))
LOOPBACK = {LOCALHOST: (_LOOPBACK.address,)}  # what every machine knows


def hosts_of(obj: ApiObject, domain: str) -> tuple[Entry, ...]:
    """The entries of a Pod's file, without its comments."""
    own = (Entry(address, _names(obj, domain)) for address in _addresses(obj))
    return (_LOOPBACK, *(Entry(*one) for one in _IPV6), *own, *aliases_of(obj))


def aliases_of(obj: ApiObject) -> tuple[Entry, ...]:
    """What hostAliases add."""
    given = obj["spec"].get("hostAliases") or ()
    return tuple(Entry(one["ip"], tuple(one.get("hostnames") or ())) for one in given)


def by_name(entries: tuple[Entry, ...]) -> dict[str, tuple[str, ...]]:
    """The addresses of every name, in the order of the file."""
    known: dict[str, list[str]] = {}
    for entry in entries:
        for name in map(str.lower, entry.names):
            known.setdefault(name, []).append(entry.address)
    return {name: tuple(addresses) for name, addresses in known.items()}


def _addresses(obj: ApiObject) -> Iterator[str]:
    status = obj.get("status") or {}
    listed = [entry["ip"] for entry in status.get("podIPs") or ()]
    yield from listed or filter(None, (status.get("podIP", ""),))


def _names(obj: ApiObject, domain: str) -> tuple[str, ...]:
    spec, metadata = obj["spec"], obj["metadata"]
    name: str = spec.get("hostname") or metadata["name"]
    if not spec.get("subdomain"):
        return (name,)
    return f"{name}.{spec['subdomain']}.{metadata['namespace']}.svc.{domain}", name
