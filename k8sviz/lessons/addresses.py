"""Addresses as lessons write them: {cluster-ip:httpd-svc} stands for what the world has in its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from itertools import product
from urllib.parse import urlsplit

from k8sviz.sim.objects import pod as pods
from k8sviz.sim.objects.identity import ApiObject, Key
from k8sviz.sim.world import World

_PLACE = re.compile(r"\{([a-z-]+)(?::([^}]*))?\}")


def expand(world: World, template: str) -> list[str]:
    """Every address that a template stands for; none where the world has nothing of the kind."""
    parts = _PLACE.split(template)
    fixed, names, values = parts[::3], parts[1::3], parts[2::3]
    choices = [list(_PLACES[name](world, value or "")) for name, value in zip(names, values, strict=True)]
    return [
        fixed[0] + "".join(a + b for a, b in zip(chosen, fixed[1:], strict=True))
        for chosen in product(*choices)
    ]


def unknown(template: str) -> list[str]:
    """Placeholders that do not exist."""
    return [name for name in _PLACE.split(template)[1::3] if name not in _PLACES]


def is_one_of(url: str, patterns: list[str]) -> bool:
    """Whether a request went to one of these addresses; `*` stands for anything, the path does not count."""
    asked = _plain(url)
    return any(pattern == "*" or fnmatchcase(asked, _plain(pattern)) for pattern in patterns)


def _plain(url: str) -> str:
    parts = urlsplit(url if "://" in url else f"http://{url}")
    authority = parts.netloc.lower()
    host, _, port = authority.partition(":") if authority.count(":") < 2 else authority.rpartition(":")  # noqa: PLR2004
    return f"{parts.scheme}://{host}:{port or 80}"


def service_key(name: str) -> Key:
    """`httpd-svc`, or `shop/httpd-svc` in another namespace."""
    namespace, _, own = name.rpartition("/")
    return Key("Service", namespace or "default", own)


def _service(world: World, name: str) -> ApiObject | None:
    return world.cluster.get(service_key(name))


def _cluster_ip(world: World, name: str) -> Iterator[str]:
    service = _service(world, name)
    address = (service or {}).get("spec", {}).get("clusterIP", "")
    if address and address != "None":
        yield address


def _port(world: World, name: str) -> Iterator[str]:
    service = _service(world, name) or {}
    for port in service.get("spec", {}).get("ports", ())[:1]:
        yield str(port["port"])


def _node_port(world: World, name: str) -> Iterator[str]:
    service = _service(world, name) or {}
    for port in service.get("spec", {}).get("ports", ())[:1]:
        if port.get("nodePort"):
            yield str(port["nodePort"])


def _balancer(world: World, name: str) -> Iterator[str]:
    service = _service(world, name) or {}
    for entry in service.get("status", {}).get("loadBalancer", {}).get("ingress", ()):
        yield entry.get("hostname") or entry["ip"]


def _balancer_address(world: World, name: str) -> Iterator[str]:
    address, _ = world.balancer_address(service_key(name))
    if address:
        yield address


def _external_ip(world: World, name: str) -> Iterator[str]:
    yield from (_service(world, name) or {}).get("spec", {}).get("externalIPs", ())


def _node(world: World, name: str) -> Iterator[str]:
    for node in world.cluster.of_kind("Node"):
        for entry in node["status"]["addresses"]:
            if entry["type"] == "InternalIP" and name in ("", node["metadata"]["name"]):
                yield entry["address"]


def _pod(world: World, label: str) -> Iterator[str]:
    key, _, value = label.partition("=")
    for obj in world.cluster.of_kind("Pod"):
        seen = pods.view(obj)
        if seen.address and seen.labels.get(key) == value:
            yield seen.address


_PLACES: dict[str, Callable[[World, str], Iterator[str]]] = {
    "cluster-ip": _cluster_ip,
    "port": _port,
    "node-port": _node_port,
    "balancer": _balancer,
    "balancer-address": _balancer_address,
    "external-ip": _external_ip,
    "node": _node,
    "pod": _pod,
}
