"""Containers of every kind: pkg/apis/core/validation validateContainerCommon, and what sets kinds apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from k8sviz.sim.manifests.validation import (
    environment,
    names,
    privileges,
    probes,
    resources,
    volumes,
)
from k8sviz.sim.manifests.validation.faults import Faults

Fields = dict[str, Any]

MOST_CONTAINERS = 200  # of each kind in one Pod; Kubernetes knows no bound but the size of the object
_PULL_POLICIES = ("Always", "IfNotPresent", "Never")
_PROTOCOLS = ("SCTP", "TCP", "UDP")
_MESSAGE_POLICIES = ("File", "FallbackToLogsOnError")
_RESTARTS = ("Always", "Never", "OnFailure")
_RESIZED, _RESIZING = ("cpu", "memory"), ("NotRequired", "RestartContainer")
_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
_NOT_IN_INIT = ("lifecycle", *_PROBES)
_NOT_IN_EPHEMERAL = ("ports", "resources", *_PROBES, "lifecycle")
_EPHEMERAL_SAYS = "cannot be set for an Ephemeral Container"


def check(faults: Faults, spec: Fields, path: str, mountable: volumes.Volumes) -> None:
    """All containers of a Pod."""
    for kind in ("containers", "initContainers", "ephemeralContainers"):
        if len(spec.get(kind, ())) > MOST_CONTAINERS:
            faults.too_many(f"{path}.{kind}", len(spec[kind]), MOST_CONTAINERS)
            return
    _regular(faults, spec, f"{path}.containers", mountable)
    _init(faults, spec, f"{path}.initContainers", mountable)
    _ephemeral(faults, spec, f"{path}.ephemeralContainers", mountable)


def _regular(faults: Faults, spec: Fields, path: str, mountable: volumes.Volumes) -> None:
    given = spec.get("containers", ())
    if not given:
        faults.required(path)
        return
    seen: set[str] = set()
    for index, container in enumerate(given):
        here = f"{path}[{index}]"
        _common(faults, container, here, spec, mountable)
        _unique(faults, container, here, seen)
        probes.of_container(faults, container, here, spec)
        _restart(faults, container, here)
    _host_ports(faults, given, path)


def _init(faults: Faults, spec: Fields, path: str, mountable: volumes.Volumes) -> None:
    seen = {one.get("name", "") for one in spec.get("containers", ())}
    for index, container in enumerate(spec.get("initContainers", ())):
        here = f"{path}[{index}]"
        _common(faults, container, here, spec, mountable)
        _restart(faults, container, here)
        _unique(faults, container, here, seen)
        _host_ports(faults, [container], path)
        if container.get("restartPolicy") == "Always":
            probes.of_container(faults, container, here, spec)
            continue
        for field in _NOT_IN_INIT:
            if field in container:
                words = "may not be set for init containers without restartPolicy=Always"
                faults.forbidden(f"{here}.{field}", words)


def _ephemeral(faults: Faults, spec: Fields, path: str, mountable: volumes.Volumes) -> None:
    others = {one.get("name", "") for kind in ("containers", "initContainers") for one in spec.get(kind, ())}
    seen = set(others)
    for index, container in enumerate(spec.get("ephemeralContainers", ())):
        here = f"{path}[{index}]"
        _common(faults, container, here, spec, mountable)
        padded(faults, container, here)
        _unique(faults, container, here, seen)
        target = container.get("targetContainerName")
        if target and target not in others:
            faults.not_found(f"{here}.targetContainerName", target)
        for field in _NOT_IN_EPHEMERAL:
            if container.get(field):
                faults.forbidden(f"{here}.{field}", _EPHEMERAL_SAYS)


def _common(faults: Faults, container: Fields, path: str, spec: Fields, mountable: volumes.Volumes) -> None:
    name = container.get("name", "")
    if name:
        faults.each(f"{path}.name", name, names.label(name))
    else:
        faults.required(f"{path}.name")
    if not container.get("image"):
        faults.required(f"{path}.image")
    faults.one_of(
        f"{path}.terminationMessagePolicy", container.get("terminationMessagePolicy"), _MESSAGE_POLICIES
    )
    _ports(faults, container.get("ports", ()), f"{path}.ports")
    environment.variables(faults, container.get("env", ()), f"{path}.env")
    environment.sources(faults, container.get("envFrom", ()), f"{path}.envFrom")
    volumes.mounts(faults, container, path, mountable)
    volumes.devices(faults, container, path, mountable)
    faults.one_of(f"{path}.imagePullPolicy", container.get("imagePullPolicy"), _PULL_POLICIES)
    resources.check(faults, container.get("resources", {}), f"{path}.resources")
    _resize(faults, container.get("resizePolicy", ()), f"{path}.resizePolicy")
    privileges.of_container(faults, container.get("securityContext", {}), f"{path}.securityContext", spec)


def _restart(faults: Faults, container: Fields, path: str) -> None:
    policy = container.get("restartPolicy")
    if policy is not None and policy not in _RESTARTS:
        faults.unsupported(f"{path}.restartPolicy", policy, _RESTARTS)
    if container.get("restartPolicyRules") and policy is None:
        faults.required(f"{path}.restartPolicy", "must specify restartPolicy when restart rules are used")


def _resize(faults: Faults, given: list[Fields], path: str) -> None:
    seen: set[str] = set()
    for index, one in enumerate(given):
        resource = one.get("resourceName", "")
        if resource in seen:
            faults.duplicate(f"{path}[{index}]", resource)
        seen.add(resource)
        faults.one_of(path, resource, _RESIZED)
        faults.one_of(path, one.get("restartPolicy", ""), _RESIZING)


def _unique(faults: Faults, container: Fields, path: str, seen: set[str]) -> None:
    name = container.get("name", "")
    if name in seen:
        faults.duplicate(f"{path}.name", name)
    seen.add(name)


def _ports(faults: Faults, ports: list[Fields], path: str) -> None:
    seen: set[str] = set()
    for index, port in enumerate(ports):
        here = f"{path}[{index}]"
        name, number = port.get("name", ""), port.get("containerPort", 0)
        problems = names.port_name(name) if name else []
        faults.each(f"{here}.name", name, problems)
        if name in seen and not problems:
            faults.duplicate(f"{here}.name", name)
        if name:
            seen.add(name)
        if number == 0:
            faults.required(f"{here}.containerPort")
        else:
            faults.each(f"{here}.containerPort", number, names.port_number(number))
        if port.get("hostPort"):
            faults.each(f"{here}.hostPort", port["hostPort"], names.port_number(port["hostPort"]))
        faults.one_of(f"{here}.protocol", port.get("protocol"), _PROTOCOLS)


def _host_ports(faults: Faults, given: list[Fields], path: str) -> None:
    """No two containers want the same port of the node."""
    seen: set[str] = set()
    for where, port in _each_port(given):
        if not port.get("hostPort"):
            continue
        told = f"{port.get('protocol', '')}/{port.get('hostIP', '')}/{port['hostPort']}"
        if told in seen:
            faults.duplicate(f"{path}{where}.hostPort", told)
        seen.add(told)


def _each_port(given: list[Fields]) -> Iterator[tuple[str, Fields]]:
    for index, container in enumerate(given):
        for at, port in enumerate(container.get("ports", ())):
            yield f"[{index}].ports[{at}]", port


def on_host_network(faults: Faults, spec: Fields, path: str, is_pod: bool) -> None:
    """On the node's own network a container's port is the node's."""
    if not spec.get("hostNetwork"):
        return
    for where, port in _each_port(spec.get("containers", ())):
        wanted, own = port.get("hostPort", 0), port.get("containerPort", 0)
        if (is_pod or wanted) and wanted != own:
            words = "must match `containerPort` when `hostNetwork` is true"
            faults.invalid(f"{path}.containers{where}.hostPort", wanted, words)


def padded(faults: Faults, container: Fields, path: str) -> None:
    """Only a Pod itself minds spaces around an image's name; a template does not."""
    image = container.get("image", "")
    if image != image.strip():
        faults.invalid(f"{path}.image", image, "must not have leading or trailing whitespace")
