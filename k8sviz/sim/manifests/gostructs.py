"""How the API server shows its own structs: JSON with Go's field names and every unset field.

Its internal types carry no JSON names (pkg/apis/core/types.go), and some of them order their fields otherwise
than the published ones. Messages show such structs (field.Invalid) and the difference of two of them
(apimachinery pkg/util/diff).
"""

from __future__ import annotations

import json
from difflib import unified_diff
from typing import Any

from k8sviz.sim.manifests import gosyntax, quantity
from k8sviz.sim.manifests.gotypes import STRUCTS, Field

_POD_FIELDS = (
    "Volumes", "InitContainers", "Containers", "EphemeralContainers", "RestartPolicy",
    "TerminationGracePeriodSeconds", "ActiveDeadlineSeconds", "DNSPolicy", "NodeSelector",
    "ServiceAccountName", "AutomountServiceAccountToken", "NodeName", "SecurityContext", "ImagePullSecrets",
    "Hostname", "Subdomain", "SetHostnameAsFQDN", "Affinity", "SchedulerName", "Tolerations", "HostAliases",
    "PriorityClassName", "Priority", "PreemptionPolicy", "DNSConfig", "ReadinessGates", "RuntimeClassName",
    "Overhead", "EnableServiceLinks", "TopologySpreadConstraints", "OS", "SchedulingGates", "ResourceClaims",
    "Resources", "HostnameOverride", "SchedulingGroup",
)  # fmt: skip
_HOST_FIELDS = ("HostNetwork", "HostPID", "HostIPC", "ShareProcessNamespace", "HostUsers")  # of a PodSpec
_CONTEXT_FIELDS = (
    "SELinuxOptions", "WindowsOptions", "RunAsUser", "RunAsGroup", "RunAsNonRoot", "SupplementalGroups",
    "SupplementalGroupsPolicy", "FSGroup", "FSGroupChangePolicy", "Sysctls", "SeccompProfile",
    "AppArmorProfile", "SELinuxChangePolicy",
)  # fmt: skip
_CLAIM = (
    Field("AccessModes", "accessModes", "[]string"), Field("Selector", "selector", "*LabelSelector"),
    Field("Resources", "resources", "VolumeResourceRequirements"),
    Field("VolumeName", "volumeName", "string"), Field("StorageClassName", "storageClassName", "*string"),
    Field("VolumeMode", "volumeMode", "*string"), Field("DataSource", "dataSource", "*TypedObject"),
    Field("DataSourceRef", "dataSourceRef", "*TypedObjectReference"),
    Field("VolumeAttributesClassName", "volumeAttributesClassName", "*string"),
)  # fmt: skip
_OTHERS = {
    "PersistentVolumeClaimSpec": _CLAIM,
    "VolumeResourceRequirements": STRUCTS["ResourceRequirements"][:2],
    "TypedObject": (
        Field("APIGroup", "apiGroup", "*string"), Field("Kind", "kind", "string"),
        Field("Name", "name", "string"),
    ),
    "TypedObjectReference": (
        Field("APIGroup", "apiGroup", "*string"), Field("Kind", "kind", "string"),
        Field("Name", "name", "string"), Field("Namespace", "namespace", "*string"),
    ),
    "EphemeralContainer": (
        *STRUCTS["Container"], Field("TargetContainerName", "targetContainerName", "string"),
    ),
}  # fmt: skip
_AS_PUBLISHED = ("LabelSelector", "ObjectMeta")  # these have JSON names, and leave out what is unset
_NUMBERS = ("int32", "int64")
_CONTEXT = 3


def compact(struct: str, value: dict[str, Any]) -> str:
    """A struct as a message shows it in one line."""
    return _escaped(json.dumps(tree(struct, value), separators=(",", ":"), ensure_ascii=False))


def difference(struct: str, old: dict[str, Any], new: dict[str, Any]) -> str:
    """What `diff -u` would say of two structs, without the names of files."""
    before, after = (_lines(struct, value) for value in (old, new))
    lines = list(unified_diff(before, after, n=_CONTEXT, lineterm=""))
    return "".join(f"{line}\n" for line in lines[2:])


def _lines(struct: str, value: dict[str, Any]) -> list[str]:
    return _escaped(json.dumps(tree(struct, value), indent=1, ensure_ascii=False)).split("\n")


def _escaped(text: str) -> str:
    for character, escape in gosyntax.ESCAPES:
        text = text.replace(character, escape)
    return text


def tree(struct: str, value: dict[str, Any]) -> dict[str, Any]:
    """All fields of a struct by their Go names, in Go's order."""
    if struct == "PodSpec":
        return _pod_spec(value)
    if struct == "PodTemplateSpec":
        return _published_metadata(value.get("metadata", {})) | {"Spec": _pod_spec(value.get("spec", {}))}
    shown: dict[str, Any] = {}
    for field in _fields(struct):
        if field.json:
            shown[field.name] = _value(field.type, value.get(field.json))
        else:
            shown |= tree(field.type, value)  # an embedded struct's fields stand beside the others
    return shown


def _published_metadata(metadata: dict[str, Any]) -> dict[str, Any]:
    order = [field.json for field in STRUCTS["ObjectMeta"]]
    return {name: metadata[name] for name in order if metadata.get(name)}


def _fields(struct: str) -> tuple[Field, ...]:
    return _OTHERS.get(struct) or STRUCTS[struct]


def _pod_spec(spec: dict[str, Any]) -> dict[str, Any]:
    """The internal PodSpec keeps what is said of the host in the security context."""
    known = {field.name: field for field in STRUCTS["PodSpec"]}
    context = {field.name: field for field in STRUCTS["PodSecurityContext"]}
    given = spec.get("securityContext")
    shown = {name: _value(known[name].type, spec.get(known[name].json)) for name in _POD_FIELDS}
    if given is not None:
        host = {name: _value(known[name].type, spec.get(known[name].json)) for name in _HOST_FIELDS}
        own = {name: _value(context[name].type, given.get(context[name].json)) for name in _CONTEXT_FIELDS}
        shown["SecurityContext"] = host | own
    return shown


def _value(kind: str, value: Any) -> Any:
    if value is None:
        return _zero(kind)
    inner = kind.removeprefix("*")
    if isinstance(value, list):
        return [_value(inner.removeprefix("[]"), one) for one in value]
    if isinstance(value, dict) and inner not in _AS_PUBLISHED:
        return tree(inner, value) if _is_struct(inner) else _map(inner, value)
    return quantity.canonical(str(value)) if inner == "Quantity" else value


def _map(kind: str, value: dict[str, Any]) -> dict[str, Any]:
    if kind.endswith("ResourceList"):
        return {key: quantity.canonical(str(value[key])) for key in sorted(value)}
    return {key: value[key] for key in sorted(value)}


def _is_struct(kind: str) -> bool:
    return kind in STRUCTS or kind in _OTHERS


def _zero(kind: str) -> Any:
    if kind.startswith(("*", "[]", "map[")) or kind.endswith("ResourceList"):
        return None
    if kind in _NUMBERS or kind == "IntOrString":
        return 0
    if kind == "bool":
        return False
    if kind == "Quantity":
        return "0"
    return tree(kind, {}) if _is_struct(kind) else ""
