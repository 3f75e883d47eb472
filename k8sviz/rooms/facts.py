"""What the inspector tells about an element, beside what the stage shows of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _

from k8sviz.rooms.breaking import deeds
from k8sviz.rooms.describe import Row, describe_service
from k8sviz.rooms.rulespage import lit_rules
from k8sviz.rooms.stagewords import port_remark, state_word
from k8sviz.sim.isolation import selected
from k8sviz.sim.objects import networkpolicy
from k8sviz.sim.objects.elements import key_of_element
from k8sviz.sim.objects.identity import ApiObject, Key
from k8sviz.sim.objects.networkpolicy import NetworkPolicy
from k8sviz.sim.proxies import SLOWEST
from k8sviz.sim.world import World

Elements = dict[str, dict[str, Any]]
Facts = dict[str, Any]
_SERVICE_NAME = "kubernetes.io/service-name"
_CLOUDS = {"aws": "AWS", "gcp": "Google Cloud", "azure": "Azure"}


def facts(world: World, elements: Elements, element_id: str) -> Facts:
    """The facts of one element that is on the stage."""
    tell = _TELLERS.get(elements[element_id]["shape"])
    return tell(world, elements, element_id) if tell else {}


def _service(world: World, elements: Elements, element_id: str) -> Facts:
    service = _object(world, element_id)
    name, namespace = service["metadata"]["name"], service["metadata"]["namespace"]
    selector = service["spec"].get("selector") or {}
    pods = [pod for pod in world.cluster.of_kind("Pod", namespace) if _matches(selector, pod)]
    slices = [
        part
        for part in world.cluster.of_kind("EndpointSlice.discovery.k8s.io", namespace)
        if (part["metadata"].get("labels") or {}).get(_SERVICE_NAME) == name
    ]
    ports = [port["port"] for port in service["spec"].get("ports") or ()]
    return {
        "rows": describe_service(service, slices),
        "selector": selector,
        "pods": _listed(elements, pods),
        "deployments": _deployments(world, pods),
        "remark": port_remark() if name == "httpd-svc" and ports == [808] else "",
    }


def _pod(world: World, elements: Elements, element_id: str) -> Facts:
    pod = _object(world, element_id)
    labels = pod["metadata"].get("labels") or {}
    namespace = pod["metadata"]["namespace"]
    services = list(world.cluster.of_kind("Service", namespace))
    return {
        "rows": [*_pod_rows(pod), *_policy_rows(world, pod)],
        "word": state_word(elements[element_id]["state"]),
        "answered": world.answered.get(element_id, 0),
        "labels": [
            {"key": key, "value": labels[key], "services": _selecting(services, key, labels[key])}
            for key in sorted(labels)
        ],
        "deployments": _deployments(world, [pod]),
        "deeds": deeds(world.cluster, pod),
    }


def _client(world: World, elements: Elements, element_id: str) -> Facts:
    return {"rows": _pod_rows(_object(world, element_id))}


def _node(world: World, elements: Elements, element_id: str) -> Facts:
    node = _object(world, element_id)
    name = node["metadata"]["name"]
    pods = [pod for pod in world.cluster.of_kind("Pod") if pod["spec"].get("nodeName") == name]
    zone = (node["metadata"].get("labels") or {}).get("topology.kubernetes.io/zone", "<none>")
    rows = [
        Row("InternalIP", elements[element_id]["address"]),
        Row("PodCIDR", node["spec"].get("podCIDR", "<none>")),
        Row(_("Zone"), zone),
    ]
    return {
        "rows": rows,
        "pods": _listed(elements, pods),
        "deeds": deeds(world.cluster, node),
        **_proxy(world, name),
    }


def _proxy(world: World, node: str) -> Facts:
    return {"mode": world.wiring.mode, "delay": world.wiring.delay(world.cluster, node), "slowest": SLOWEST}


def _gate(world: World, elements: Elements, element_id: str) -> Facts:
    name = element_id.partition("/")[2]
    return {
        "name": name,
        "count": world.network.kernels[name].rules.size,
        **lit_rules(world, name),
        "synced": elements[element_id]["state"] == "synced",
        **_proxy(world, name),
    }


def _nodeport(world: World, elements: Elements, element_id: str) -> Facts:
    _shape, node, port = element_id.split("/")
    service = elements[element_id].get("service", "")
    return {
        "node": node,
        "port": port,
        "address": elements[f"node/{node}"]["address"],
        "service": service,
        "service_name": service.rpartition("/")[2],
    }


def _balancer(world: World, elements: Elements, element_id: str) -> Facts:
    element = elements[element_id]
    external = element.get("host") or element.get("address") or ""
    port = (element.get("ports") or [80])[0]
    rows = [
        Row(_("Address"), element.get("address") or "<pending>"),
        *([Row(_("Host name"), element["host"])] if element.get("host") else []),
        Row(_("Ports"), ", ".join(map(str, element.get("ports") or ()))),
        Row("Service", element["service"].partition("/")[2]),
    ]
    cloud = element.get("provider", "")
    return {
        "external": external,
        "rows": rows,
        "cloud": cloud,
        "cloud_name": _CLOUDS.get(cloud, cloud),
        "url": f"http://{external}:{port}",
    }


_TELLERS: dict[str, Callable[[World, Elements, str], Facts]] = {
    "service": _service,
    "pod": _pod,
    "client": _client,
    "node": _node,
    "gate": _gate,
    "nodeport": _nodeport,
    "balancer": _balancer,
}


def _object(world: World, element_id: str) -> ApiObject:
    key = key_of_element(element_id)
    obj = world.cluster.get(key) if key else None
    if obj is None:
        raise LookupError(f"{element_id} is drawn, but the cluster has no such object")
    return obj


def _matches(selector: dict[str, str], pod: ApiObject) -> bool:
    labels = pod["metadata"].get("labels") or {}
    return bool(selector) and all(labels.get(key) == value for key, value in selector.items())


def _selecting(services: list[ApiObject], key: str, value: str) -> list[str]:
    return [
        service["metadata"]["name"]
        for service in services
        if (service["spec"].get("selector") or {}).get(key) == value
    ]


def _listed(elements: Elements, pods: Iterable[ApiObject]) -> list[Facts]:
    found = []
    for pod in pods:
        pod_id = f"pod/{pod['metadata']['namespace']}/{pod['metadata']['name']}"
        if element := elements.get(pod_id):
            state = element.get("state", "")
            found.append({**element, "id": pod_id, "state": state, "word": state_word(state)})
    return found


def _pod_rows(pod: ApiObject) -> list[Row]:
    metadata, spec, status = pod["metadata"], pod["spec"], pod.get("status", {})
    owner = next(iter(metadata.get("ownerReferences") or ()), None)
    ready = {one["name"]: one.get("ready", False) for one in status.get("containerStatuses") or ()}
    rows = [
        Row("Namespace", metadata["namespace"]),
        Row("Node", spec.get("nodeName") or "<none>"),
        Row("Status", status.get("phase", "Pending")),
        Row("IP", status.get("podIP", "")),
    ]
    if owner:
        rows.append(Row("Controlled By", f"{owner['kind']}/{owner['name']}"))
    for container in spec["containers"]:
        declared = container.get("ports") or ()
        ports = ", ".join(f"{port['containerPort']}/{port.get('protocol', 'TCP')}" for port in declared)
        rows.append(Row("Image", container["image"]))
        rows.append(Row("Port", ports or "<none>"))
        rows.append(Row("Ready", str(ready.get(container["name"], False))))
    return rows


def _policy_rows(world: World, pod: ApiObject) -> list[Row]:
    """The NetworkPolicies that bound what it takes and what it sends."""
    every = [NetworkPolicy.of(obj) for obj in world.cluster.of_kind(networkpolicy.KIND)]
    names = [f"{one.name} ({', '.join(one.ways)})" for one in every if selected(one, [pod])]
    return [Row("NetworkPolicy", ", ".join(names))] if names else []


def _deployments(world: World, pods: Iterable[ApiObject]) -> list[Facts]:
    names = dict.fromkeys(filter(None, (_deployment_of(world, pod) for pod in pods)))
    found = [world.cluster.get(key) for key in names]
    return [_scale(deployment) for deployment in found if deployment is not None]


def _deployment_of(world: World, pod: ApiObject) -> Key | None:
    namespace = pod["metadata"]["namespace"]
    for owner in pod["metadata"].get("ownerReferences") or ():
        if owner["kind"] == "ReplicaSet":
            replica_set = world.cluster.get(Key("ReplicaSet.apps", namespace, owner["name"]))
            for above in (replica_set or {"metadata": {}})["metadata"].get("ownerReferences") or ():
                return Key("Deployment.apps", namespace, above["name"])
    return None


def _scale(deployment: ApiObject) -> Facts:
    replicas = deployment["spec"].get("replicas", 1)
    return {
        "namespace": deployment["metadata"]["namespace"],
        "name": deployment["metadata"]["name"],
        "replicas": replicas,
        "fewer": max(0, replicas - 1),
        "more": replicas + 1,
    }
