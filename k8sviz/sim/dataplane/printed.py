"""What the client's tool prints: curl 8, ping, or a netcat for tcp://, udp:// and sctp://."""

from __future__ import annotations

from k8sviz.sim.dataplane.asked import HTTP, HTTPS, PING, Asked
from k8sviz.sim.dataplane.connection import Ending
from k8sviz.sim.dataplane.journey import ANSWERED, NXDOMAIN, REFUSED, RESET, TIMEOUT, UNREACHABLE

_TLS_PORTS = (443, 6443, 8443)  # who listens here speaks TLS
_STRANGER = "curl: (60) SSL certificate problem: unable to get local issuer certificate"
_NO_TLS = "curl: (35) TLS connect error: error:0A0000C6:SSL routines::packet length too long"
_PLAIN = "Client sent an HTTP request to an HTTPS server."  # net/http, with 400 Bad Request
_CURL = {
    REFUSED: "curl: (7) Failed to connect to {host} port {port} after 0 ms: Could not connect to server",
    UNREACHABLE: "curl: (7) Failed to connect to {host} port {port} after 0 ms: No route to host",
    TIMEOUT: "curl: (28) Connection timed out after {timeout} milliseconds",
    NXDOMAIN: "curl: (6) Could not resolve host: {host}",
    RESET: "curl: (56) Recv failure: Connection reset by peer",
}
_NETCAT = {
    REFUSED: "nc: {host} port {port} ({protocol}): Connection refused",
    UNREACHABLE: "nc: {host} port {port} ({protocol}): No route to host",
    TIMEOUT: "nc: {host} port {port} ({protocol}): nothing came back within {timeout} ms",
    NXDOMAIN: "nc: getaddrinfo for host {host}: Name or service not known",
    RESET: "nc: {host} port {port} ({protocol}): Connection reset by peer",
}
_PING = {
    ANSWERED: "64 bytes from {address}: icmp_seq=1",
    REFUSED: "From {by} icmp_seq=1 Destination Port Unreachable",
    UNREACHABLE: "From {by} icmp_seq=1 Destination Host Unreachable",
    TIMEOUT: "1 packets transmitted, 0 received, 100% packet loss",
    NXDOMAIN: "ping: {host}: Name or service not known",
}
_UNRESOLVED = "curl: (28) Resolving timed out after {timeout} milliseconds"


def printed(ending: Ending, asked: Asked, address: str, by: str, timeout: int) -> str:
    """An echo server's page, or the tool's complaint; `by` is the address that the last packet came from."""
    if ending.outcome == ANSWERED and asked.scheme != PING:
        return _page(ending, asked)
    words = _PING if asked.scheme == PING else _CURL if asked.scheme in (HTTP, HTTPS) else _NETCAT
    text = words[ending.outcome]
    if ending.outcome == TIMEOUT and not address and words is _CURL:
        text = _UNRESOLVED
    return text.format(
        host=asked.host, port=asked.port, protocol=asked.protocol, address=address, by=by, timeout=timeout
    )


def _page(ending: Ending, asked: Asked) -> str:
    tls = ending.port in _TLS_PORTS
    if asked.scheme == HTTPS:
        return _STRANGER if tls else _NO_TLS
    if asked.scheme == HTTP and tls:
        return _PLAIN
    return ending.body or f"{ending.at.rpartition('/')[2]} saw {ending.seen_source}"


def status_of(ending: Ending, asked: Asked) -> int:
    """The HTTP status; 0 where there was no HTTP."""
    if ending.outcome != ANSWERED or asked.scheme != HTTP:
        return 0
    return 400 if ending.port in _TLS_PORTS else ending.status
