"""What a client is told to ask: a URL, and how."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from k8sviz.sim.dataplane.zone import AAAA, A

HTTP, HTTPS, TCP, UDP, SCTP, PING = "http", "https", "tcp", "udp", "sctp", "ping"
ECHO = "icmp-echo"  # a ping's protocol; "icmp" are the messages of nodes about other packets
_PROTOCOLS = {HTTP: TCP, HTTPS: TCP, TCP: TCP, UDP: UDP, SCTP: SCTP, PING: ECHO}
_PORTS = {HTTP: 80, HTTPS: 443, PING: 0}
SCHEMES = tuple(_PROTOCOLS)
_KINDS = {0: (A, AAAA), 4: (A,), 6: (AAAA,)}


class Asked(NamedTuple):
    """One request to be made."""

    url: str
    scheme: str
    host: str
    port: int
    family: int = 0  # 4 or 6, as of curl -4 and curl -6; 0: either
    keep: bool = False  # over the connection that the client has already, and leave it open

    @property
    def protocol(self) -> str:
        """What its packets carry."""
        return _PROTOCOLS[self.scheme]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The types of records that are asked for."""
        return _KINDS[self.family]


@lru_cache(maxsize=256)
def read(url: str, family: int = 0, keep: bool = False) -> Asked:
    """Without a scheme it is http, as curl has it. ValueError where it is no URL."""
    parts = urlsplit(url if "://" in url else f"http://{url}")
    port = parts.port or _PORTS.get(parts.scheme, 0)
    return Asked(url, parts.scheme, parts.hostname or "", port, family, keep)


def typed(url: str) -> str:
    """The command that asks the same on a real machine."""
    asked = read(url)
    if asked.scheme == PING:
        return f"ping -c 1 {asked.host}"
    if asked.scheme in (HTTP, HTTPS):
        return f"curl {url}"
    option = {TCP: "", UDP: "-u ", SCTP: "--sctp "}[asked.scheme]
    return f"nc {option}{asked.host} {asked.port}"
