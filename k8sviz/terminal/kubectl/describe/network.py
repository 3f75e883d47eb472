"""Services, Endpoints, EndpointSlices, Ingresses and NetworkPolicies."""

from __future__ import annotations

from typing import Any

from k8sviz.terminal.gotext import duration
from k8sviz.terminal.kubectl.api import Object, StatusError
from k8sviz.terminal.kubectl.describe.sources import Subject
from k8sviz.terminal.kubectl.describe.text import NONE, UNSET, Text, selector
from k8sviz.terminal.kubectl.tables import format_labels

_SLICES_OF = "kubernetes.io/service-name"
_SHOWN = 3


async def service(subject: Subject) -> str:
    """describeService."""
    obj, text = subject.obj, subject.text()
    spec = obj["spec"]
    slices = await _slices(subject, subject.name)
    text.named(obj)
    text.marked(obj)
    text.row("Selector", format_labels(spec.get("selector")))
    text.row("Type", spec.get("type", ""))
    if spec.get("ipFamilyPolicy"):
        text.row("IP Family Policy", spec["ipFamilyPolicy"])
    text.row("IP Families", ",".join(spec.get("ipFamilies") or []) or NONE)
    text.row("IP", spec.get("clusterIP", ""))
    text.row("IPs", ",".join(spec.get("clusterIPs") or []) or NONE)
    _outside(text, obj)
    for port in spec.get("ports") or []:
        _service_port(text, port, slices)
    text.row("Session Affinity", spec.get("sessionAffinity", ""))
    for title, field in _POLICIES:
        value = spec.get(field)
        if value:
            text.row(title, ",".join(value) if isinstance(value, list) else value)
    text.events(await subject.events())
    return text.finished()


_POLICIES = (
    ("External Traffic Policy", "externalTrafficPolicy"),
    ("Internal Traffic Policy", "internalTrafficPolicy"),
    ("HealthCheck NodePort", "healthCheckNodePort"),
    ("LoadBalancer Source Ranges", "loadBalancerSourceRanges"),
)


async def _slices(subject: Subject, name: str) -> list[Object]:
    return await subject.list("discovery.k8s.io", "EndpointSlice", {"labelSelector": f"{_SLICES_OF}={name}"})


def _outside(text: Text, obj: Object) -> None:
    spec = obj["spec"]
    if spec.get("externalIPs"):
        text.row("External IPs", ",".join(spec["externalIPs"]))
    if spec.get("loadBalancerIP"):
        text.row("Desired LoadBalancer IP", spec["loadBalancerIP"])
    if spec.get("externalName"):
        text.row("External Name", spec["externalName"])
    ingress = ((obj.get("status") or {}).get("loadBalancer") or {}).get("ingress") or []
    if ingress:
        text.row("LoadBalancer Ingress", ", ".join(_ingress(one) for one in ingress))


def _ingress(one: Object) -> str:
    if one.get("ip"):
        return str(one["ip"]) + (f" ({one['ipMode']})" if one.get("ipMode") else "")
    return str(one.get("hostname", ""))


def _service_port(text: Text, port: Object, slices: list[Object]) -> None:
    name, protocol = port.get("name") or UNSET, port.get("protocol", "TCP")
    text.row("Port", f"{name}\t{port['port']}/{protocol}")
    text.row("TargetPort", f"{port.get('targetPort', 0)}/{protocol}")
    if port.get("nodePort"):
        text.row("NodePort", f"{name}\t{port['nodePort']}/{protocol}")
    text.row("Endpoints", backends(slices, port.get("name", "")))


def backends(slices: list[Object], port_name: str) -> str:
    """10.244.0.2:80,10.244.1.2:80 + 3 more... (formatEndpointSlices)."""
    if not slices:
        return NONE
    found: list[str] = []
    more, seen = False, 0
    for one in slices:
        for port in one.get("ports") or [None]:
            if port is not None and port.get("name", "") != port_name:
                continue
            for endpoint in one.get("endpoints") or []:
                more = more or len(found) == _SHOWN
                if not (endpoint.get("conditions") or {}).get("ready", True):
                    continue
                if not more:
                    found.append(_address(endpoint["addresses"][0], port))
                seen += 1
    told = ",".join(found)
    return f"{told} + {seen - _SHOWN} more..." if more else told


def _address(address: str, port: Object | None) -> str:
    if port is None:
        return address
    return f"[{address}]:{port.get('port')}" if ":" in address else f"{address}:{port.get('port')}"


async def endpoints(subject: Subject) -> str:
    """describeEndpoints."""
    obj, text = subject.obj, subject.text()
    text.named(obj)
    text.marked(obj)
    text.write("Subsets:\n")
    for subset in obj.get("subsets") or []:
        for title, field in (("Addresses", "addresses"), ("NotReadyAddresses", "notReadyAddresses")):
            text.row(title, ",".join(one["ip"] for one in subset.get(field) or []) or NONE, 1)
        if subset.get("ports"):
            text.write("Ports:\n", 1)
            text.write("Name\tPort\tProtocol\n", 2)
            text.write("----\t----\t--------\n", 2)
            for port in subset["ports"]:
                told = f"{port.get('name') or UNSET}\t{port['port']}\t{port.get('protocol', '')}\n"
                text.write(told, 2)
        text.write("\n")
    text.events(await subject.events())
    return text.finished()


async def endpoint_slice(subject: Subject) -> str:
    """describeEndpointSliceV1."""
    obj, text = subject.obj, subject.text()
    text.named(obj)
    text.marked(obj)
    text.row("AddressType", obj.get("addressType", ""))
    ports = obj.get("ports") or []
    text.write("Ports:\n" if ports else f"Ports: {UNSET}\n")
    if ports:
        text.write("Name\tPort\tProtocol\n", 1)
        text.write("----\t----\t--------\n", 1)
    for port in ports:
        number = port.get("port", UNSET)
        text.write(f"{port.get('name') or UNSET}\t{number}\t{port.get('protocol', '')}\n", 1)
    found = obj.get("endpoints") or []
    text.write("Endpoints:\n" if found else f"Endpoints: {NONE}\n")
    for endpoint in found:
        _endpoint(text, endpoint)
    text.events(await subject.events())
    return text.finished()


def _endpoint(text: Text, endpoint: Object) -> None:
    text.write(f"- Addresses:\t{', '.join(endpoint.get('addresses') or []) or NONE}\n", 1)
    ready = (endpoint.get("conditions") or {}).get("ready")
    text.write("Conditions:\n", 2)
    text.row("Ready", UNSET if ready is None else str(ready).lower(), 3)
    text.row("Hostname", endpoint.get("hostname", UNSET), 2)
    target = endpoint.get("targetRef")
    if target:
        text.row("TargetRef", f"{target.get('kind', '')}/{target.get('name', '')}", 2)
    text.row("NodeName", endpoint.get("nodeName", UNSET), 2)
    text.row("Zone", endpoint.get("zone", UNSET), 2)


async def ingress(subject: Subject) -> str:
    """describeIngressV1."""
    obj, text = subject.obj, subject.text()
    spec = obj.get("spec") or {}
    text.row("Name", subject.name)
    text.map("Labels", obj["metadata"].get("labels"))
    text.row("Namespace", subject.namespace)
    found = ((obj.get("status") or {}).get("loadBalancer") or {}).get("ingress") or []
    text.row("Address", ",".join(sorted({one.get("ip") or one.get("hostname", "") for one in found})))
    text.row("Ingress Class", spec.get("ingressClassName", NONE))
    default = await _backend(subject, spec["defaultBackend"]) if spec.get("defaultBackend") else "<default>"
    text.row("Default backend", default)
    if spec.get("tls"):
        text.write("TLS:\n")
        for one in spec["tls"]:
            hosts = ",".join(one.get("hosts") or [])
            secret = one.get("secretName")
            text.write(f"{secret} terminates {hosts}\n" if secret else f"SNI routes {hosts}\n", 1)
    text.write("Rules:\n  Host\tPath\tBackends\n")
    text.write("----\t----\t--------\n", 1)
    rules = [rule for rule in spec.get("rules") or [] if rule.get("http")]
    for rule in rules:
        text.write(f"{rule.get('host') or '*'}\t\n", 1)
        for path in rule["http"]["paths"]:
            told = await _backend(subject, path["backend"])
            text.write(f"\t{path.get('path', '')} \t{told}\n", 2)
    if not rules:
        text.write(f"*\t*\t{default}\n", 1)
    text.annotations("Annotations", obj["metadata"].get("annotations"))
    text.events(await subject.events())
    return text.finished()


async def _backend(subject: Subject, backend: Object) -> str:
    wanted = backend.get("service")
    if not wanted:
        ref = backend.get("resource") or {}
        group = ref.get("apiGroup", NONE)
        return f"APIGroup: {group}, Kind: {ref.get('kind', '')}, Name: {ref.get('name', '')}"
    port = wanted.get("port") or {}
    told = f"{wanted['name']}:{port.get('number') or port.get('name', '')}"
    found = await subject.maybe("", "Service", subject.namespace, wanted["name"])
    if isinstance(found, StatusError):
        return f"{told} (<error: {found.message}>)"
    name = ""
    for one in found["spec"].get("ports") or []:
        if port.get("number") == one["port"] or (port.get("name") and port["name"] == one.get("name")):
            name = one.get("name", "")
    return f"{told} ({backends(await _slices(subject, wanted['name']), name)})"


async def ingress_class(subject: Subject) -> str:
    """describeIngressClassV1."""
    obj, text = subject.obj, subject.text()
    text.row("Name", subject.name)
    text.marked(obj)
    spec = obj.get("spec") or {}
    text.row("Controller", spec.get("controller", ""))
    parameters = spec.get("parameters")
    if parameters:
        text.write("Parameters:\n")
        for title, field in (("APIGroup", "apiGroup"), ("Kind", "kind"), ("Name", "name")):
            if field in parameters:
                text.row(title, parameters[field], 1)
    text.events(await subject.events())
    return text.finished()


async def network_policy(subject: Subject) -> str:
    """describeNetworkPolicy."""
    obj, text = subject.obj, subject.text()
    spec = obj.get("spec") or {}
    text.named(obj)
    created = duration.stamp(obj["metadata"]["creationTimestamp"])
    text.row("Created on", duration.go_time(created))
    text.marked(obj)
    text.write("Spec:\n")
    text.write("PodSelector: ", 1)
    every = f"{NONE} (Allowing the specific traffic to all pods in this namespace)"
    text.write(f"{selector(spec.get('podSelector')) or every}\n", 2)
    types = spec.get("policyTypes") or []
    for kind, field, peers in (("Ingress", "ingress", "from"), ("Egress", "egress", "to")):
        if kind in types:
            text.write(f"Allowing {field} traffic:\n", 1)
            _rules(text, spec.get(field) or [], field, peers)
        else:
            text.write(f"Not affecting {field} traffic\n", 1)
    text.write(f"Policy Types: {', '.join(types) or NONE}\n", 1)
    return text.finished()


_RESTRICTED = {
    "from": "From: <any> (traffic not restricted by source)",
    "to": "To: <any> (traffic not restricted by destination)",
}


def _rules(text: Text, rules: list[Object], field: str, peers: str) -> None:
    if not rules:
        text.write(f"    {NONE} (Selected pods are isolated for {field} connectivity)\n")
    for place, rule in enumerate(rules):
        if not rule.get("ports"):
            text.write("    To Port: <any> (traffic allowed to all ports)\n")
        for port in rule.get("ports") or []:
            text.write(f"    {_policy_port(port)}\n")
        if not rule.get(peers):
            text.write(f"    {_RESTRICTED[peers]}\n")
        for peer in rule.get(peers) or []:
            text.write(f"    {peers.capitalize()}:\n")
            _peer(text, peer)
        if place < len(rules) - 1:
            text.write("    ----------\n")


def _policy_port(port: Object) -> str:
    protocol, number = port.get("protocol", "TCP"), port.get("port", "<nil>")
    if "endPort" in port:
        return f"To Port Range: {number}-{port['endPort']}/{protocol}"
    return f"To Port: {number}/{protocol}"


def _peer(text: Text, peer: Object) -> None:
    for title, field in (("NamespaceSelector", "namespaceSelector"), ("PodSelector", "podSelector")):
        if field in peer:
            text.write(f"    {title}: {selector(peer[field]) or NONE}\n", 1)
    block: dict[str, Any] | None = peer.get("ipBlock")
    if block:
        text.write("    IPBlock:\n", 1)
        text.write(f"    CIDR: {block['cidr']}\n", 2)
        text.write(f"    Except: {', '.join(block.get('except') or [])}\n", 2)
