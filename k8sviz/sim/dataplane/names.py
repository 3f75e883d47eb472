"""Chain names as kube-proxy makes them: a prefix and 16 letters of a hash (pkg/proxy/iptables/proxier.go)."""

from base64 import b32encode
from hashlib import sha256

_BYTES = 10  # of the hash: 16 letters


def service_port(namespace: str, service: str, port: str) -> str:
    """How kube-proxy names a port of a Service in names and comments."""
    return f"{namespace}/{service}:{port}" if port else f"{namespace}/{service}"


def _hashed(*parts: str) -> str:
    return b32encode(sha256("".join(parts).encode()).digest()[:_BYTES]).decode()


def chain(prefix: str, port_name: str, protocol: str) -> str:
    """KUBE-SVC-…, KUBE-SVL-…, KUBE-EXT-… or KUBE-FW-… of one Service port."""
    return f"{prefix}{_hashed(port_name, protocol)}"


def endpoint_chain(port_name: str, protocol: str, endpoint: str) -> str:
    """KUBE-SEP-… of one endpoint ("10.244.0.2:80") of a Service port."""
    return f"KUBE-SEP-{_hashed(port_name, protocol, endpoint)}"
