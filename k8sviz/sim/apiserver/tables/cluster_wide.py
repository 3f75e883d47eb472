"""Rows of nodes, namespaces, Events, and of what is kept for Pods: config, storage, policies, roles."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.apiserver.tables.shown import NONE, UNSET, age, containers, field, joined, labels, word
from k8sviz.sim.apiserver.times import since
from k8sviz.sim.objects.identity import ApiObject

Cells = list[Any]
_METRICS = 2  # that are shown
_ROLE = "node-role.kubernetes.io/"
_DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class"
_MODES = {"ReadWriteOnce": "RWO", "ReadOnlyMany": "ROX", "ReadWriteMany": "RWX", "ReadWriteOncePod": "RWOP"}


def node(obj: ApiObject, now: int) -> Cells:
    """Name, Status, Roles, Age, Version, Internal-IP, External-IP, …"""
    info = field(obj, "status", "nodeInfo") or {}
    kernel = info.get("kernelVersion") or "<unknown>"
    if info.get("architecture") and info.get("kernelVersion"):
        kernel = f"{kernel} ({info['architecture']})"
    return [
        _name(obj), _node_status(obj), _roles(obj), age(obj, now), info.get("kubeletVersion", ""),
        _address(obj, "InternalIP"), _address(obj, "ExternalIP"), info.get("osImage") or "<unknown>",
        kernel, info.get("containerRuntimeVersion") or "<unknown>",
    ]  # fmt: skip


def _node_status(obj: ApiObject) -> str:
    conditions = {one["type"]: one["status"] for one in field(obj, "status", "conditions") or ()}
    if "Ready" in conditions:
        status = "Ready" if conditions["Ready"] == "True" else "NotReady"
    else:
        status = "Unknown"
    return f"{status},SchedulingDisabled" if field(obj, "spec", "unschedulable") else status


def _roles(obj: ApiObject) -> str:
    own = obj["metadata"].get("labels") or {}
    roles = {key.removeprefix(_ROLE) for key in own if key.startswith(_ROLE)}
    roles |= {own["kubernetes.io/role"]} if own.get("kubernetes.io/role") else set()
    return ",".join(sorted(roles - {""})) or NONE


def _address(obj: ApiObject, kind: str) -> str:
    addresses = field(obj, "status", "addresses") or ()
    return next((one["address"] for one in addresses if one["type"] == kind), NONE)


def namespace(obj: ApiObject, now: int) -> Cells:
    """Name, Status, Age."""
    return [_name(obj), field(obj, "status", "phase") or "", age(obj, now)]


def event(obj: ApiObject, now: int) -> Cells:
    """Last Seen, Type, Reason, Object, Subobject, Source, Message, First Seen, Count, Name."""
    at = obj.get("firstTimestamp") or obj.get("eventTime")
    first = since(at, now)
    last = since(obj["lastTimestamp"], now) if obj.get("lastTimestamp") else first
    series = obj.get("series")
    count = series.get("count", 0) if series else obj.get("count") or 1
    if series:
        last = since(series.get("lastObservedTime"), now)
    about = obj.get("involvedObject") or {}
    kind = about.get("kind", "").lower()
    return [
        last, obj.get("type", ""), obj.get("reason", ""),
        f"{kind}/{about['name']}" if about.get("name") else kind, about.get("fieldPath", ""),
        event_source(obj), str(obj.get("message", "")).strip(), first, count, _name(obj),
    ]  # fmt: skip


def event_source(obj: ApiObject) -> str:
    """Who tells it, and from where."""
    source = obj.get("source") or {}
    component = source.get("component") or obj.get("reportingComponent") or ""
    host = source.get("host") or obj.get("reportingInstance") or ""
    return f"{component}, {host}" if host else component


def config_map(obj: ApiObject, now: int) -> Cells:
    """Name, Data, Age."""
    return [_name(obj), len(obj.get("data") or ()) + len(obj.get("binaryData") or ()), age(obj, now)]


def secret(obj: ApiObject, now: int) -> Cells:
    """Name, Type, Data, Age."""
    return [_name(obj), obj.get("type", ""), len(obj.get("data") or ()), age(obj, now)]


def service_account(obj: ApiObject, now: int) -> Cells:
    """Name, Secrets, Age."""
    return [_name(obj), len(obj.get("secrets") or ()), age(obj, now)]


def lease(obj: ApiObject, now: int) -> Cells:
    """Name, Holder, Age."""
    return [_name(obj), field(obj, "spec", "holderIdentity") or "", age(obj, now)]


def disruption_budget(obj: ApiObject, now: int) -> Cells:
    """Name, Min Available, Max Unavailable, Allowed Disruptions, Age."""
    spec = obj.get("spec") or {}
    bounds = [str(spec.get(name, "N/A")) for name in ("minAvailable", "maxUnavailable")]
    return [_name(obj), *bounds, field(obj, "status", "disruptionsAllowed") or 0, age(obj, now)]


def autoscaler(obj: ApiObject, now: int) -> Cells:
    """Name, Reference, Targets, MinPods, MaxPods, Replicas, Age."""
    spec, ref = obj["spec"], obj["spec"].get("scaleTargetRef") or {}
    least = str(spec["minReplicas"]) if spec.get("minReplicas") is not None else UNSET
    return [
        _name(obj), f"{ref.get('kind', '')}/{ref.get('name', '')}", _metrics(obj), least,
        str(spec.get("maxReplicas", 0)), str(field(obj, "status", "currentReplicas") or 0), age(obj, now),
    ]  # fmt: skip


def _metrics(obj: ApiObject) -> str:
    shown = []
    for metric in obj["spec"].get("metrics") or ():
        source = metric.get("resource") or metric.get("containerResource") or {}
        target = source.get("target") or {}
        if target.get("averageUtilization") is not None:
            wanted = f"{target['averageUtilization']}%"
        else:
            wanted = str(target.get("averageValue") or target.get("value") or "<auto>")
        name = f"{source['name']}: " if source else ""
        shown.append(f"{name}<unknown>/{wanted}")
    if len(shown) > _METRICS:
        return f"{', '.join(shown[:_METRICS])} + {len(shown) - _METRICS} more..."
    return ", ".join(shown) or NONE


def volume(obj: ApiObject, now: int) -> Cells:
    """A PersistentVolume."""
    spec, claim = obj["spec"], field(obj, "spec", "claimRef") or {}
    phase = field(obj, "status", "phase") or ""
    return [
        _name(obj), field(spec, "capacity", "storage") or "", _modes(spec),
        spec.get("persistentVolumeReclaimPolicy", ""), _ending(obj, phase),
        f"{claim['namespace']}/{claim['name']}" if claim else "", spec.get("storageClassName", ""),
        spec.get("volumeAttributesClassName") or UNSET, field(obj, "status", "reason") or "",
        age(obj, now), spec.get("volumeMode") or UNSET,
    ]  # fmt: skip


def component_status(obj: ApiObject, _now: int) -> Cells:
    """Name, Status, Message, Error."""
    told: dict[str, Any] = next(iter(obj.get("conditions") or ()), {})
    status = "Healthy" if told.get("status") == "True" else "Unhealthy"
    return [_name(obj), status, told.get("message", ""), told.get("error", "")]


def claim(obj: ApiObject, now: int) -> Cells:
    """A PersistentVolumeClaim."""
    spec, bound = obj["spec"], bool(obj["spec"].get("volumeName"))
    phase = field(obj, "status", "phase") or ""
    return [
        _name(obj), _ending(obj, phase), spec.get("volumeName", ""),
        (field(obj, "status", "capacity", "storage") or "") if bound else "", _modes(spec) if bound else "",
        spec.get("storageClassName", ""), spec.get("volumeAttributesClassName") or UNSET, age(obj, now),
        spec.get("volumeMode") or UNSET,
    ]  # fmt: skip


def _ending(obj: ApiObject, phase: str) -> str:
    return "Terminating" if "deletionTimestamp" in obj["metadata"] else phase


def _modes(spec: dict[str, Any]) -> str:
    return ",".join(_MODES.get(mode, mode) for mode in spec.get("accessModes") or ())


def storage_class(obj: ApiObject, now: int) -> Cells:
    """Name, Provisioner, ReclaimPolicy, VolumeBindingMode, AllowVolumeExpansion, Age."""
    default = (obj["metadata"].get("annotations") or {}).get(_DEFAULT_CLASS) == "true"
    return [
        f"{_name(obj)} (default)" if default else _name(obj), obj.get("provisioner", ""),
        obj.get("reclaimPolicy", "Delete"), obj.get("volumeBindingMode", "Immediate"),
        bool(obj.get("allowVolumeExpansion")), age(obj, now),
    ]  # fmt: skip


def priority_class(obj: ApiObject, now: int) -> Cells:
    """Name, Value, Global-Default, Age, PreemptionPolicy."""
    return [
        _name(obj), obj.get("value", 0), bool(obj.get("globalDefault")), age(obj, now),
        obj.get("preemptionPolicy", "PreemptLowerPriority"),
    ]  # fmt: skip


def created(obj: ApiObject, _now: int) -> Cells:
    """Name, Created At: kinds without a printer of their own, and roles."""
    return [_name(obj), obj["metadata"].get("creationTimestamp", "")]


def role_binding(obj: ApiObject, now: int) -> Cells:
    """Name, Role, Age, Users, Groups, ServiceAccounts."""
    ref, subjects = obj.get("roleRef") or {}, obj.get("subjects") or ()
    of = {kind: [one for one in subjects if one.get("kind") == kind] for kind in ("User", "Group")}
    accounts = [
        f"{one.get('namespace', '')}/{one['name']}" for one in subjects if one.get("kind") == "ServiceAccount"
    ]
    named = [joined(one["name"] for one in of[kind]) for kind in ("User", "Group")]
    shown = f"{ref.get('kind', '')}/{ref.get('name', '')}"
    return [_name(obj), shown, age(obj, now), *named, ", ".join(accounts)]


def quota(obj: ApiObject, now: int) -> Cells:
    """Name, Request, Limit, Age: what is used of what is allowed."""
    hard, used = field(obj, "spec", "hard") or {}, field(obj, "status", "used") or {}
    request: list[str] = []
    limit: list[str] = []
    for name in sorted(hard):
        told = f"{name}: {used.get(name, '0')}/{hard[name]}"
        (limit if name.startswith("limits.") else request).append(told)
    return [_name(obj), ", ".join(request), ", ".join(limit), age(obj, now)]


def controller_revision(obj: ApiObject, now: int) -> Cells:
    """Name, Controller, Revision, Age."""
    owners = obj["metadata"].get("ownerReferences") or ()
    owner = next((one for one in owners if one.get("controller")), None)
    shown = NONE
    if owner:
        group = owner["apiVersion"].rpartition("/")[0]
        shown = f"{owner['kind'].lower()}{'.' if group else ''}{group}/{owner['name']}"
    return [_name(obj), shown, obj.get("revision", 0), age(obj, now)]


def pod_template(obj: ApiObject, _now: int) -> Cells:
    """Name, Containers, Images, Pod Labels."""
    template = obj.get("template") or {}
    return [_name(obj), *containers(template), labels(field(template, "metadata", "labels"))]


def webhooks(obj: ApiObject, now: int) -> Cells:
    """Name, Webhooks, Age."""
    return [_name(obj), len(obj.get("webhooks") or ()), age(obj, now)]


def runtime_class(obj: ApiObject, now: int) -> Cells:
    """Name, Handler, Age."""
    return [_name(obj), obj.get("handler", ""), age(obj, now)]


def api_service(obj: ApiObject, now: int) -> Cells:
    """Name, Service, Available, Age."""
    service = field(obj, "spec", "service")
    shown = f"{service.get('namespace')}/{service.get('name')}" if service else "Local"
    conditions = {one["type"]: one["status"] for one in field(obj, "status", "conditions") or ()}
    return [_name(obj), shown, conditions.get("Available", "Unknown"), age(obj, now)]


def csi_node(obj: ApiObject, now: int) -> Cells:
    """Name, Drivers, Age."""
    return [_name(obj), len(field(obj, "spec", "drivers") or ()), age(obj, now)]


def csi_driver(obj: ApiObject, now: int) -> Cells:
    """Name, AttachRequired, PodInfoOnMount, StorageCapacity, TokenRequests, RequiresRepublish, Modes, Age."""
    spec = obj.get("spec") or {}
    tokens = joined(one.get("audience", "") for one in spec.get("tokenRequests") or ()) or UNSET
    flags = [bool(spec.get(name)) for name in ("attachRequired", "podInfoOnMount", "storageCapacity")]
    modes = joined(spec.get("volumeLifecycleModes") or ()) or NONE
    return [_name(obj), *flags, tokens, bool(spec.get("requiresRepublish")), modes, age(obj, now)]


def attachment(obj: ApiObject, now: int) -> Cells:
    """Name, Attacher, PV, Node, Attached, Age."""
    spec = obj.get("spec") or {}
    of = field(spec, "source", "persistentVolumeName") or ""
    attached = word(bool(field(obj, "status", "attached")))
    return [_name(obj), spec.get("attacher", ""), of, spec.get("nodeName", ""), attached, age(obj, now)]


def _name(obj: ApiObject) -> str:
    name: str = obj["metadata"]["name"]
    return name
