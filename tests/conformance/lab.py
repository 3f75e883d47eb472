"""The laboratory: the real kube-proxy in three network namespaces, and real packets between them."""

from __future__ import annotations

import json
import lzma
from functools import cache
from pathlib import Path
from typing import Any

from k8sviz.sim.dataplane.iptables import compile_rules
from k8sviz.sim.dataplane.network import Host, Kernel, Network
from k8sviz.sim.objects.elements import OUTSIDE, pod_id
from k8sviz.sim.objects.endpointslice import EndpointSlice
from k8sviz.sim.objects.node import Node
from k8sviz.sim.objects.service import Service

_TO_NODE_1 = ("203.0.113.10/31", "203.0.113.12", "198.51.100.7", "10.96.0.0/12")  # the outside's routes
_SOCKETS = {"httpd": (("tcp", 80), ("tcp", 53), ("udp", 53)), "solo": (("tcp", 80),), "client": ()}


@cache
def laboratory() -> dict[str, Any]:
    path = Path(__file__).parent / "dataplane" / "lab-iptables.json.xz"
    with lzma.open(path, "rt", encoding="utf-8") as text:
        recorded: dict[str, Any] = json.load(text)
    return recorded


def network(outside: str) -> Network:
    """A fresh copy: every test has its own connections."""
    return _built(outside).copy()


@cache
def _built(outside: str) -> Network:
    objects = laboratory()["objects"]
    made = Network("cluster.local", outside)
    nodes = [Node.of(obj) for obj in objects["nodes"]]
    services = [Service.of(obj) for obj in objects["services"]]
    slices = [EndpointSlice.of(obj) for obj in objects["endpointSlices"]]
    for node in nodes:
        kernel = made.kernels[node.name] = Kernel(node.name, node.address, node.pod_cidr)
        kernel.rules = compile_rules(node, services, slices, "10.244.0.0/16")
    for pod in objects["pods"]:
        labels, name = pod["metadata"]["labels"], pod["metadata"]["name"]
        spec, address = pod["spec"], pod["status"]["podIP"]
        made.set_pod(
            Host(pod_id("default", name), "default", spec["nodeName"], address, _SOCKETS[labels["run"]])
        )
    made.routes = dict.fromkeys(_TO_NODE_1, "node-1")
    made.routes.update({node.pod_cidr: node.name for node in nodes})
    return made


def element_of(client: str) -> tuple[str, str]:
    """A recorded client's element, and the address of the one outside."""
    words = client.split()
    if words[0] == "outside":
        return OUTSIDE, words[1]
    if words[0].startswith("node-"):
        return f"node/{words[0]}", "192.168.0.100"
    node = words[-1]
    for pod in laboratory()["objects"]["pods"]:
        if pod["metadata"]["labels"]["run"] == words[0] and pod["spec"]["nodeName"] == node:
            return pod_id("default", pod["metadata"]["name"]), "192.168.0.100"
    raise LookupError(client)
