"""Names of chains and sets: what they are for, eight letters of a hash, and whose they are (proxier.go)."""

from __future__ import annotations

from base64 import b32encode
from hashlib import sha256

from k8sviz.sim.dataplane.nftables.sets import AFFINITY

SERVICE, LOCAL, EXTERNAL, FIREWALL, ENDPOINT = "service-", "local-", "external-", "firewall-", "endpoint-"
_LONGEST = 256 - 16  # NFT_NAME_MAXLEN, without room for the prefix

__all__ = ["AFFINITY", "ENDPOINT", "EXTERNAL", "FIREWALL", "LOCAL", "SERVICE", "endpoint_base", "port_base"]


def port_base(port_name: str, protocol: str) -> str:
    """A Service port ("default/httpd-svc:http") without a prefix: 2QRHZV4L-default/httpd-svc/tcp/http."""
    return _hashed(_plain(port_name, protocol))


def endpoint_base(port_name: str, protocol: str, address: str, port: int) -> str:
    """One of its endpoints; a colon may not stand in a name."""
    return _hashed(f"{_plain(port_name, protocol)}__{address.replace(':', '.')}/{port}")


def _plain(port_name: str, protocol: str) -> str:
    service, _, port = port_name.partition(":")
    return f"{service}/{protocol}/{port}"


def _hashed(name: str) -> str:
    full = f"{b32encode(sha256(name.encode()).digest()[:5]).decode()}-{name}"
    return full if len(full) <= _LONGEST else f"{full[: _LONGEST - 3]}..."
