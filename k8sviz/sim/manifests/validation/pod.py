"""Pods and Pod templates: pkg/apis/core/validation ValidatePodSpec, the parts that learners meet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from k8sviz.sim.manifests import quantity
from k8sviz.sim.manifests.validation import metadata, names, podparts
from k8sviz.sim.manifests.validation.faults import Faults

RESTART_POLICIES = ("Always", "OnFailure", "Never")
_PULL_POLICIES = ("Always", "IfNotPresent", "Never")
_PROTOCOLS = ("SCTP", "TCP", "UDP")
_DNS_POLICIES = ("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None")
_MESSAGE_POLICIES = ("FallbackToLogsOnError", "File")
_SCHEMES = ("HTTP", "HTTPS")
_HANDLERS = ("exec", "httpGet", "tcpSocket", "grpc")
_NOT_NEGATIVE = "must be greater than or equal to 0"
_PERIODS = ("initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold")

Fields = dict[str, Any]


def check(faults: Faults, pod: Fields) -> None:
    """A Pod of its own."""
    metadata.check(faults, pod["metadata"], names.subdomain)
    spec = pod.get("spec", {})
    pod_spec(faults, spec, "spec")
    for index, container in enumerate(spec.get("containers", ())):
        image = container.get("image", "")
        if image and image != image.strip():
            path = f"spec.containers[{index}].image"
            faults.invalid(path, image, "must not have leading or trailing whitespace")


def pod_spec(faults: Faults, spec: Fields, path: str, claims: Sequence[str] = ()) -> None:
    """The specification of a Pod, wherever it stands; `claims` are volumes that a StatefulSet adds."""
    volumes = dict.fromkeys(claims, 0) | _volumes(faults, spec.get("volumes", ()), f"{path}.volumes")
    containers = spec.get("containers", ())
    if not containers:
        faults.required(f"{path}.containers")
    seen: dict[str, int] = {}
    for kind in ("containers", "initContainers"):
        for index, container in enumerate(spec.get(kind, ())):
            _container(faults, container, f"{path}.{kind}[{index}]", seen, volumes)
            if kind == "initContainers":
                podparts.init_container(faults, container, f"{path}.{kind}[{index}]")
    _host_ports(faults, containers, path)
    faults.one_of(f"{path}.restartPolicy", spec.get("restartPolicy"), RESTART_POLICIES)
    faults.one_of(f"{path}.dnsPolicy", spec.get("dnsPolicy"), _DNS_POLICIES)
    podparts.deadline(faults, spec, path)
    podparts.tolerations(faults, spec.get("tolerations", []), f"{path}.tolerations")
    metadata.labels(faults, spec.get("nodeSelector", {}), f"{path}.nodeSelector")
    for field in ("hostname", "subdomain"):
        if spec.get(field):
            faults.each(f"{path}.{field}", spec[field], names.label(spec[field]))
    if spec.get("serviceAccountName"):
        name = spec["serviceAccountName"]
        faults.each(f"{path}.serviceAccountName", name, names.subdomain(name))


def _volumes(faults: Faults, volumes: list[Fields], path: str) -> dict[str, int]:
    seen: dict[str, int] = {}
    for index, volume in enumerate(volumes):
        name = volume.get("name", "")
        if not name:
            faults.required(f"{path}[{index}].name")
        elif name in seen:
            faults.duplicate(f"{path}[{index}].name", name)
        else:
            faults.each(f"{path}[{index}].name", name, names.label(name))
        podparts.volume_source(faults, volume, f"{path}[{index}]")
        seen[name] = index
    return seen


def _container(
    faults: Faults, container: Fields, path: str, seen: dict[str, int], volumes: dict[str, int]
) -> None:
    name = container.get("name", "")
    if not name:
        faults.required(f"{path}.name")
    else:
        faults.each(f"{path}.name", name, names.label(name))
        if name in seen:
            faults.duplicate(f"{path}.name", name)
        seen[name] = 1
    if not container.get("image"):
        faults.required(f"{path}.image")
    _ports(faults, container.get("ports", ()), f"{path}.ports")
    _environment(faults, container.get("env", ()), f"{path}.env")
    _mounts(faults, container.get("volumeMounts", ()), f"{path}.volumeMounts", volumes)
    for probe in ("livenessProbe", "readinessProbe", "startupProbe"):
        if probe in container:
            _probe(faults, container[probe], f"{path}.{probe}", probe)
    faults.one_of(f"{path}.imagePullPolicy", container.get("imagePullPolicy"), _PULL_POLICIES)
    faults.one_of(
        f"{path}.terminationMessagePolicy", container.get("terminationMessagePolicy"), _MESSAGE_POLICIES
    )
    _resources(faults, container.get("resources", {}), f"{path}.resources")
    podparts.security(faults, container.get("securityContext", {}), f"{path}.securityContext")


def _ports(faults: Faults, ports: list[Fields], path: str) -> None:
    seen: dict[str, int] = {}
    for index, port in enumerate(ports):
        here = f"{path}[{index}]"
        name = port.get("name", "")
        if name:
            faults.each(f"{here}.name", name, names.port_name(name))
            if name in seen:
                faults.duplicate(f"{here}.name", name)
            seen[name] = index
        number = port.get("containerPort", 0)
        if number == 0:
            faults.required(f"{here}.containerPort")
        else:
            faults.each(f"{here}.containerPort", number, names.port_number(number))
        if port.get("hostPort"):
            faults.each(f"{here}.hostPort", port["hostPort"], names.port_number(port["hostPort"]))
        faults.one_of(f"{here}.protocol", port.get("protocol"), _PROTOCOLS)


def _host_ports(faults: Faults, containers: list[Fields], path: str) -> None:
    seen: dict[tuple[str, str, int], int] = {}
    for index, container in enumerate(containers):
        for at, port in enumerate(container.get("ports", ())):
            key = (port.get("protocol", ""), port.get("hostIP", ""), port.get("hostPort", 0))
            if key[2] and key in seen:
                faults.duplicate(
                    f"{path}.containers[{index}].ports[{at}].hostPort", f"{key[0]}/{key[1]}/{key[2]}"
                )
            seen[key] = at


def _environment(faults: Faults, variables: list[Fields], path: str) -> None:
    for index, variable in enumerate(variables):
        name = variable.get("name", "")
        if not name:
            faults.required(f"{path}[{index}].name")
        else:
            podparts.variable(faults, variable, f"{path}[{index}]")
        if variable.get("value") and "valueFrom" in variable:
            faults.invalid(f"{path}[{index}].valueFrom", "", "may not be specified when `value` is not empty")


def _mounts(faults: Faults, mounts: list[Fields], path: str, volumes: dict[str, int]) -> None:
    seen: dict[str, int] = {}
    for index, mount in enumerate(mounts):
        name, where = mount.get("name", ""), mount.get("mountPath", "")
        if not name:
            faults.required(f"{path}[{index}].name")
        elif name not in volumes:
            faults.not_found(f"{path}[{index}].name", name)
        if not where:
            faults.required(f"{path}[{index}].mountPath")
        elif where in seen:
            faults.invalid(f"{path}[{index}].mountPath", where, "must be unique")
        seen[where] = index


def _probe(faults: Faults, probe: Fields, path: str, name: str) -> None:
    handlers = [handler for handler in _HANDLERS if handler in probe]
    if not handlers:
        faults.required(path, "must specify a handler type")
    for extra in handlers[1:]:
        faults.forbidden(f"{path}.{extra}", "may not specify more than 1 handler type")
    _handler(faults, probe, path)
    for period in _PERIODS:
        if probe.get(period, 0) < 0:
            faults.invalid(f"{path}.{period}", probe[period], _NOT_NEGATIVE)
    if name != "readinessProbe" and probe.get("successThreshold", 1) != 1:
        faults.invalid(f"{path}.successThreshold", probe["successThreshold"], "must be 1")


def _handler(faults: Faults, probe: Fields, path: str) -> None:
    if "httpGet" in probe:
        get = probe["httpGet"]
        port = get.get("port", 0)
        faults.each(f"{path}.httpGet.port", port, names.port(port))
        faults.one_of(f"{path}.httpGet.scheme", get.get("scheme"), _SCHEMES)
    if "tcpSocket" in probe:
        port = probe["tcpSocket"].get("port", 0)
        faults.each(f"{path}.tcpSocket.port", port, names.port(port))
    if "exec" in probe and not probe["exec"].get("command"):
        faults.required(f"{path}.exec.command")


def _resources(faults: Faults, resources: Fields, path: str) -> None:
    limits = resources.get("limits", {})
    for kind in ("limits", "requests"):
        for name, amount in sorted(resources.get(kind, {}).items()):
            podparts.resource_name(faults, name, f"{path}.{kind}[{name}]")
            value = quantity.parse(amount)
            if value is not None and value < 0:
                faults.invalid(f"{path}.{kind}[{name}]", amount, _NOT_NEGATIVE)
    for name, amount in sorted(resources.get("requests", {}).items()):
        asked, allowed = quantity.parse(amount), quantity.parse(limits.get(name, ""))
        if asked is not None and allowed is not None and asked > allowed:
            words = f"must be less than or equal to {name} limit of {limits[name]}"
            faults.invalid(f"{path}.requests", amount, words)
