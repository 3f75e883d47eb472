"""What may not change once an object exists."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.admission import service_update
from k8sviz.sim.manifests.schema import Kind
from k8sviz.sim.manifests.validation.faults import Faults
from k8sviz.sim.objects.identity import ApiObject

_FIELD = "field is immutable"
_SELECTED = ("Deployment.apps", "ReplicaSet.apps", "DaemonSet.apps")
_STATEFUL = (
    "replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit",
    "persistentVolumeClaimRetentionPolicy", "minReadySeconds",
)  # fmt: skip
_STATEFUL_SAYS = (
    "updates to statefulset spec for fields other than "
    + ", ".join(f"'{field}'" for field in _STATEFUL[:-1])
    + f" and '{_STATEFUL[-1]}' are forbidden"
)
_POD_SAYS = (
    "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
    "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
    "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)"
)
_POD_MAY = ("tolerations", "activeDeadlineSeconds", "terminationGracePeriodSeconds")


def check(faults: Faults, kind: Kind, new: ApiObject, old: ApiObject) -> None:
    """The rules of an update, before those of the object itself."""
    if kind.name == "Service":
        service_update.check(faults, new, old)
    elif kind.name in _SELECTED:
        if new["spec"].get("selector") != old["spec"].get("selector") and "selector" in new["spec"]:
            faults.invalid("spec.selector", new["spec"]["selector"], _FIELD)
    elif kind.name == "StatefulSet.apps":
        if _without(new["spec"], _STATEFUL) != _without(old["spec"], _STATEFUL):
            faults.forbidden("spec", _STATEFUL_SAYS)
    elif kind.name == "Pod":
        if _pod(new["spec"]) != _pod(old["spec"]):
            faults.forbidden("spec", _POD_SAYS)
    elif kind.name == "EndpointSlice.discovery.k8s.io":
        if new.get("addressType") != old.get("addressType"):
            faults.invalid("addressType", new.get("addressType"), _FIELD)
    elif kind.name in ("ConfigMap", "Secret") and old.get("immutable"):
        for field in ("data", "binaryData"):
            if new.get(field) != old.get(field):
                faults.forbidden(field, "field is immutable when `immutable` is set")


def _without(spec: dict[str, Any], fields: tuple[str, ...]) -> dict[str, Any]:
    return {key: value for key, value in spec.items() if key not in fields}


def _pod(spec: dict[str, Any]) -> dict[str, Any]:
    rest = _without(spec, (*_POD_MAY, "containers", "initContainers"))
    for kind in ("containers", "initContainers"):
        rest[kind] = [_without(container, ("image",)) for container in spec.get(kind, ())]
    return rest
