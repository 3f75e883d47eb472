"""What curl 8 prints on the client's terminal."""

from __future__ import annotations

from k8sviz.sim.dataplane.connection import Ending
from k8sviz.sim.dataplane.journey import ANSWERED, NXDOMAIN, REFUSED, TIMEOUT


def printed(ending: Ending, host: str, port: int, timeout: int, resolved: bool = True) -> str:
    """An echo server's page, or curl's complaint."""
    if ending.outcome == ANSWERED:
        return f"{ending.answered_by.rpartition('/')[2]} saw {ending.seen_source}"
    if ending.outcome == TIMEOUT:
        what = "Connection" if resolved else "Resolving"
        return f"curl: (28) {what} timed out after {timeout} milliseconds"
    if ending.outcome == NXDOMAIN:
        return f"curl: (6) Could not resolve host: {host}"
    failed = f"curl: (7) Failed to connect to {host} port {port} after 0 ms:"
    return (
        f"{failed} Could not connect to server" if ending.outcome == REFUSED else f"{failed} No route to host"
    )
