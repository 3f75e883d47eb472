"""What `kubectl describe service` prints, as rows (kubectl's describe.go, `describeService`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from k8sviz.sim.objects.identity import ApiObject

_NONE = "<none>"
_SHOWN = 3  # endpoints that kubectl names before "+ N more..."
_LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


class Row(NamedTuple):
    """One line; a continued value (a second label) has an empty name."""

    name: str
    value: str


def describe_service(service: ApiObject, slices: Iterable[ApiObject]) -> list[Row]:
    """All rows, in kubectl's order; `slices` are the Service's EndpointSlices."""
    return list(_rows(service, list(slices)))


def text(rows: list[Row]) -> str:
    """The rows as kubectl's tab writer sets them: the names, then two spaces."""
    width = max(len(row.name) for row in rows) + 3
    return "".join(f"{row.name and row.name + ':':{width}}{row.value}\n" for row in rows)


def _rows(service: ApiObject, slices: list[ApiObject]) -> Iterator[Row]:
    metadata, spec = service["metadata"], service["spec"]
    yield Row("Name", metadata["name"])
    yield Row("Namespace", metadata.get("namespace", ""))
    yield from _multiline("Labels", "=", metadata.get("labels") or {})
    yield from _multiline("Annotations", ": ", _annotations(metadata))
    yield Row("Selector", _pairs(spec.get("selector") or {}))
    yield Row("Type", spec.get("type", "ClusterIP"))
    yield from _addresses(spec)
    if ingress := service.get("status", {}).get("loadBalancer", {}).get("ingress"):
        yield Row("LoadBalancer Ingress", ", ".join(_ingress(item) for item in ingress))
    for port in spec.get("ports") or ():
        yield from _port(port, slices)
    yield Row("Session Affinity", spec.get("sessionAffinity", "None"))
    yield from _present(spec, _POLICIES)
    yield Row("Events", _NONE)


_POLICIES = (
    ("External Traffic Policy", "externalTrafficPolicy"),
    ("Internal Traffic Policy", "internalTrafficPolicy"),
    ("HealthCheck NodePort", "healthCheckNodePort"),
    ("LoadBalancer Source Ranges", "loadBalancerSourceRanges"),
)
_EXTRA_ADDRESSES = (
    ("External IPs", "externalIPs"),
    ("Desired LoadBalancer IP", "loadBalancerIP"),
    ("External Name", "externalName"),
)


def _addresses(spec: ApiObject) -> Iterator[Row]:
    yield from _present(spec, (("IP Family Policy", "ipFamilyPolicy"),))
    yield Row("IP Families", _joined(spec.get("ipFamilies")) or _NONE)
    yield Row("IP", spec.get("clusterIP", ""))
    yield Row("IPs", _joined(spec.get("clusterIPs")) or _NONE)
    yield from _present(spec, _EXTRA_ADDRESSES)


def _present(spec: ApiObject, fields: tuple[tuple[str, str], ...]) -> Iterator[Row]:
    for name, field in fields:
        if value := spec.get(field):
            yield Row(name, _joined(value))


def _port(port: ApiObject, slices: list[ApiObject]) -> Iterator[Row]:
    protocol = port.get("protocol", "TCP")
    name = port.get("name") or "<unset>"
    yield Row("Port", f"{name}  {port['port']}/{protocol}")
    yield Row("TargetPort", f"{port.get('targetPort', port['port'])}/{protocol}")
    if port.get("nodePort"):
        yield Row("NodePort", f"{name}  {port['nodePort']}/{protocol}")
    yield Row("Endpoints", format_endpoints(slices, port.get("name", "")))


def format_endpoints(slices: list[ApiObject], port_name: str) -> str:
    """The ready endpoints of one Service port, in the order of the slices."""
    if not slices:
        return _NONE
    found = [_host_port(address, number) for address, number in _ready(slices, port_name)]
    if len(found) <= _SHOWN:
        return ",".join(found)
    return f"{','.join(found[:_SHOWN])} + {len(found) - _SHOWN} more..."


def _ready(slices: list[ApiObject], port_name: str) -> Iterator[tuple[str, int]]:
    for part in slices:
        ports = part.get("ports") or [{"name": port_name, "port": 0}]  # headless without ports
        for port in ports:
            if (port.get("name") or "") != port_name:
                continue
            for endpoint in part.get("endpoints") or ():
                if endpoint.get("conditions", {}).get("ready", True) is not False:
                    yield endpoint["addresses"][0], port.get("port") or 0


def _host_port(address: str, port: int) -> str:
    host = f"[{address}]" if ":" in address else address
    return f"{host}:{port}" if port else address


def _ingress(item: ApiObject) -> str:
    if item.get("ip"):
        return f"{item['ip']} ({item['ipMode']})" if item.get("ipMode") else str(item["ip"])
    return str(item.get("hostname", ""))


def _annotations(metadata: ApiObject) -> dict[str, str]:
    return {key: value for key, value in (metadata.get("annotations") or {}).items() if key != _LAST_APPLIED}


def _multiline(name: str, between: str, pairs: dict[str, str]) -> Iterator[Row]:
    if not pairs:
        yield Row(name, _NONE)
    for index, key in enumerate(sorted(pairs)):
        yield Row("" if index else name, f"{key}{between}{pairs[key]}")


def _pairs(labels: dict[str, str]) -> str:
    return ",".join(f"{key}={labels[key]}" for key in sorted(labels)) or _NONE


def _joined(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value or "")
