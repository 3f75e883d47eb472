"""Environment variables and where their values come from: ValidateEnv, ValidateEnvFrom."""

from __future__ import annotations

import re
from typing import Any

from k8sviz.sim.manifests import quantity
from k8sviz.sim.manifests.validation import names
from k8sviz.sim.manifests.validation.faults import Faults

Fields = dict[str, Any]

_NAME = re.compile(r"[ -<>-~]+\Z")
_NAME_SAYS = (
    "a valid environment variable name must consist only of printable ASCII characters other than '='"
)
_IN_ENVIRONMENT = (
    "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName",
    "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs",
)  # fmt: skip
_IN_FILES = ("metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid")
_LABELS = (  # what the downward API can name at all (pkg/apis/core/pods ConvertDownwardAPIFieldLabel)
    *_IN_FILES, "spec.nodeName", "spec.restartPolicy", "spec.serviceAccountName", "spec.schedulerName",
    "status.phase", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs", "spec.host",
)  # fmt: skip
_RESOURCES = (
    "limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage",
    "requests.memory",
)  # fmt: skip
_HUGE = ("limits.hugepages-", "requests.hugepages-")
_UNITS = ("1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei")
_CPU_UNITS = ("1m", "1")
_SUBSCRIPTED = re.compile(r"(.+)\['([^']*)'\]\Z")


def variables(faults: Faults, given: list[Fields], path: str) -> None:
    """env."""
    for index, one in enumerate(given):
        name = one.get("name", "")
        if not name:
            faults.required(f"{path}[{index}].name")
        elif not _NAME.match(name):
            faults.invalid(f"{path}[{index}].name", name, _NAME_SAYS)
        if "valueFrom" in one:
            _value_from(faults, one, f"{path}[{index}].valueFrom")


def _value_from(faults: Faults, one: Fields, path: str) -> None:
    source = one["valueFrom"]
    if "fieldRef" in source:
        field_of_pod(faults, source["fieldRef"], f"{path}.fieldRef", _IN_ENVIRONMENT)
    if "resourceFieldRef" in source:
        resource_of_container(faults, source["resourceFieldRef"], f"{path}.resourceFieldRef")
    for kind in ("configMapKeyRef", "secretKeyRef"):
        if kind in source:
            _key(faults, source[kind], f"{path}.{kind}")
    if not source:
        words = (
            "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or "
            "`fileKeyRef`"
        )
        faults.invalid(path, "", words)
    elif one.get("value"):
        faults.invalid(path, "", "may not be specified when `value` is not empty")
    elif len(source) > 1:
        faults.invalid(path, "", "may not have more than one field specified at a time")


def sources(faults: Faults, given: list[Fields], path: str) -> None:
    """envFrom."""
    for index, one in enumerate(given):
        here, prefix = f"{path}[{index}]", one.get("prefix", "")
        if prefix and not _NAME.match(prefix):
            faults.invalid(f"{here}.prefix", prefix, _NAME_SAYS)
        kinds = [kind for kind in ("configMapRef", "secretRef") if kind in one]
        for kind in kinds:
            name = one[kind].get("name", "")
            if name:
                faults.each(f"{here}.{kind}.name", name, names.subdomain(name))
            else:
                faults.required(f"{here}.{kind}.name")
        if not kinds:
            faults.invalid(path, "", "must specify one of: `configMapRef` or `secretRef`")
        elif len(kinds) > 1:
            faults.invalid(path, "", "may not have more than one field specified at a time")


def _key(faults: Faults, reference: Fields, path: str) -> None:
    name, key = reference.get("name", ""), reference.get("key", "")
    faults.each(f"{path}.name", name, names.subdomain(name))
    if key:
        faults.each(f"{path}.key", key, names.config_key(key))
    else:
        faults.required(f"{path}.key")


def field_of_pod(
    faults: Faults, reference: Fields, path: str, supported: tuple[str, ...] = _IN_FILES
) -> None:
    """fieldRef."""
    version, field = reference.get("apiVersion", ""), reference.get("fieldPath", "")
    if not version:
        faults.required(f"{path}.apiVersion")
        return
    if not field:
        faults.required(f"{path}.fieldPath")
        return
    match = _SUBSCRIPTED.match(field)
    if match and match[1] in ("metadata.annotations", "metadata.labels"):
        key = match[2].lower() if match[1].endswith("annotations") else match[2]
        faults.each(path, key, names.qualified(key))
    elif version != "v1":
        words = f"error converting fieldPath: unsupported pod version: {version}"
        faults.invalid(f"{path}.fieldPath", field, words)
    elif match:
        words = f"error converting fieldPath: field label does not support subscript: {field}"
        faults.invalid(f"{path}.fieldPath", field, words)
    elif field not in _LABELS:
        words = f"error converting fieldPath: field label not supported: {field}"
        faults.invalid(f"{path}.fieldPath", field, words)
    elif field not in supported:
        faults.unsupported(f"{path}.fieldPath", field, supported)


def resource_of_container(faults: Faults, reference: Fields, path: str, in_file: bool = False) -> None:
    """resourceFieldRef; a file has to say of which container."""
    resource = reference.get("resource", "")
    if in_file and not reference.get("containerName"):
        faults.required(f"{path}.containerName")
    elif not resource:
        faults.required(f"{path}.resource")
    elif resource not in _RESOURCES and not resource.startswith(_HUGE):
        faults.unsupported(f"{path}.resource", resource, _RESOURCES)
    divisor = quantity.canonical(str(reference.get("divisor", "0")))
    if divisor == "0":
        return
    units = _CPU_UNITS if resource.endswith(".cpu") else _UNITS
    if divisor not in units:
        told = _measured(resource)
        listed = "1m and 1" if units is _CPU_UNITS else ", ".join(_UNITS)
        words = f"only divisor's values {listed} are supported with the {told} resource"
        faults.invalid(f"{path}.divisor", resource, words)


def _measured(resource: str) -> str:
    name = resource.partition(".")[2]
    if name.startswith("hugepages-"):
        return "hugepages"
    return "local ephemeral storage" if name == "ephemeral-storage" else name
