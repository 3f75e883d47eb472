"""A command as somebody would type it."""

from __future__ import annotations

import json

from k8sviz.lessons.actions import Look
from k8sviz.sim.commands import AnyCommand, Delete, Patch, SendRequest, StartTraffic


def spoken(command: AnyCommand | Look) -> str:
    """One line; "" for what nobody types."""
    match command:
        case Patch(kind=kind, name=name, namespace=namespace, patch=patch):
            replicas = patch.get("spec", {}).get("replicas")
            if patch == {"spec": {"replicas": replicas}}:
                return f"kubectl{_in(namespace)} scale {_kind(kind)} {name} --replicas={replicas}"
            return f"kubectl{_in(namespace)} patch {_kind(kind)} {name} -p '{json.dumps(patch)}'"
        case Delete(kind=kind, name=name, namespace=namespace):
            return f"kubectl{_in(namespace)} delete {_kind(kind)} {name}"
        case SendRequest(client=client, url=url):
            return f"{_asking(url)}  # {client}"
        case StartTraffic(client=client, url=url, rate=rate):
            return f"while sleep {1 / rate:g}; do {_asking(url)}; done  # {client}"
        case _:
            return ""


def _asking(url: str) -> str:
    host = url.partition("://")[2]
    if url.startswith("ping://"):
        return f"ping -c 1 {host}"
    return f"nc -z {host.replace(':', ' ')}" if url.startswith("tcp://") else f"curl {url}"


def _kind(kind: str) -> str:
    return kind.partition(".")[0].lower()


def _in(namespace: str) -> str:
    return "" if namespace == "default" else f" -n {namespace}"
