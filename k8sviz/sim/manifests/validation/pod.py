"""Pods and Pod templates: pkg/apis/core/validation ValidatePodSpec, in its order."""

from __future__ import annotations

from typing import Any

from k8sviz.sim import digits
from k8sviz.sim.manifests.validation import (
    containers,
    metadata,
    names,
    privileges,
    resolving,
    resources,
    scheduling,
    volumes,
)
from k8sviz.sim.manifests.validation.faults import Faults

_RESTART_POLICIES = ("Always", "OnFailure", "Never")
_DNS_POLICIES = ("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None")
_PREEMPTIONS = ("PreemptLowerPriority", "Never")
_SYSTEMS = ("linux", "windows")
_LONGEST = (1 << 31) - 1
_MIRROR, _COST = "kubernetes.io/config.mirror", "controller.kubernetes.io/pod-deletion-cost"
_COST_LIMIT = 1 << 31

Fields = dict[str, Any]


def check(faults: Faults, pod: Fields) -> None:
    """A Pod of its own."""
    metadata.check(faults, pod["metadata"], names.subdomain)
    spec, marks = pod.get("spec", {}), pod["metadata"].get("annotations", {})
    marked(faults, marks, spec, "metadata.annotations")
    pod_spec(faults, spec, "spec", is_pod=True)
    for kind in ("containers", "initContainers"):
        for index, container in enumerate(spec.get(kind, ())):
            containers.padded(faults, container, f"spec.{kind}[{index}]")


def check_created(faults: Faults, pod: Fields) -> None:
    """What only a new Pod may not have (ValidatePodCreate)."""
    spec = pod.get("spec", {})
    if spec.get("ephemeralContainers"):
        faults.forbidden("spec.ephemeralContainers", "cannot be set on create")
    if spec.get("nodeName") and spec.get("schedulingGates"):
        words = "cannot be set until all schedulingGates have been cleared"
        faults.forbidden("spec.nodeName", words)


def marked(faults: Faults, marks: dict[str, str], spec: Fields, path: str) -> None:
    """Annotations that mean something to a Pod."""
    if _MIRROR in marks and not spec.get("nodeName"):
        words = "must set spec.nodeName if mirror pod annotation is set"
        faults.invalid(f"{path}[{_MIRROR}]", marks[_MIRROR], words)
    if _COST in marks and not _is_cost(marks[_COST]):
        faults.invalid(f"{path}[{_COST}]", marks[_COST], "must be a 32bit integer")


def _is_cost(text: str) -> bool:
    bare = text.removeprefix("-")
    cost = digits.signed(text) if digits.whole(bare) is not None else None
    if cost is None or (bare != "0" and bare.startswith("0")):
        return False
    return -_COST_LIMIT <= cost < _COST_LIMIT


def template(faults: Faults, given: Fields, path: str, claims: list[Fields] | None = None) -> None:
    """A PodTemplateSpec; `claims` are the volumeClaimTemplates of a StatefulSet."""
    meta, spec = given.get("metadata", {}), given.get("spec", {})
    metadata.labels(faults, meta.get("labels", {}), f"{path}.labels")
    metadata.annotations(faults, meta.get("annotations", {}), f"{path}.annotations")
    marked(faults, meta.get("annotations", {}), spec, f"{path}.annotations")
    pod_spec(faults, spec, f"{path}.spec", claims or [])
    if spec.get("ephemeralContainers"):
        words = "ephemeral containers not allowed in pod template"
        faults.forbidden(f"{path}.spec.ephemeralContainers", words)


def pod_spec(
    faults: Faults, spec: Fields, path: str, claims: list[Fields] | None = None, is_pod: bool = False
) -> None:
    """The specification of a Pod, wherever it stands."""
    claimed = volumes.of_claims(claims or [])
    mountable = volumes.check(faults, spec.get("volumes", []), f"{path}.volumes", claimed)
    containers.check(faults, spec, path, mountable)
    if "resources" in spec:
        resources.check(faults, spec["resources"], f"{path}.resources", resources.pod_name)
    containers.on_host_network(faults, spec, path, is_pod)
    faults.one_of(f"{path}.restartPolicy", spec.get("restartPolicy"), _RESTART_POLICIES)
    faults.one_of(f"{path}.dnsPolicy", spec.get("dnsPolicy"), _DNS_POLICIES)
    metadata.labels(faults, spec.get("nodeSelector", {}), f"{path}.nodeSelector")
    privileges.of_pod(faults, spec, path)
    scheduling.affinity(faults, spec.get("affinity", {}), f"{path}.affinity")
    resolving.config(faults, spec, f"{path}.dnsConfig")
    for index, gate in enumerate(spec.get("readinessGates", ())):
        kind = gate.get("conditionType", "")
        faults.each(f"{path}.readinessGates[{index}].conditionType", kind, names.qualified(kind))
    scheduling.gates(faults, spec.get("schedulingGates", []), f"{path}.schedulingGates")
    scheduling.spread(faults, spec.get("topologySpreadConstraints", []), f"{path}.topologySpreadConstraints")
    _host_users(faults, spec, path)
    _names(faults, spec, path)
    _rest(faults, spec, path)


def _host_users(faults: Faults, spec: Fields, path: str) -> None:
    if spec.get("hostUsers", True):
        return
    for field, told in (("hostNetwork", "hostNetwork"), ("hostPID", "HostPID"), ("hostIPC", "HostIPC")):
        if spec.get(field):
            faults.forbidden(f"{path}.{told}", "when `pod.Spec.HostUsers` is false")


def _names(faults: Faults, spec: Fields, path: str) -> None:
    for field in ("serviceAccountName", "nodeName"):
        if spec.get(field):
            faults.each(f"{path}.{field}", spec[field], names.subdomain(spec[field]))
    seconds = spec.get("activeDeadlineSeconds")
    if seconds is not None and not 1 <= seconds <= _LONGEST:
        words = f"must be between 1 and {_LONGEST}, inclusive"
        faults.invalid(f"{path}.activeDeadlineSeconds", seconds, words)
    for field in ("hostname", "subdomain"):
        if spec.get(field):
            faults.each(f"{path}.{field}", spec[field], names.label(spec[field]))


def _rest(faults: Faults, spec: Fields, path: str) -> None:
    scheduling.tolerations(faults, spec.get("tolerations", []), f"{path}.tolerations")
    resolving.aliases(faults, spec.get("hostAliases", []), f"{path}.hostAliases")
    for field in ("priorityClassName", "runtimeClassName"):
        if spec.get(field):
            faults.each(f"{path}.{field}", spec[field], names.subdomain(spec[field]))
    if "preemptionPolicy" in spec:
        faults.one_of(f"{path}.preemptionPolicy", spec["preemptionPolicy"], _PREEMPTIONS)
    if "overhead" in spec:
        resources.check(faults, {"limits": spec["overhead"]}, f"{path}.overhead")
    if "os" in spec:
        name = spec["os"].get("name", "")
        if not name:
            faults.required(f"{path}.os.name", "cannot be empty")
        elif name not in _SYSTEMS:
            faults.unsupported(f"{path}.os", name, _SYSTEMS)
