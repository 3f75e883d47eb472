"""Rows of Services and of what belongs to them."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.apiserver.tables.shown import NONE, age, field, labels, more, selector
from k8sviz.sim.objects.identity import ApiObject

Cells = list[Any]


def service(obj: ApiObject, now: int) -> Cells:
    """Name, Type, Cluster-IP, External-IP, Port(s), Age, Selector."""
    spec = obj["spec"]
    ports = ",".join(_port(port) for port in spec.get("ports") or ()) or NONE
    ips = spec.get("clusterIPs") or ([spec["clusterIP"]] if spec.get("clusterIP") else [])
    return [
        obj["metadata"]["name"], spec.get("type", ""), ips[0] if ips else NONE, external_ip(obj), ports,
        age(obj, now), labels(spec.get("selector")),
    ]  # fmt: skip


def external_ip(obj: ApiObject) -> str:
    """What a Service is reached by from outside (getServiceExternalIP)."""
    spec = obj["spec"]
    own = list(spec.get("externalIPs") or ())
    match spec.get("type"):
        case "ExternalName":
            return str(spec.get("externalName", ""))
        case "LoadBalancer":
            balanced = _ingress_points(obj)
            return ",".join([*balanced, *own]) or "<pending>"
    return ",".join(own) or NONE


def _ingress_points(obj: ApiObject) -> list[str]:
    points = field(obj, "status", "loadBalancer", "ingress") or ()
    return sorted({one.get("ip") or one.get("hostname") or "" for one in points} - {""})


def _port(port: dict[str, Any]) -> str:
    node = f":{port['nodePort']}" if port.get("nodePort") else ""
    return f"{port.get('port', 0)}{node}/{port.get('protocol', 'TCP')}"


def endpoints(obj: ApiObject, now: int) -> Cells:
    """Name, Endpoints, Age (formatEndpoints: three of them)."""
    shown: list[str] = []
    for subset in obj.get("subsets") or ():
        addresses = [one["ip"] for one in subset.get("addresses") or ()]
        ports = subset.get("ports") or ()
        if ports:
            shown += [_at(address, port["port"]) for port in ports for address in addresses]
        else:
            shown += addresses
    return [obj["metadata"]["name"], more(shown, NONE), age(obj, now)]


def _at(address: str, port: int) -> str:
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def endpoint_slice(obj: ApiObject, now: int) -> Cells:
    """Name, AddressType, Ports, Endpoints, Age."""
    ports = [str(port.get("port") or port.get("name") or "*") for port in obj.get("ports") or ()]
    addresses = [
        address for endpoint in obj.get("endpoints") or () for address in endpoint.get("addresses") or ()
    ]
    return [
        obj["metadata"]["name"], obj.get("addressType", ""), more(ports), more(addresses), age(obj, now)
    ]  # fmt: skip


def ingress(obj: ApiObject, now: int) -> Cells:
    """Name, Class, Hosts, Address, Ports, Age."""
    spec = obj.get("spec") or {}
    hosts = [rule["host"] for rule in spec.get("rules") or () if rule.get("host")]
    ports = "80, 443" if spec.get("tls") else "80"
    return [
        obj["metadata"]["name"], spec.get("ingressClassName") or NONE, more(hosts, "*"),
        ",".join(_ingress_points(obj)), ports, age(obj, now),
    ]  # fmt: skip


def ingress_class(obj: ApiObject, now: int) -> Cells:
    """Name, Controller, Parameters, Age."""
    told = field(obj, "spec", "parameters")
    shown = NONE
    if told:
        group = f".{told['apiGroup']}" if told.get("apiGroup") else ""
        shown = f"{told.get('kind', '')}{group}/{told.get('name', '')}"
    return [obj["metadata"]["name"], field(obj, "spec", "controller") or "", shown, age(obj, now)]


def network_policy(obj: ApiObject, now: int) -> Cells:
    """Name, Pod-Selector, Age."""
    return [obj["metadata"]["name"], selector(field(obj, "spec", "podSelector")), age(obj, now)]


def ip_address(obj: ApiObject, _now: int) -> Cells:
    """Name, ParentRef: services/default/httpd-svc."""
    ref = field(obj, "spec", "parentRef") or {}
    parts = (ref.get("resource"), ref.get("namespace"), ref.get("name"))
    group = f".{ref['group']}" if ref.get("group") else ""
    shown = "/".join(part for part in parts if part)
    return [obj["metadata"]["name"], shown.replace("/", f"{group}/", 1) if group else shown]


def service_cidr(obj: ApiObject, now: int) -> Cells:
    """Name, CIDRs, Age."""
    return [obj["metadata"]["name"], ",".join(field(obj, "spec", "cidrs") or ()), age(obj, now)]
