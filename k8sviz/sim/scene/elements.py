"""What each object looks like to the stage: shape, place, words and state, and nothing of how it works."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.controllers import faults
from k8sviz.sim.objects import pod as pods
from k8sviz.sim.objects.elements import (
    OUTSIDE,
    balancer_id,
    gate_id,
    key_of_element,
    node_id,
    nodeport_id,
    pod_id,
    service_id,
)
from k8sviz.sim.objects.identity import ApiObject, Key
from k8sviz.sim.objects.labels import GENERATED
from k8sviz.sim.objects.node import Node
from k8sviz.sim.objects.service import Service
from k8sviz.sim.world import World

Element = dict[str, Any]
_FAULTS = {
    faults.PROCESS: "process_stopped",
    faults.READINESS: "probe_fails",
    faults.NODE: "cut_off",
    faults.RULES: "rules_stand_still",
}
_WAITING_IS_FINE = ("", "ContainerCreating", "PodInitializing")


def node(obj: ApiObject) -> dict[str, Element]:
    """A node; its rules are drawn by `around`, for they change without it."""
    view = Node.of(obj)
    return {node_id(view.name): {"shape": "node", "name": view.name, "address": view.address}}


def pod(obj: ApiObject) -> dict[str, Element]:
    """A Pod, or the client that sends the requests."""
    view = pods.view(obj)
    element = {
        "shape": "pod",
        "in": node_id(view.node) if view.node else "",
        "name": view.name,
        "namespace": view.namespace,
        "address": view.address,
        "tags": [f"{key}={value}" for key, value in view.labels.items() if key not in GENERATED],
        "state": _state(obj, view),
        "note": pods.waiting_reason(obj),
    }
    if pods.CLIENT_ANNOTATION in obj["metadata"].get("annotations", {}):
        element["shape"] = "client"
    return {pod_id(view.namespace, view.name): element}


def _state(obj: ApiObject, view: pods.Pod) -> str:
    reason = pods.waiting_reason(obj)
    if view.terminating:
        return "terminating"
    if view.over or reason not in _WAITING_IS_FINE:
        return "failed"
    if not view.node:
        return "pending"
    if view.phase != "Running":
        return "starting"
    return "ready" if view.ready else "unready"


def service(obj: ApiObject) -> dict[str, Element]:
    """A Service, and the load balancer that a cloud keeps for it."""
    view = Service.of(obj)
    name = service_id(view.namespace, view.name)
    external = [entry.get("ip") or entry.get("hostname", "") for entry in _ingress(obj)]
    drawn: dict[str, Element] = {
        name: {
            "shape": "service",
            "name": view.name,
            "namespace": view.namespace,
            "type": view.type,
            "address": view.cluster_ip,
            "tags": [f"{key}={value}" for key, value in view.selector.items()],
            "ports": [
                [port.port, port.protocol, str(port.target_port), port.node_port] for port in view.ports
            ],
            "external": external,
            "pending": view.type == "LoadBalancer" and not external,
        }
    }
    if view.type == "LoadBalancer":
        drawn[balancer_id(view.namespace, view.name)] = {
            "shape": "balancer",
            "name": view.name,
            "service": name,
            "ports": [port.port for port in view.ports],
        }
    return drawn


def _ingress(obj: ApiObject) -> list[dict[str, str]]:
    return list(obj.get("status", {}).get("loadBalancer", {}).get("ingress") or ())


def around(world: World, drawn: dict[str, Element]) -> dict[str, Element]:
    """What belongs to no object alone: the client outside, nodes' rules and open ports, endpoint counts."""
    found: dict[str, Element] = {
        OUTSIDE: {"shape": "outside", "name": "client", "address": world.cluster.settings.outside_address}
    }
    for name, element in drawn.items():
        match element["shape"]:
            case "node":
                found[name] = element | _trouble(world, name)
                found |= _of_node(world, name, element["name"], drawn)
            case "pod" if world.cluster.faults:
                found[name] = element | _trouble(world, name)
            case "service":
                found[name] = element | _endpoints(world, element)
            case "balancer":
                found[name] = element | _cloud(world, element)
    return found


def _trouble(world: World, element: str) -> Element:
    """What somebody has broken, and what the cluster has noticed of it: words of the marks."""
    key = key_of_element(element)
    obj = world.cluster.get(key) if key else None
    if obj is None:
        return {}
    found = [word for fault, word in _FAULTS.items() if faults.failing(world.cluster, fault, obj)]
    if obj["kind"] == "Node":
        found += ["cordoned"] if obj["spec"].get("unschedulable") else []
        found += [] if pods.condition(obj, "Ready") else ["unready"]
    return {"faults": found} if found else {}


def _of_node(world: World, node: str, name: str, drawn: dict[str, Element]) -> dict[str, Element]:
    gate = {"shape": "gate", "in": node, "rules": world.rule_count(name), "state": world.rule_state(name)}
    found: dict[str, Element] = {gate_id(name): gate}
    for service_element, element in drawn.items():
        for port in element["ports"] if element["shape"] == "service" else ():
            if port[3]:
                tab = {"shape": "nodeport", "in": node, "name": f":{port[3]}", "service": service_element}
                found[nodeport_id(name, port[3])] = tab
    return found


def _endpoints(world: World, element: Element) -> Element:
    ready, selected = world.endpoint_counts(element["namespace"], element["name"])
    return {"ready": ready, "selected": selected}


def _cloud(world: World, element: Element) -> Element:
    key = Key("Service", element["service"].split("/")[1], element["name"])
    address, host = world.balancer_address(key)
    state = "ready" if address else "pending"
    return {"provider": world.cloud, "address": address, "host": host, "state": state}
