"""IP addresses and CIDRs: what is none, and what is only spelled oddly (apimachinery pkg/util/validation).

Strictly, no part of an address has leading zeros, no IPv6 address stands for an IPv4 one, and a CIDR has no
bits beyond its prefix (KEP-4858).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from k8sviz.sim import digits

_IP_SAYS = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"
_CIDR_SAYS = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"
_ZEROS = re.compile(r"\b0+(?=[0-9])")
_FUTURE = "will be considered invalid in a future Kubernetes release: use"

Address = IPv4Address | IPv6Address


def strict(text: str) -> Address | None:
    """The address, if it is one; Go's netip knows zones, Kubernetes does not want them."""
    try:
        return None if "%" in text else ip_address(text)
    except ValueError:
        return None


def sloppy(text: str) -> Address | None:
    """The same for one with leading zeros, which older clients may have sent (k8s.io/utils/net)."""
    return strict(text if ":" in text else _ZEROS.sub("", text))


def _mapped(address: Address) -> bool:
    return isinstance(address, IPv6Address) and address.ipv4_mapped is not None


def ip(text: str) -> list[str]:
    """An IP address of either family."""
    loose, exact = sloppy(text), strict(text)
    if loose is None:
        return [_IP_SAYS]
    if exact is None:
        return ["must not have leading 0s"]
    return ["must not be an IPv4-mapped IPv6 address"] if _mapped(exact) else []


def cidr(text: str) -> list[str]:
    """An address with a prefix length."""
    address, slash, length = text.partition("/")
    loose, exact = sloppy(address), strict(address)
    bits = digits.whole(length)
    if loose is None or not slash or bits is None or bits > loose.max_prefixlen:
        return [_CIDR_SAYS]
    if exact is None or (len(length) > 1 and length.startswith("0")):
        return ["must not have leading 0s in IP or prefix length"]
    if _mapped(exact):
        return ["must not have an IPv4-mapped IPv6 address"]
    network = ip_network(f"{exact}/{bits}", strict=False)
    return [] if network.network_address == exact else ["must not have bits set beyond the prefix length"]


def warnings_of_ip(path: str, text: str) -> Iterator[str]:
    """What is accepted, and had better be spelled otherwise."""
    loose, exact = sloppy(text), strict(text)
    if loose is None:
        return
    if exact is None or _mapped(exact):
        yield f'{path}: non-standard IP address "{text}" {_FUTURE} "{_plain(loose)}"'
    elif isinstance(exact, IPv6Address) and str(exact) != text:
        yield f'{path}: IPv6 address "{text}" should be in RFC 5952 canonical format ("{exact}")'


def warnings_of_cidr(path: str, text: str) -> Iterator[str]:
    """The same for a CIDR."""
    address, _, length = text.partition("/")
    loose = sloppy(address)
    bits = digits.whole(length)
    if loose is None or bits is None or bits > loose.max_prefixlen:
        return
    network = ip_network(f"{loose}/{bits}", strict=False)
    if network.network_address != loose:
        alone = f"{loose}/{loose.max_prefixlen}"
        yield (
            f'{path}: CIDR value "{text}" is ambiguous in this context (should be "{network}" or "{alone}"?)'
        )
    elif strict(address) is None or length != str(bits):
        yield f'{path}: non-standard CIDR value "{text}" {_FUTURE} "{network}"'
    elif isinstance(loose, IPv6Address) and str(network) != text:
        yield f'{path}: IPv6 CIDR value "{text}" should be in RFC 5952 canonical format ("{network}")'


def _plain(address: Address) -> str:
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return str(mapped or address)


def non_special(text: str) -> list[str]:
    """Not an address that means something to a host: externalIPs, endpoints."""
    address = sloppy(text)
    if address is None:
        return ["must be a valid IP address"]
    if address.is_unspecified:
        return [f"may not be unspecified ({text})"]
    if address.is_loopback:
        return ["may not be in the loopback range (127.0.0.0/8, ::1/128)"]
    link_local_multicast = {4: "224.0.0.", 6: "ff02:"}[address.version]
    if address.is_link_local:
        return ["may not be in the link-local range (169.254.0.0/16, fe80::/10)"]
    if str(address).startswith(link_local_multicast):
        return ["may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)"]
    return []
