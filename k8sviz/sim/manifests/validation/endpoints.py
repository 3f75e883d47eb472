"""EndpointSlices and the old Endpoints: pkg/apis/discovery/validation, pkg/apis/core/validation."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.manifests.validation import addresses, metadata, names
from k8sviz.sim.manifests.validation.faults import Faults

_ADDRESS_TYPES = ("FQDN", "IPv4", "IPv6")
_PROTOCOLS = ("SCTP", "TCP", "UDP")
_MAX_ENDPOINTS, _MAX_ADDRESSES, _MAX_PORTS = 1000, 100, 20_000
_MAX_TOPOLOGY, _MAX_HINTS = 16, 8

Fields = dict[str, Any]


def check_slice(faults: Faults, obj: Fields) -> None:
    """An EndpointSlice."""
    metadata.check(faults, obj["metadata"], names.subdomain)
    address_type = obj.get("addressType", "")
    faults.one_of("addressType", address_type, _ADDRESS_TYPES)
    endpoints = obj.get("endpoints") or ()
    if len(endpoints) > _MAX_ENDPOINTS:
        faults.too_many("endpoints", len(endpoints), _MAX_ENDPOINTS)
        return
    for index, endpoint in enumerate(endpoints):
        _endpoint(faults, endpoint, address_type, f"endpoints[{index}]")
    _slice_ports(faults, obj.get("ports") or [])


def _endpoint(faults: Faults, endpoint: Fields, address_type: str, path: str) -> None:
    addresses = endpoint.get("addresses", ())
    if not addresses:
        faults.required(f"{path}.addresses", "must contain at least 1 address")
    elif len(addresses) > _MAX_ADDRESSES:
        faults.too_many(f"{path}.addresses", len(addresses), _MAX_ADDRESSES)
    for index, address in enumerate(addresses):
        _address(faults, address, address_type, f"{path}.addresses", index)
    if endpoint.get("nodeName") is not None:
        faults.each(f"{path}.nodeName", endpoint["nodeName"], names.subdomain(endpoint["nodeName"]))
    topology = endpoint.get("deprecatedTopology", {})
    if len(topology) > _MAX_TOPOLOGY:
        faults.too_many(f"{path}.deprecatedTopology", len(topology), _MAX_TOPOLOGY)
    metadata.labels(faults, topology, f"{path}.deprecatedTopology")
    if endpoint.get("hostname") is not None:
        faults.each(f"{path}.hostname", endpoint["hostname"], names.label(endpoint["hostname"]))
    for field in ("forZones", "forNodes"):
        _hints(faults, endpoint.get("hints", {}).get(field, []), field, f"{path}.hints.{field}")


def _hints(faults: Faults, hints: list[Fields], field: str, path: str) -> None:
    """For whom an endpoint is meant: no place twice, and only so many."""
    if len(hints) > _MAX_HINTS:
        faults.too_many(path, len(hints), _MAX_HINTS)
        return
    seen: set[str] = set()
    for index, hint in enumerate(hints):
        name, where = hint.get("name", ""), f"{path}[{index}].name"
        if name in seen:
            faults.duplicate(where, name)
        seen.add(name)
        faults.each(where, name, (names.label_value if field == "forZones" else names.subdomain)(name))


def _address(faults: Faults, address: str, address_type: str, path: str, index: int) -> None:
    if address_type == "FQDN":
        shown, problem = names.fully_qualified(address)
        faults.each(f"{path}[{index}]", shown, [problem] if problem else [])
    if address_type not in ("IPv4", "IPv6"):
        return
    parsed = addresses.strict(address)
    wrong = addresses.ip(address)
    faults.each(f"{path}[{index}]", address, wrong)
    if parsed is None or wrong or f"IPv{parsed.version}" != address_type:
        faults.invalid(path, address, f"must be an {address_type} address")
    else:
        faults.each(path, address, addresses.non_special(address))


def _slice_ports(faults: Faults, ports: list[Fields]) -> None:
    if len(ports) > _MAX_PORTS:
        faults.too_many("ports", len(ports), _MAX_PORTS)
        return
    seen: dict[str, int] = {}
    for index, port in enumerate(ports):
        name = port.get("name", "")
        if name:
            faults.each(f"ports[{index}].name", name, names.label(name))
        if name in seen:
            faults.duplicate(f"ports[{index}].name", name)
        seen[name] = index
        faults.one_of(f"ports[{index}].protocol", port.get("protocol"), _PROTOCOLS)
        if "appProtocol" in port:
            text = port["appProtocol"]
            faults.each(f"ports[{index}].appProtocol", text, names.qualified(text))


def check_endpoints(faults: Faults, obj: Fields) -> None:
    """The deprecated Endpoints object."""
    metadata.check(faults, obj["metadata"], names.subdomain)
    for index, subset in enumerate(obj.get("subsets", ())):
        path = f"subsets[{index}]"
        if not subset.get("addresses") and not subset.get("notReadyAddresses"):
            faults.required(path, "must specify `addresses` or `notReadyAddresses`")
        for field in ("addresses", "notReadyAddresses"):
            for at, address in enumerate(subset.get(field, ())):
                value = address.get("ip", "")
                faults.each(f"{path}.{field}[{at}].ip", value, addresses.ip(value))
                _where(faults, address, f"{path}.{field}[{at}]")
                faults.each(f"{path}.{field}[{at}].ip", value, addresses.non_special(value))
        _subset_ports(faults, subset.get("ports", ()), f"{path}.ports")


def _where(faults: Faults, address: Fields, path: str) -> None:
    if address.get("hostname"):
        faults.each(f"{path}.hostname", address["hostname"], names.label(address["hostname"]))
    if address.get("nodeName") is not None:
        faults.each(f"{path}.nodeName", address["nodeName"], names.subdomain(address["nodeName"]))


def _subset_ports(faults: Faults, ports: list[Fields], path: str) -> None:
    for index, port in enumerate(ports):
        name = port.get("name", "")
        if name:
            faults.each(f"{path}[{index}].name", name, names.label(name))
        elif len(ports) > 1:
            faults.required(f"{path}[{index}].name")
        number = port.get("port", 0)
        faults.each(f"{path}[{index}].port", number, names.port_number(number))
        faults.one_of(f"{path}[{index}].protocol", port.get("protocol"), _PROTOCOLS)
        if "appProtocol" in port:
            text = port["appProtocol"]
            faults.each(f"{path}[{index}].appProtocol", text, names.qualified(text))
