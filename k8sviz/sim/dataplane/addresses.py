"""Addresses and ranges as numbers, parsed once."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address, ip_network

IPV4, IPV6 = "IPv4", "IPv6"
LOCALHOST = "127.0.0.1"
_OCTETS = 4
_OCTET = frozenset(map(str, range(256)))
_BEYOND_IPV4 = 1 << 32


def family_of(address: str) -> str:
    """IPv4 or IPv6."""
    return IPV6 if ":" in address else IPV4


@lru_cache(maxsize=16_384)
def number(address: str) -> int:
    """An address as a number; IPv6 lies beyond all of IPv4."""
    parts = address.split(".")
    if len(parts) == _OCTETS and all(map(_OCTET.__contains__, parts)):
        first, second, third, fourth = map(int, parts)
        return first << 24 | second << 16 | third << 8 | fourth
    parsed = ip_address(address)
    return int(parsed) if parsed.version == 4 else int(parsed) + _BEYOND_IPV4  # noqa: PLR2004


@lru_cache(maxsize=16_384)
def bounds(text: str) -> tuple[int, int]:
    """The first and the last address of a range ("10.244.0.0/16") as numbers."""
    if "/" not in text:
        return number(text), number(text)
    parsed = ip_network(text, strict=False)
    return number(str(parsed.network_address)), number(str(parsed.broadcast_address))


def within(address: str, text: str) -> bool:
    """Whether an address lies in a range."""
    low, high = bounds(text)
    return low <= number(address) <= high


@lru_cache(maxsize=1024)
def first_of(text: str) -> str:
    """The first usable address of a range: by custom the gateway's."""
    return str(ip_network(text, strict=False)[1])


def joined(address: str, port: int) -> str:
    """An address and a port as one text (Go's net.JoinHostPort)."""
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
