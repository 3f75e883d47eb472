"""Ingresses and NetworkPolicies: pkg/apis/networking/validation."""

from __future__ import annotations

import re
from ipaddress import ip_network
from typing import Any

from k8sviz.sim.manifests.validation import addresses, metadata, names, selectors
from k8sviz.sim.manifests.validation.faults import Faults

_PATH_TYPES = ("Exact", "ImplementationSpecific", "Prefix")
_CLASS = "kubernetes.io/ingress.class"
_LONGEST_CONTROLLER = 250
_URL_PATH = r"[A-Za-z0-9/\-._~%!$&'()*+,;=:]+"
_NOT_IN_PATHS, _NOT_AT_END = ("//", "/./", "/../", "%2f", "%2F"), ("/..", "/.")
_PROTOCOLS = ("SCTP", "TCP", "UDP")
_POLICY_TYPES = ("Egress", "Ingress")

Fields = dict[str, Any]


def check_ingress(faults: Faults, obj: Fields) -> None:
    """An Ingress."""
    metadata.check(faults, obj["metadata"], names.subdomain)
    spec = obj.get("spec", {})
    if not spec.get("rules") and "defaultBackend" not in spec:
        faults.invalid("spec", None, "either `defaultBackend` or `rules` must be specified")
    if "defaultBackend" in spec:
        _backend(faults, spec["defaultBackend"], "spec.defaultBackend")
    for index, rule in enumerate(spec.get("rules", ())):
        _rule(faults, rule, f"spec.rules[{index}]")
    for index, tls in enumerate(spec.get("tls", ())):
        for at, host in enumerate(tls.get("hosts", ())):
            faults.each(f"spec.tls[{index}].hosts[{at}]", host, _host(host))
        if tls.get("secretName"):
            name = tls["secretName"]
            faults.each(f"spec.tls[{index}].secretName", name, names.subdomain(name))
    if "ingressClassName" in spec:
        name = spec["ingressClassName"]
        faults.each("spec.ingressClassName", name, names.subdomain(name))


def check_new_ingress(faults: Faults, obj: Fields) -> None:
    """The class was an annotation once."""
    marked = obj["metadata"].get("annotations", {}).get(_CLASS)
    if marked is not None and marked != obj.get("spec", {}).get("ingressClassName", marked):
        words = "must match `ingressClassName` when both are specified"
        faults.invalid(f"annotations.{_CLASS}", marked, words)


def check_ingress_class(faults: Faults, obj: Fields) -> None:
    """An IngressClass."""
    metadata.check(faults, obj["metadata"], names.subdomain)
    spec = obj.get("spec", {})
    controller, path = spec.get("controller", ""), "spec.controller"
    if len(controller) > _LONGEST_CONTROLLER:
        faults.too_long(path, _LONGEST_CONTROLLER)
    host, slash, rest = controller.partition("/")
    if not controller:
        faults.required(path)
    elif not host or not slash or not rest:
        faults.invalid(path, controller, 'must be a domain-prefixed path (such as "acme.io/foo")')
    else:
        faults.each(path, host, names.subdomain(host))
        if not re.fullmatch(_URL_PATH, rest):
            faults.invalid(path, rest, f"Invalid path (regex used for validation is '{_URL_PATH}')")
    if "parameters" in spec:
        _typed(faults, spec["parameters"], "spec.parameters")


def _host(host: str) -> list[str]:
    return names.wildcard(host) if "*" in host else names.subdomain(host)


def _rule(faults: Faults, rule: Fields, path: str) -> None:
    host = rule.get("host", "")
    if host:
        if addresses.strict(host):
            faults.invalid(f"{path}.host", host, "must be a DNS name, not an IP address")
        faults.each(f"{path}.host", host, _host(host))
    if "http" not in rule:
        return
    if not rule["http"].get("paths"):
        faults.required(f"{path}.http.paths")
    for index, one in enumerate(rule["http"].get("paths", ())):
        _path(faults, one, f"{path}.http.paths[{index}]")


def _path(faults: Faults, one: Fields, path: str) -> None:
    kind, text = one.get("pathType"), one.get("path", "")
    if kind is None:
        faults.required(f"{path}.pathType", "pathType must be specified")
        return
    if kind not in _PATH_TYPES:
        faults.unsupported(f"{path}.pathType", kind, _PATH_TYPES)
    elif not text.startswith("/") and (text or kind != "ImplementationSpecific"):
        faults.invalid(f"{path}.path", text, "must be an absolute path")
    if kind in ("Exact", "Prefix"):
        for part in _NOT_IN_PATHS:
            if part in text:
                faults.invalid(f"{path}.path", text, f"must not contain '{part}'")
        for part in _NOT_AT_END:
            if text.endswith(part):
                faults.invalid(f"{path}.path", text, f"cannot end with '{part}'")
    _backend(faults, one.get("backend", {}), f"{path}.backend")


def _backend(faults: Faults, backend: Fields, path: str) -> None:
    service, resource = backend.get("service"), backend.get("resource")
    if service is not None and resource is not None:
        faults.invalid(path, "", "cannot set both resource and service backends")
    elif service is not None:
        _service(faults, service, path)
    elif resource is not None:
        _typed(faults, resource, f"{path}.resource")
    else:
        faults.invalid(path, "", "resource or service backend is required")


def _typed(faults: Faults, given: Fields, path: str) -> None:
    """A reference to an object of any kind."""
    group = given.get("apiGroup")
    if group is not None:
        faults.each(f"{path}.apiGroup", group, names.subdomain(group))
    for field in ("kind", "name"):
        if given.get(field):
            faults.each(f"{path}.{field}", given[field], names.path_segment(given[field]))
        else:
            faults.required(f"{path}.{field}", f"{field} is required")


def _service(faults: Faults, service: Fields, path: str) -> None:
    name, port = service.get("name", ""), service.get("port", {})
    if name:
        faults.each(f"{path}.service.name", name, names.label(name))
    else:
        faults.required(f"{path}.service.name")
    if port.get("name") and port.get("number"):
        faults.invalid(path, "", "cannot set both port name & port number")
    elif port.get("name"):
        faults.each(f"{path}.service.port.name", port["name"], names.port_name(port["name"]))
    elif port.get("number"):
        faults.each(f"{path}.service.port.number", port["number"], names.port_number(port["number"]))
    else:
        faults.required(path, "port name or number is required")


def check_network_policy(faults: Faults, obj: Fields) -> None:
    """A NetworkPolicy after defaulting."""
    metadata.check(faults, obj["metadata"], names.subdomain)
    spec = obj.get("spec", {})
    selectors.check(faults, spec.get("podSelector", {}), "spec.podSelector")
    for way, peers in (("ingress", "from"), ("egress", "to")):
        for index, rule in enumerate(spec.get(way, ())):
            for at, port in enumerate(rule.get("ports", ())):
                _policy_port(faults, port, f"spec.{way}[{index}].ports[{at}]")
            for at, peer in enumerate(rule.get(peers, ())):
                _peer(faults, peer, f"spec.{way}[{index}].{peers}[{at}]")
    types = spec.get("policyTypes", ())
    if len(types) > len(_POLICY_TYPES):
        faults.invalid("spec.policyTypes", types, "may not specify more than two policyTypes")
        return
    for index, kind in enumerate(types):
        if kind not in _POLICY_TYPES:
            faults.unsupported(f"spec.policyTypes[{index}]", kind, _POLICY_TYPES)


def _policy_port(faults: Faults, port: Fields, path: str) -> None:
    if "protocol" in port and port["protocol"] not in _PROTOCOLS:
        faults.unsupported(f"{path}.protocol", port["protocol"], _PROTOCOLS)
    number, end = port.get("port"), port.get("endPort")
    if number is None:
        if end is not None:
            faults.required(f"{path}.port", "must be specified when `endPort` is specified")
        return
    faults.each(f"{path}.port", number, names.port(number))
    if end is None:
        return
    if isinstance(number, str):
        faults.invalid(f"{path}.endPort", end, "may not be specified when `port` is non-numeric")
    elif end < number:
        faults.invalid(f"{path}.endPort", end, "must be greater than or equal to `port`")
    faults.each(f"{path}.endPort", end, names.port_number(end))


def _peer(faults: Faults, peer: Fields, path: str) -> None:
    kinds = [name for name in ("podSelector", "namespaceSelector", "ipBlock") if name in peer]
    for name in kinds:
        if name != "ipBlock":
            selectors.check(faults, peer[name], f"{path}.{name}")
    if "ipBlock" in kinds:
        _block(faults, peer["ipBlock"], f"{path}.ipBlock")
    if not kinds:
        faults.required(path, "must specify a peer")
    elif "ipBlock" in kinds and len(kinds) > 1:
        faults.forbidden(path, "may not specify both ipBlock and another peer")


def _block(faults: Faults, block: Fields, path: str) -> None:
    cidr = block.get("cidr", "")
    problems = addresses.cidr(cidr)
    if not cidr:
        faults.required(f"{path}.cidr")
        return
    faults.each(f"{path}.cidr", cidr, problems)
    for index, out in enumerate(block.get("except", ())):
        where = f"{path}.except[{index}]"
        wrong = addresses.cidr(out)
        faults.each(where, out, wrong)
        if not wrong and not problems and not _inside(out, cidr):
            faults.invalid(where, out, "must be a strict subset of `cidr`")


def _inside(inner: str, outer: str) -> bool:
    small, large = ip_network(inner, strict=False), ip_network(outer, strict=False)
    if small.version != large.version or small.prefixlen <= large.prefixlen:
        return False
    return int(large.network_address) <= int(small.network_address) <= int(large.broadcast_address)
