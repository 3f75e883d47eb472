"""Parts of Pods that learners get wrong now and then: volumes, environment, init containers, tolerations.

Source: pkg/apis/core/validation/validation.go.
"""

from __future__ import annotations

import re
from typing import Any

from k8sviz.sim.manifests.validation import names
from k8sviz.sim.manifests.validation.faults import Faults

Fields = dict[str, Any]

_NEEDED = {  # what a volume of a kind must say
    "configMap": "name", "secret": "secretName", "hostPath": "path",
    "persistentVolumeClaim": "claimName", "nfs": "server",
}  # fmt: skip
_ORDER = (  # in which the sources are looked at
    "emptyDir", "hostPath", "secret", "nfs", "persistentVolumeClaim", "downwardAPI", "configMap", "projected",
)  # fmt: skip
_ENV_NAME = re.compile(r"[ -<>-~]+\Z")
_ENV_SAYS = "a valid environment variable name must consist only of printable ASCII characters other than '='"
_SOURCES = {
    "configMapKeyRef": ("key",), "secretKeyRef": ("key",), "fieldRef": ("fieldPath",),
    "resourceFieldRef": ("resource",),
}  # fmt: skip
_STANDARD = ("cpu", "ephemeral-storage", "memory")
_NOT_IN_INIT = ("lifecycle", "livenessProbe", "readinessProbe", "startupProbe")
_OPERATORS, _EFFECTS = ("Equal", "Exists"), ("NoExecute", "NoSchedule", "PreferNoSchedule")
_MOST_SECONDS = (1 << 31) - 1


def volume_source(faults: Faults, volume: Fields, path: str) -> None:
    """A volume has one source, and the source says where."""
    kinds = sorted((kind for kind in volume if kind != "name"), key=_place)
    for extra in kinds[1:]:
        faults.forbidden(f"{path}.{extra}", "may not specify more than 1 volume type")
    for kind in kinds[:1]:
        needed = _NEEDED.get(kind)
        if needed and not volume[kind].get(needed):
            faults.required(f"{path}.{kind}.{needed}")


def _place(kind: str) -> int:
    return _ORDER.index(kind) if kind in _ORDER else len(_ORDER)


def variable(faults: Faults, one: Fields, path: str) -> None:
    """An environment variable with a name."""
    name = one["name"]
    if not _ENV_NAME.match(name):
        faults.invalid(f"{path}.name", name, _ENV_SAYS)
    source = one.get("valueFrom")
    if source is None or one.get("value"):
        return
    kinds = [kind for kind in _SOURCES if kind in source]
    if len(kinds) > 1:
        faults.invalid(f"{path}.valueFrom", "", "may not have more than one field specified at a time")
    for kind in kinds[:1]:
        for field in _SOURCES[kind]:
            if not source[kind].get(field):
                faults.required(f"{path}.valueFrom.{kind}.{field}")


def init_container(faults: Faults, container: Fields, path: str) -> None:
    """An init container ends; one that restarts always is a sidecar and may have probes."""
    policy = container.get("restartPolicy")
    if policy == "Always":
        return
    for field in _NOT_IN_INIT:
        if field in container:
            words = "may not be set for init containers without restartPolicy=Always"
            faults.forbidden(f"{path}.{field}", words)


def tolerations(faults: Faults, given: list[Fields], path: str) -> None:
    """What a Pod bears with."""
    for index, one in enumerate(given):
        here = f"{path}[{index}]"
        key, operator, effect = one.get("key", ""), one.get("operator", ""), one.get("effect", "")
        if key:
            faults.each(f"{here}.key", key, names.qualified(key))
        elif operator != "Exists":
            faults.invalid(f"{here}.operator", operator, "operator must be Exists when `key` is empty")
        if "tolerationSeconds" in one and effect != "NoExecute":
            words = "effect must be 'NoExecute' when `tolerationSeconds` is set"
            faults.invalid(f"{here}.effect", effect, words)
        if operator == "Exists" and one.get("value"):
            words = "value must be empty when `operator` is 'Exists'"
            faults.invalid(f"{here}.operator", {key: one[key] for key in sorted(one)}, words)
        elif operator in ("", "Equal"):
            faults.each(f"{here}.operator", one.get("value", ""), names.label_value(one.get("value", "")))
        elif operator not in _OPERATORS:
            faults.unsupported(f"{here}.operator", operator, _OPERATORS)
        if effect and effect not in _EFFECTS:
            faults.unsupported(f"{here}.effect", effect, _EFFECTS)


def resource_name(faults: Faults, name: str, path: str) -> None:
    """cpu, memory, or a name with a domain."""
    problems = names.qualified(name)
    faults.each(path, name, problems)
    if problems or "/" in name or name in _STANDARD or name.startswith("hugepages-"):
        return
    faults.invalid(path, name, "must be a standard resource type or fully qualified")
    faults.invalid(path, name, "must be a standard resource for containers")


def deadline(faults: Faults, spec: Fields, path: str) -> None:
    """activeDeadlineSeconds."""
    seconds = spec.get("activeDeadlineSeconds")
    if seconds is not None and not 1 <= seconds <= _MOST_SECONDS:
        words = f"must be between 1 and {_MOST_SECONDS}, inclusive"
        faults.invalid(f"{path}.activeDeadlineSeconds", seconds, words)


def security(faults: Faults, context: Fields, path: str) -> None:
    """A container's securityContext."""
    for field in ("runAsUser", "runAsGroup"):
        value = context.get(field)
        if value is not None and not 0 <= value <= _MOST_SECONDS:
            faults.invalid(f"{path}.{field}", value, f"must be between 0 and {_MOST_SECONDS}, inclusive")
    if context.get("allowPrivilegeEscalation") is False and context.get("privileged"):
        words = "cannot set `allowPrivilegeEscalation` to false and `privileged` to true"
        faults.invalid(path, {key: context[key] for key in sorted(context)}, words)
