"""Security contexts of Pods and containers: ValidateSecurityContext, validatePodSpecSecurityContext."""

from __future__ import annotations

import re
from typing import Any

from k8sviz.sim.manifests import gostructs
from k8sviz.sim.manifests.validation import names
from k8sviz.sim.manifests.validation.faults import Faults, Verbatim

Fields = dict[str, Any]

_LAST_ID = (1 << 31) - 1
_PROC_MOUNTS = ("Default", "Unmasked")
_PROFILES = ("Localhost", "RuntimeDefault", "Unconfined")
_FS_GROUP_CHANGES = ("Always", "OnRootMismatch")
_SUPPLEMENTAL = ("Merge", "Strict")
_SYSCTL = re.compile(r"([a-z0-9][-_a-z0-9]*[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?\Z")


def of_container(faults: Faults, context: Fields, path: str, spec: Fields) -> None:
    """A container's securityContext."""
    for field in ("runAsUser", "runAsGroup"):
        _id(faults, context.get(field), f"{path}.{field}")
    mount = context.get("procMount")
    if mount is not None and mount not in _PROC_MOUNTS:
        faults.unsupported(f"{path}.procMount", mount, _PROC_MOUNTS)
    if mount == "Unmasked" and spec.get("hostUsers", True):
        faults.invalid(f"{path}.procMount", mount, "`hostUsers` must be false to use `Unmasked`")
    _seccomp(faults, context.get("seccompProfile"), f"{path}.seccompProfile")
    if context.get("allowPrivilegeEscalation") is False:
        _not_escalating(faults, context, path)
    _app_armor(faults, context.get("appArmorProfile"), f"{path}.appArmorProfile")


def _not_escalating(faults: Faults, context: Fields, path: str) -> None:
    shown = Verbatim(gostructs.compact("SecurityContext", context))
    told = "cannot set `allowPrivilegeEscalation` to false and"
    if context.get("privileged"):
        faults.invalid(path, shown, f"{told} `privileged` to true")
    for capability in (context.get("capabilities") or {}).get("add", ()):
        if capability == "CAP_SYS_ADMIN":
            faults.invalid(path, shown, f"{told} `capabilities.Add` CAP_SYS_ADMIN")


def of_pod(faults: Faults, spec: Fields, path: str) -> None:
    """A Pod's securityContext."""
    context, here = spec.get("securityContext") or {}, f"{path}.securityContext"
    for field in ("fsGroup", "runAsUser", "runAsGroup"):
        _id(faults, context.get(field), f"{here}.{field}")
    for index, group in enumerate(context.get("supplementalGroups", ())):
        _id(faults, group, f"{here}.supplementalGroups[{index}]")
    if spec.get("shareProcessNamespace") and spec.get("hostPID"):
        words = "ShareProcessNamespace and HostPID cannot both be enabled"
        faults.invalid(f"{here}.shareProcessNamespace", True, words)
    _sysctls(faults, context.get("sysctls", ()), f"{here}.sysctls", spec)
    change = context.get("fsGroupChangePolicy")
    if change is not None and change not in _FS_GROUP_CHANGES:
        faults.unsupported(f"{here}.fsGroupChangePolicy", change, _FS_GROUP_CHANGES)
    _seccomp(faults, context.get("seccompProfile"), f"{here}.seccompProfile")
    _app_armor(faults, context.get("appArmorProfile"), f"{here}.appArmorProfile")
    policy = context.get("supplementalGroupsPolicy")
    if policy is not None and policy not in _SUPPLEMENTAL:
        faults.unsupported(f"{here}.supplementalGroupsPolicy", policy, _SUPPLEMENTAL)


def _sysctls(faults: Faults, given: list[Fields], path: str, spec: Fields) -> None:
    seen: set[str] = set()
    for index, one in enumerate(given):
        name, here = one.get("name", ""), f"{path}[{index}].name"
        if not name:
            faults.required(here)
        elif not _SYSCTL.match(name):
            words = (
                "must have at most 253 characters and match regex "
                "^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$"
            )
            faults.invalid(here, name, words)
        elif name in seen:
            faults.duplicate(here, name)
        if name.startswith("net.") and spec.get("hostNetwork"):
            faults.invalid(f"{path}[{index}]", name, "may not be specified when 'hostNetwork' is true")
        seen.add(name)


def _id(faults: Faults, value: int | None, path: str) -> None:
    if value is not None and not 0 <= value <= _LAST_ID:
        faults.invalid(path, value, f"must be between 0 and {_LAST_ID}, inclusive")


def _seccomp(faults: Faults, profile: Fields | None, path: str) -> None:
    if profile is None:
        return
    kind, local = profile.get("type", ""), profile.get("localhostProfile")
    if not kind:
        faults.required(f"{path}.type", "type is required when seccompProfile is set")
    elif kind not in _PROFILES:
        faults.unsupported(f"{path}.type", kind, _PROFILES)
    if kind != "Localhost":
        if local is not None:
            shown = Verbatim(gostructs.compact("SeccompProfile", profile))
            words = "can only be set when seccomp type is Localhost"
            faults.invalid(f"{path}.localhostProfile", shown, words)
    elif local is None:
        faults.required(f"{path}.localhostProfile", "must be set when seccomp type is Localhost")
    else:
        faults.each(f"{path}.localhostProfile", local, names.descending(local))


def _app_armor(faults: Faults, profile: Fields | None, path: str) -> None:
    if profile is None:
        return
    kind, local = profile.get("type", ""), profile.get("localhostProfile")
    if kind == "Localhost":
        if not local:
            faults.required(f"{path}.localhostProfile", "must be set when AppArmor type is Localhost")
        elif local != local.strip():
            faults.invalid(f"{path}.localhostProfile", local, "must not be padded with whitespace")
    elif not kind:
        faults.required(f"{path}.type", "type is required when appArmorProfile is set")
    elif kind not in _PROFILES:
        faults.unsupported(f"{path}.type", kind, _PROFILES)
    elif local is not None:
        words = "can only be set when AppArmor type is Localhost"
        faults.invalid(f"{path}.localhostProfile", local, words)
