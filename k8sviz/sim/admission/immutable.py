"""What may not change once an object exists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from k8sviz.sim.admission import pod_update, service_update
from k8sviz.sim.admission.pod_update import same
from k8sviz.sim.manifests import gostructs, quantity
from k8sviz.sim.manifests.schema import Kind
from k8sviz.sim.manifests.validation import table
from k8sviz.sim.manifests.validation.faults import Faults, Verbatim
from k8sviz.sim.objects.identity import ApiObject

_FIELD = "field is immutable"
_BEFORE = (  # kinds of which the server asks first what has changed
    "Service", "ConfigMap", "Secret", "IngressClass.networking.k8s.io", "PriorityClass.scheduling.k8s.io",
)  # fmt: skip
_OF_JOBS = (
    "completions", "selector", "template", "completionMode", "podFailurePolicy", "backoffLimitPerIndex",
    "managedBy", "successPolicy",
)  # fmt: skip
_STATEFUL = (
    "replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit",
    "persistentVolumeClaimRetentionPolicy", "minReadySeconds",
)  # fmt: skip
_STATEFUL_SAYS = (
    "updates to statefulset spec for fields other than "
    + ", ".join(f"'{field}'" for field in _STATEFUL[:-1])
    + f" and '{_STATEFUL[-1]}' are forbidden"
)
_CLAIM_SAYS = (
    "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound "
    "claims"
)


def check(faults: Faults, kind: Kind, new: ApiObject, old: ApiObject) -> None:
    """The rules of the object itself and those of its update, in the order in which the server asks them."""
    rule = _RULES.get(kind.name)
    if rule and kind.name in _BEFORE:
        rule(faults, new, old)
    faults.found += table.check(kind, new)
    if rule and kind.name not in _BEFORE:
        rule(faults, new, old)


def _selector(faults: Faults, new: ApiObject, old: ApiObject) -> None:
    value = new["spec"].get("selector")
    if value != old["spec"].get("selector"):
        faults.invalid("spec.selector", value, _FIELD)


def _stateful_set(faults: Faults, new: ApiObject, old: ApiObject) -> None:
    if _without(new["spec"], _STATEFUL) != _without(old["spec"], _STATEFUL):
        faults.forbidden("spec", _STATEFUL_SAYS)


def _endpoint_slice(faults: Faults, new: ApiObject, old: ApiObject) -> None:
    if new.get("addressType") != old.get("addressType"):
        faults.invalid("addressType", new.get("addressType"), _FIELD)


def _data(faults: Faults, new: ApiObject, old: ApiObject) -> None:
    says = "field is immutable when `immutable` is set"
    if not old.get("immutable"):
        return
    if not new.get("immutable"):
        faults.forbidden("immutable", says)
    for field in ("data", "binaryData"):
        if new.get(field) != old.get(field):
            faults.forbidden(field, says)


def _secret(faults: Faults, new: ApiObject, old: ApiObject) -> None:
    if new.get("type") != old.get("type"):
        faults.invalid("type", new.get("type"), _FIELD)
    _data(faults, new, old)


def _job(faults: Faults, new: ApiObject, old: ApiObject) -> None:
    spec, before = new["spec"], old["spec"]
    indexed = before.get("completionMode") == "Indexed"
    elastic = indexed and spec.get("completions") == spec.get("parallelism")  # KEP-3715
    for field in _OF_JOBS:
        value = spec.get(field)
        if same(value, before.get(field)) or (field == "completions" and elastic):
            continue
        shown = Verbatim(gostructs.compact("PodTemplateSpec", value or {})) if field == "template" else value
        faults.invalid(f"spec.{field}", shown, _FIELD)


def _claim(faults: Faults, new: ApiObject, old: ApiObject) -> None:
    """A claim's size may change once it is bound; the volume and the class may be given once."""
    bound = new.get("status", {}).get("phase") == "Bound"
    spec, before = dict(new["spec"]), dict(old["spec"])
    for field in ("volumeName", "storageClassName"):
        if not before.get(field) and spec.get(field):
            before[field] = spec[field]
    asked, held = (_size(one) for one in (new["spec"], old["spec"]))
    if bound and "requests" in spec.get("resources", {}):
        requests = {**spec["resources"]["requests"], "storage": held}
        spec["resources"] = {**spec["resources"], "requests": requests}
    if not same(spec, before):
        shown = gostructs.difference("PersistentVolumeClaimSpec", before, spec)
        faults.forbidden("spec", f"{_CLAIM_SAYS}\n{shown}")
    less, more = quantity.parse(asked), quantity.parse(held)
    kept = quantity.parse(old.get("status", {}).get("capacity", {}).get("storage", "0"))
    if less is not None and more is not None and kept is not None and less < more and less <= kept:
        words = "field can not be less than status.capacity"
        faults.forbidden("spec.resources.requests.storage", words)
    if new["spec"].get("volumeMode") != old["spec"].get("volumeMode"):
        faults.invalid("volumeMode", new["spec"].get("volumeMode"), _FIELD)


def _size(spec: dict[str, Any]) -> str:
    return str(spec.get("resources", {}).get("requests", {}).get("storage", "0"))


def _role_ref(faults: Faults, new: ApiObject, old: ApiObject) -> None:
    if new.get("roleRef") != old.get("roleRef"):
        ref = new.get("roleRef", {})
        shown = {
            "APIGroup": ref.get("apiGroup", ""),
            "Kind": ref.get("kind", ""),
            "Name": ref.get("name", ""),
        }
        faults.invalid("roleRef", shown, "cannot change roleRef")


def _priority_class(faults: Faults, new: ApiObject, old: ApiObject) -> None:
    if new.get("value", 0) != old.get("value", 0):
        faults.forbidden("value", "may not be changed in an update.")
    _class("preemptionPolicy")(faults, new, old)


def _storage_class(faults: Faults, new: ApiObject, old: ApiObject) -> None:
    for field in ("parameters", "provisioner", "reclaimPolicy"):
        if new.get(field) != old.get(field):
            faults.forbidden(field, f"updates to {field} are forbidden.")
    _class("volumeBindingMode")(faults, new, old)


def _quota(faults: Faults, new: ApiObject, old: ApiObject) -> None:
    scopes, before = (set(obj["spec"].get("scopes", ())) for obj in (new, old))
    if scopes != before:
        faults.invalid("spec.scopes", new["spec"].get("scopes"), _FIELD)


def _node(faults: Faults, new: ApiObject, old: ApiObject) -> None:
    """What the cluster gives a node is given once."""
    spec, before = new.get("spec", {}), old.get("spec", {})
    held = before.get("podCIDRs") or [before[key] for key in ("podCIDR",) if before.get(key)]
    ranges = spec.get("podCIDRs") or [spec[key] for key in ("podCIDR",) if spec.get(key)]
    says = 'node updates may not change {} except from "" to valid'
    if held and len(held) != len(ranges):
        faults.forbidden("spec.podCIDRs", says.format("podCIDR"))
    for one, other in zip(held, ranges, strict=False):
        if one != other and len(held) == len(ranges):
            faults.forbidden("spec.podCIDRs", says.format("podCIDR"))
    if before.get("providerID") and before["providerID"] != spec.get("providerID"):
        faults.forbidden("spec.providerID", says.format("providerID"))


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


_RULES: dict[str, Callable[[Faults, ApiObject, ApiObject], None]] = {
    "Service": service_update.check,
    "Deployment.apps": _selector,
    "ReplicaSet.apps": _selector,
    "DaemonSet.apps": _selector,
    "StatefulSet.apps": _stateful_set,
    "Pod": pod_update.check,
    "EndpointSlice.discovery.k8s.io": _endpoint_slice,
    "ConfigMap": _data,
    "Secret": _secret,
    "Job.batch": _job,
    "PersistentVolumeClaim": _claim,
    "RoleBinding.rbac.authorization.k8s.io": _role_ref,
    "ClusterRoleBinding.rbac.authorization.k8s.io": _role_ref,
    "IngressClass.networking.k8s.io": _class("spec.controller"),
    "PriorityClass.scheduling.k8s.io": _priority_class,
    "RuntimeClass.node.k8s.io": _class("handler"),
    "StorageClass.storage.k8s.io": _storage_class,
    "ResourceQuota": _quota,
    "Node": _node,
}
