"""The laboratory: the real kube-proxy in three network namespaces, and real packets between them."""

from __future__ import annotations

import json
import lzma
from functools import cache
from pathlib import Path
from typing import Any

from k8sviz.sim.chance import Chance
from k8sviz.sim.dataplane.configuration import Proxy
from k8sviz.sim.dataplane.connection import Connection, client_of
from k8sviz.sim.dataplane.journey import ANSWERED, REFUSED
from k8sviz.sim.dataplane.modes import MODES
from k8sviz.sim.dataplane.network import Host, Kernel, Network
from k8sviz.sim.dataplane.trip import Trip
from k8sviz.sim.objects.elements import OUTSIDE, pod_id
from k8sviz.sim.objects.endpointslice import EndpointSlice
from k8sviz.sim.objects.node import Node
from k8sviz.sim.objects.service import Service

PROXY = Proxy("10.244.0.0/16", service_cidrs=("10.96.0.0/12",))
ENOUGH = 24  # attempts, to have met each of three endpoints
_TRIES = 40
_TO_NODE_1 = ("203.0.113.10/31", "203.0.113.12", "198.51.100.7", "10.96.0.0/12")  # the outside's routes
_SOCKETS = {"httpd": (("tcp", 80), ("tcp", 53), ("udp", 53)), "solo": (("tcp", 80),), "client": ()}


@cache
def laboratory() -> dict[str, Any]:
    path = Path(__file__).parent / "dataplane" / "lab-iptables.json.xz"
    with lzma.open(path, "rt", encoding="utf-8") as text:
        recorded: dict[str, Any] = json.load(text)
    return recorded


def network(outside: str, mode: str = "iptables") -> Network:
    """A fresh copy: every test has its own connections."""
    return _built(outside, mode).copy()


@cache
def _built(outside: str, mode: str) -> Network:
    objects = laboratory()["objects"]
    made = Network("cluster.local", outside)
    nodes = [Node.of(obj) for obj in objects["nodes"]]
    services = [Service.of(obj) for obj in objects["services"]]
    slices = [EndpointSlice.of(obj) for obj in objects["endpointSlices"]]
    for node in nodes:
        kernel = made.kernels[node.name] = Kernel(node.name, node.address, node.pod_cidr)
        kernel.rules = MODES[mode](node, services, slices, PROXY)
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


def label(row: dict[str, Any]) -> str:
    return f"{row['client']} -> {row['dest']}"


def met(row: dict[str, Any], mode: str = "iptables") -> set[tuple[str, str]]:
    """Who answers in many tries, and which source it sees; or how they fail."""
    element, outside = element_of(row["client"])
    network_, chance = network(outside, mode), Chance(7)
    return {_tried(network_, element, row, now, chance) for now in range(_TRIES)}


def _tried(network_: Network, element: str, row: dict[str, Any], now: int, chance: Chance) -> tuple[str, str]:
    trip = Trip(network_, now, chance)
    end = Connection(
        trip, client_of(network_, element), row["protocol"], row["destIP"], row["destPort"]
    ).open()
    if end.outcome == ANSWERED:
        return end.answered_by.rpartition("/")[2], end.seen_source
    return ("ECONNREFUSED" if end.outcome == REFUSED else "TIMEOUT"), ""


def recorded_for(row: dict[str, Any]) -> set[tuple[str, str]]:
    return {
        (result.get("answeredBy") or result["error"], result.get("sourceSeen") or "")
        for result in row["results"]
    }


ROWS = [row for row in laboratory()["rows"] if "results" in row]
