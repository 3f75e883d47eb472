"""What may not change once an object exists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from k8sviz.sim.admission import service_update
from k8sviz.sim.manifests.schema import Kind
from k8sviz.sim.manifests.validation.faults import Faults
from k8sviz.sim.objects.identity import ApiObject

_FIELD = "field is immutable"
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
_CLAIM_SAYS = (
    "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound "
    "claims"
)
_POD_MAY = ("tolerations", "activeDeadlineSeconds", "terminationGracePeriodSeconds")


def check(faults: Faults, kind: Kind, new: ApiObject, old: ApiObject) -> None:
    """The rules of an update, before those of the object itself."""
    rule = _RULES.get(kind.name)
    if rule:
        rule(faults, new, old)


def _selector(faults: Faults, new: ApiObject, old: ApiObject) -> None:
    if "selector" in new["spec"] and new["spec"]["selector"] != old["spec"].get("selector"):
        faults.invalid("spec.selector", new["spec"]["selector"], _FIELD)


def _stateful_set(faults: Faults, new: ApiObject, old: ApiObject) -> None:
    if _without(new["spec"], _STATEFUL) != _without(old["spec"], _STATEFUL):
        faults.forbidden("spec", _STATEFUL_SAYS)


def _pod(faults: Faults, new: ApiObject, old: ApiObject) -> None:
    if _fixed_part(new["spec"]) != _fixed_part(old["spec"]):
        faults.forbidden("spec", _POD_SAYS)


def _endpoint_slice(faults: Faults, new: ApiObject, old: ApiObject) -> None:
    if new.get("addressType") != old.get("addressType"):
        faults.invalid("addressType", new.get("addressType"), _FIELD)


def _data(faults: Faults, new: ApiObject, old: ApiObject) -> None:
    for field in ("data", "binaryData"):
        if old.get("immutable") and new.get(field) != old.get(field):
            faults.forbidden(field, "field is immutable when `immutable` is set")


def _secret(faults: Faults, new: ApiObject, old: ApiObject) -> None:
    if new.get("type") != old.get("type"):
        faults.invalid("type", new.get("type"), _FIELD)
    _data(faults, new, old)


def _job(faults: Faults, new: ApiObject, old: ApiObject) -> None:
    for field in ("completions", "selector", "template", "completionMode"):
        value, before = new["spec"].get(field), old["spec"].get(field)
        if value != before and not (
            field == "completions" and old["spec"].get("completionMode") == "Indexed"
        ):
            faults.invalid(f"spec.{field}", value, _FIELD)


def _claim(faults: Faults, new: ApiObject, old: ApiObject) -> None:
    may = ("resources", "volumeName", "volumeAttributesClassName")
    if _without(new["spec"], may) != _without(old["spec"], may):
        faults.forbidden("spec", _CLAIM_SAYS)


def _role_ref(faults: Faults, new: ApiObject, old: ApiObject) -> None:
    if new.get("roleRef") != old.get("roleRef"):
        faults.invalid("roleRef", new.get("roleRef"), "cannot change roleRef")


def _class(*fields: str) -> Callable[[Faults, ApiObject, ApiObject], None]:
    def check_fields(faults: Faults, new: ApiObject, old: ApiObject) -> None:
        for field in fields:
            name = field.rpartition(".")[2]
            value, before = (obj.get("spec", obj).get(name, obj.get(name)) for obj in (new, old))
            if value != before:
                faults.invalid(field, value, _FIELD)

    return check_fields


def _without(spec: dict[str, Any], fields: tuple[str, ...]) -> dict[str, Any]:
    return {key: value for key, value in spec.items() if key not in fields}


def _fixed_part(spec: dict[str, Any]) -> dict[str, Any]:
    rest = _without(spec, (*_POD_MAY, "containers", "initContainers"))
    for kind in ("containers", "initContainers"):
        rest[kind] = [_without(container, ("image",)) for container in spec.get(kind, ())]
    return rest


_RULES: dict[str, Callable[[Faults, ApiObject, ApiObject], None]] = {
    "Service": service_update.check,
    "Deployment.apps": _selector,
    "ReplicaSet.apps": _selector,
    "DaemonSet.apps": _selector,
    "StatefulSet.apps": _stateful_set,
    "Pod": _pod,
    "EndpointSlice.discovery.k8s.io": _endpoint_slice,
    "ConfigMap": _data,
    "Secret": _secret,
    "Job.batch": _job,
    "PersistentVolumeClaim": _claim,
    "RoleBinding.rbac.authorization.k8s.io": _role_ref,
    "ClusterRoleBinding.rbac.authorization.k8s.io": _role_ref,
    "IngressClass.networking.k8s.io": _class("spec.controller"),
    "PriorityClass.scheduling.k8s.io": _class("value", "preemptionPolicy"),
}
