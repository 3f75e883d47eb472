"""The zone that CoreDNS serves: what it answers for a name and a type (Kubernetes DNS specification 1.1.0).

The order of the questions is that of CoreDNS's kubernetes plugin (plugin/kubernetes: parseRequest,
findServices, findPods, serviceRecordForIP), with the stock Corefile's `pods insecure`.
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address
from typing import NamedTuple

from k8sviz.sim.dataplane.addresses import IPV4, IPV6, family_of
from k8sviz.sim.objects.identity import Key

NOERROR, NXDOMAIN = "NOERROR", "NXDOMAIN"
A, AAAA, CNAME, SRV, PTR = "A", "AAAA", "CNAME", "SRV", "PTR"
FAMILIES = {A: IPV4, AAAA: IPV6}
_CNAMES = 8
_KEPT = 1024  # answers


class Port(NamedTuple):
    """A port under which an SRV record may be asked for."""

    name: str
    protocol: str  # tcp, udp, sctp
    number: int


class Published(NamedTuple):
    """A ready endpoint."""

    address: str
    hostname: str
    ports: tuple[Port, ...]

    @property
    def label(self) -> str:
        """Its own name below the Service's: its hostname, or its address with dashes."""
        return self.hostname or self.address.replace(".", "-").replace(":", "-")


class Named(NamedTuple):
    """What DNS knows of a Service."""

    addresses: tuple[str, ...] = ()  # its cluster IPs
    external_name: str = ""
    headless: bool = False
    ports: tuple[Port, ...] = ()
    endpoints: tuple[Published, ...] = ()


class Answer(NamedTuple):
    """A code, and the values of the records; NOERROR without any is called NODATA."""

    code: str
    values: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()  # the names that CNAME records led over


_NO_NAME, _NO_DATA = Answer(NXDOMAIN), Answer(NOERROR)


class Zone:
    """All Services by their key; the namespaces that exist; and what the world outside knows."""

    def __init__(self, domain: str) -> None:
        self.domain = domain
        self.services: dict[Key, Named] = {}
        self.namespaces: dict[str, None] = {}
        self.public: dict[str, str] = {}  # names of balancers, for everyone's DNS
        self._known: dict[tuple[str, str], Answer] = {}

    def copy(self) -> Zone:
        """The same zone, independent from now on."""
        twin = Zone(self.domain)
        twin.services, twin.namespaces = self.services.copy(), self.namespaces.copy()
        twin.public = self.public.copy()
        return twin

    def publish(self, key: Key, named: Named | None) -> None:
        """A Service is new, has changed, or is gone."""
        if named is None:
            self.services.pop(key, None)
        else:
            self.services[key] = named
        self.forget()

    def forget(self) -> None:
        """What was answered may not be true any more."""
        self._known = {}

    def found(self, name: str, kind: str) -> Answer:
        """The same as `answer`, remembered until the zone changes."""
        answer = self._known.get((name, kind))
        if answer is None:
            if len(self._known) >= _KEPT:
                self.forget()
            answer = self._known[name, kind] = self.answer(name, kind)
        return answer

    def answer(self, name: str, kind: str = A, depth: int = 0) -> Answer:
        """What CoreDNS answers; names outside the zone it forwards."""
        name = name.rstrip(".").lower()
        if kind == PTR:
            return self._reverse(name)
        if name == self.domain:
            return _NO_DATA
        if not name.endswith(f".{self.domain}"):
            return self.forwarded(name, kind)
        labels = name.removesuffix(f".{self.domain}").split(".")
        if labels[-1] == "pod":
            return self._pod(labels[:-1], kind)
        return self._service(labels[:-1], kind, depth) if labels[-1] == "svc" else _NO_NAME

    def forwarded(self, name: str, kind: str = A) -> Answer:
        """What the world's DNS says."""
        address = self.public.get(name.rstrip(".").lower())
        if address is None:
            return _NO_NAME
        return Answer(NOERROR, (address,)) if FAMILIES.get(kind) == family_of(address) else _NO_DATA

    # -- Services ----------------------------------------------------------------------------------

    def _service(self, labels: list[str], kind: str, depth: int) -> Answer:
        """`svc.ns`, `endpoint.svc.ns` or `_port._protocol.svc.ns`."""
        *more, namespace = labels or [""]
        if not more:
            return _NO_DATA if namespace in self.namespaces else _NO_NAME
        *before, service = more
        named = self.services.get(Key("Service", namespace, service))
        if named is None:
            return _NO_NAME
        if named.external_name:
            return self._alias(named.external_name, kind, depth) if not before else _NO_NAME
        full = f"{service}.{namespace}.svc.{self.domain}."
        records = list(_records(named, full, before))
        if not records:
            return _NO_NAME
        values = [
            value
            for target, address, port in records
            for value in ((f"0 100 {port} {target}",) if kind == SRV else (address,))
            if kind == SRV or family_of(address) == FAMILIES.get(kind)
        ]
        return Answer(NOERROR, tuple(dict.fromkeys(values)))

    def _alias(self, target: str, kind: str, depth: int) -> Answer:
        if kind == CNAME or depth >= _CNAMES:
            return Answer(NOERROR, (f"{target.rstrip('.')}.",))
        found = self.answer(target, kind, depth + 1)
        return Answer(NOERROR, found.values, (f"{target.rstrip('.')}.", *found.aliases))

    # -- Pods and addresses ------------------------------------------------------------------------

    def _pod(self, labels: list[str], kind: str) -> Answer:
        """`1-2-3-4.ns.pod`: nobody looks whether there is such a Pod."""
        *before, namespace = labels or [""]
        if namespace not in self.namespaces or len(before) > 1:
            return _NO_NAME
        if not before:
            return _NO_DATA
        dashed = before[0]
        address = dashed.replace("-", "." if dashed.count("-") == 3 and "--" not in dashed else ":")  # noqa: PLR2004
        try:
            ip_address(address)
        except ValueError:
            return _NO_NAME
        return Answer(NOERROR, (address,)) if FAMILIES.get(kind) == family_of(address) else _NO_DATA

    def _reverse(self, name: str) -> Answer:
        """The name of a cluster IP, or of an endpoint of a headless Service."""
        address = unreversed(name)
        for key, named in self.services.items():
            full = f"{key.name}.{key.namespace}.svc.{self.domain}."
            if address in named.addresses:
                return Answer(NOERROR, (full,))
            for endpoint in named.endpoints if named.headless else ():
                if endpoint.address == address:
                    return Answer(NOERROR, (f"{endpoint.label}.{full}",))
        return _NO_NAME


def _records(named: Named, full: str, before: list[str]) -> Iterator[tuple[str, str, int]]:
    """Target, address and port of every record under a Service's name."""
    by_port = len(before) == 2 and all(label.startswith("_") for label in before)  # noqa: PLR2004
    asked = tuple(label.removeprefix("_") for label in before)
    if before and not by_port and len(before) != 1:
        return
    if named.headless or (before and not by_port):
        for one in named.endpoints:
            if before and not by_port and one.label != before[0]:
                continue
            for port in one.ports or (Port("", "", 0),):
                if not by_port or (port.name, port.protocol) == asked:
                    yield f"{one.label}.{full}", one.address, port.number
        return
    for address in named.addresses:
        for port in named.ports:
            if not by_port or (port.name, port.protocol) == asked:
                yield full, address, port.number


def reversed_name(address: str) -> str:
    """The name under which an address is asked for (RFC 1035, 3.5; RFC 3596, 2.5)."""
    return f"{ip_address(address).reverse_pointer}."


def unreversed(name: str) -> str:
    """The address behind such a name; "" if it is none."""
    name = name.rstrip(".")
    try:
        if name.endswith(".in-addr.arpa"):
            return str(ip_address(".".join(reversed(name.removesuffix(".in-addr.arpa").split(".")))))
        if name.endswith(".ip6.arpa"):
            digits = "".join(reversed(name.removesuffix(".ip6.arpa").split(".")))
            return str(ip_address(":".join(digits[at : at + 4] for at in range(0, 32, 4))))
    except ValueError:
        return ""
    return ""
