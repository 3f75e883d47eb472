"""What the API server does with a decoded object: defaults, allocation, validation, and then the store.

A refused object leaves no trace: everything is worked out on copies, `cluster.put` comes last.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from k8sviz.sim import digits
from k8sviz.sim.admission import (
    immutable,
    jobs,
    managers,
    plugins,
    pods,
    service_update,
    services,
    statuses,
)
from k8sviz.sim.admission.ending import settle
from k8sviz.sim.admission.warnings import deprecated, warnings_of
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.manifests import gosyntax, refusals
from k8sviz.sim.manifests.decode import Decoder, conversion
from k8sviz.sim.manifests.defaults import defaulted
from k8sviz.sim.manifests.diagnostic import STDIN
from k8sviz.sim.manifests.fieldpath import Path, show
from k8sviz.sim.manifests.schema import Kind
from k8sviz.sim.manifests.validation import table
from k8sviz.sim.manifests.validation.faults import Faults
from k8sviz.sim.objects.identity import ApiObject, Key, key_of
from k8sviz.sim.problems import FieldError, Refusal

_NAMESPACE = Kind("", "v1", "Namespace", "namespaces", False, "v1.Namespace")
_MODIFIED = "the object has been modified; please apply your changes to the latest version and try again"
_ETCD = {
    "Service": "services/specs", "Endpoints": "services/endpoints", "Node": "minions",
    "ReplicationController": "controllers", "Ingress.networking.k8s.io": "ingress",
}  # fmt: skip
_LONGEST_NAME, _SUFFIX = 63, 5
_OWNED = (
    "uid",
    "creationTimestamp",
    "resourceVersion",
    "generation",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
    "managedFields",
    "selfLink",
)


class Written(NamedTuple):
    """An object that went in, or why it did not; `path` is where in the text, if the refusal has no cause."""

    obj: ApiObject | None
    refusal: Refusal | None = None
    warnings: tuple[str, ...] = ()
    path: Path | None = None
    changed: bool = True


class Manner(NamedTuple):
    """How an object is written: what kubectl was doing, and what becomes of fields that nobody knows."""

    doing: str = ""
    validation: str = "Strict"  # or Warn, Ignore (KEP-2885)
    part: str = ""  # the subresource: "" or "status"
    manager: str = "kubectl-client-side-apply"  # who is noted as the one who decided; "": nobody


CREATING = Manner("creating")


def create(cluster: Cluster, kind: Kind, value: ApiObject, manner: Manner = CREATING) -> Written:
    """A POST."""
    decoder = Decoder(kind.type)
    obj = {"metadata": {}, **decoder.decode(value)}
    if _stops(decoder, manner):
        return _undecodable(decoder, kind, manner.doing)
    refusal = _namespace(cluster, kind, obj, manner.doing)
    if refusal:
        return Written(None, refusal)
    metadata = {key: field for key, field in obj["metadata"].items() if key not in _OWNED}
    if metadata.get("generateName") and not metadata.get("name"):
        metadata["name"] = _generated(metadata["generateName"], cluster)
    obj = {key: field for key, field in obj.items() if key != "status"}
    if kind.name in statuses.FIRST:
        obj["status"] = statuses.FIRST[kind.name]
    written = _admit(cluster, kind, {**obj, "metadata": metadata}, None, manner)
    return _remarking(written, decoder, manner)


def _generated(prefix: str, cluster: Cluster) -> str:
    """`prefix` and five random characters (apiserver/pkg/storage/names)."""
    return prefix[: _LONGEST_NAME - _SUFFIX] + cluster.chance.suffix(_SUFFIX)


def _stops(decoder: Decoder, manner: Manner) -> bool:
    return bool(decoder.wrong) or (manner.validation == "Strict" and bool(decoder.reason()))


def _remarking(written: Written, decoder: Decoder, manner: Manner) -> Written:
    """fieldValidation=Warn: what would have been refused is only remarked."""
    if manner.validation != "Warn" or not decoder.unknown:
        return written
    remarks = tuple(f'unknown field "{show(path)}"' for path in decoder.unknown)
    return written._replace(warnings=(*remarks, *written.warnings))


class Sent(NamedTuple):
    """The patch that kubectl apply sends, and the object it sends it to: both are in what it prints."""

    patch: dict[str, Any]
    described: str

    @property
    def doing(self) -> str:
        """error when applying patch: … to: … for: "STDIN"."""
        return f"applying patch:\n{gosyntax.marshal(self.patch)}\nto:\n{self.described}\nfor:"


def update(
    cluster: Cluster,
    kind: Kind,
    value: ApiObject,
    old: ApiObject,
    sent: Sent | None = None,
    manner: Manner | None = None,
) -> Written:
    """A PUT or a PATCH whose outcome is `value`; status is changed through its subresource only."""
    manner = manner or Manner(sent.doing if sent else "")
    decoder = Decoder(kind.type)
    obj = {"metadata": {}, **decoder.decode(value), "apiVersion": old["apiVersion"], "kind": old["kind"]}
    if _stops(decoder, manner):
        return _unpatchable(decoder, sent) if sent else _undecodable(decoder, kind, manner.doing)
    refusal = _meant(kind, obj["metadata"], old, manner.doing)
    if refusal:
        return Written(None, refusal)
    return _remarking(
        _admit(cluster, kind, _parted(kind, obj, old, manner.part), old, manner), decoder, manner
    )


def _parted(kind: Kind, obj: ApiObject, old: ApiObject, part: str) -> ApiObject:
    """The object without what this way of writing it may not change."""
    owned = {key: old["metadata"][key] for key in _OWNED if key in old["metadata"]}
    kept = {key: field for key, field in obj["metadata"].items() if key not in _OWNED}
    for field in ("name", "namespace"):
        if field in old["metadata"]:
            kept[field] = old["metadata"][field]
    if part == "status":
        return {**old, "status": statuses.completed(kind, obj.get("status") or {})}
    obj = {key: field for key, field in obj.items() if key != "status"}
    if "status" in old:
        obj["status"] = old["status"]
    return {**obj, "metadata": {**kept, **owned}}


def _meant(kind: Kind, metadata: dict[str, Any], old: ApiObject, doing: str) -> Refusal | None:
    """Whether the client has the object in mind that there is: its version and its identity."""
    name, stored = old["metadata"]["name"], old["metadata"]
    told = f'Operation cannot be fulfilled on {kind.resource} "{name}": '
    uid, version = metadata.get("uid"), metadata.get("resourceVersion")
    if version and digits.whole(version) is None:
        message = f'strconv.ParseUint: parsing "{version}": invalid syntax'
        return refusals.from_server(refusals.INTERNAL, "", message, doing)
    if uid and uid != stored.get("uid"):
        told += (
            f"StorageError: invalid object, Code: 4, Key: {_etcd_key(kind, stored)}, ResourceVersion: 0, "
            f"AdditionalErrorMsg: Precondition failed: UID in precondition: {uid}, "
            f"UID in object meta: {stored.get('uid')}"
        )
    elif version and version not in ("0", stored.get("resourceVersion")):
        told += _MODIFIED
    else:
        return None
    return refusals.about(kind, name, refusals.CONFLICT, "Conflict", told, doing)


def _etcd_key(kind: Kind, metadata: dict[str, Any]) -> str:
    """Where etcd has an object (pkg/registry: some resources have names from older days)."""
    resource = _ETCD.get(kind.name, kind.plural)
    return "/".join(("/registry", resource, *filter(None, (metadata.get("namespace"),)), metadata["name"]))


def _admit(cluster: Cluster, kind: Kind, obj: ApiObject, old: ApiObject | None, manner: Manner) -> Written:
    if manner.part == "status":
        return _set_status(cluster, kind, obj, old, manner)
    obj = sent = defaulted(kind, obj)
    faults = Faults()
    if old is None and (no := plugins.before(cluster, kind, obj, manner.doing)):
        return Written(None, no[0], path=no[1])
    obj = _completed(cluster, kind, obj, old, faults)
    if not faults.found:
        if old:
            immutable.check(faults, kind, obj, defaulted(kind, old))
        else:
            faults.found += table.check_new(kind, obj)
    if faults.found:
        return Written(None, _refused(kind, obj, faults, manner.doing), deprecated(kind))
    if refusal := plugins.after(cluster, kind, obj, old, manner.doing):
        return Written(None, refusal, deprecated(kind), path=("spec",))
    if old is None and (there := _there_already(cluster, kind, obj, manner.doing)):
        return Written(None, there, deprecated(kind))
    written = _store(cluster, obj, old, warnings_of(kind, obj, old))
    if written.changed:
        managers.note_update(cluster, kind, key_of(obj), manner.manager, old, sent)
    return written


def _completed(
    cluster: Cluster, kind: Kind, obj: ApiObject, old: ApiObject | None, faults: Faults
) -> ApiObject:
    """The object with what admission and the registry add to it."""
    if kind.name == "Service":
        obj = service_update.carry_over(obj, old) if old else obj
        return services.allocate(cluster, obj, old, faults)
    if kind.name == "Job.batch":
        return jobs.carried_over(obj, old) if old else jobs.admitted(cluster, obj)
    return pods.admitted(cluster, obj) if kind.name == "Pod" and old is None else obj


def _set_status(
    cluster: Cluster, kind: Kind, obj: ApiObject, old: ApiObject | None, manner: Manner
) -> Written:
    obj = service_update.with_ip_modes(obj) if kind.name == "Service" else obj
    causes = statuses.problems(kind, obj["status"])
    if causes:
        return Written(None, refusals.invalid(kind, obj["metadata"]["name"], causes))
    stored = cluster.put_status(obj)
    managers.note_update(cluster, kind, key_of(obj), manner.manager, old, obj, "status")
    return Written(stored, None, changed=obj != old)


def _store(cluster: Cluster, obj: ApiObject, old: ApiObject | None, warnings: tuple[str, ...]) -> Written:
    if obj == old:
        return Written(old, None, warnings, changed=False)
    stored = cluster.put(obj)
    settle(cluster, stored)
    return Written(stored, None, warnings)


def _there_already(cluster: Cluster, kind: Kind, obj: ApiObject, doing: str) -> Refusal | None:
    key = key_of(obj)
    if cluster.get(key) is None:
        return None
    message = f'{kind.resource} "{key.name}" already exists'
    return refusals.about(kind, key.name, refusals.CONFLICT, "AlreadyExists", message, doing)


def _namespace(cluster: Cluster, kind: Kind, obj: ApiObject, doing: str) -> Refusal | None:
    """The NamespaceLifecycle plugin: nothing new in a namespace that is not there, or that is going."""
    name = obj["metadata"].get("namespace", "")
    namespace = cluster.get(Key("Namespace", "", name)) if name else None
    if not name or (namespace and "deletionTimestamp" not in namespace["metadata"]):
        return None
    if namespace:
        own = obj["metadata"].get("name", "")
        told = f"unable to create new content in namespace {name} because it is being terminated"
        message = f'{kind.resource} "{own}" is forbidden: {told}'
        return refusals.about(kind, own, refusals.FORBIDDEN, "Forbidden", message, doing)
    message = f'namespaces "{name}" not found'
    return refusals.about(_NAMESPACE, name, refusals.NOT_FOUND, "NotFound", message, doing)


def _undecodable(decoder: Decoder, kind: Kind, doing: str) -> Written:
    reason = f'{kind.kind} in version "{kind.version}" cannot be handled as a {kind.kind}: {decoder.reason()}'
    refusal = refusals.from_server(refusals.BAD_REQUEST, "BadRequest", reason, doing)
    return Written(None, refusal, path=decoder.places()[0])


def _unpatchable(decoder: Decoder, sent: Sent) -> Written:
    """Of a strategic merge patch the server says other things than of a whole object."""
    path = decoder.places()[0]
    if decoder.mismatch:
        words = conversion(*decoder.mismatch)
        shown = gosyntax.quoted(gosyntax.plain(sent.patch))
        cause = FieldError("patch", "FieldValueInvalid", f"Invalid value: {shown}: {words}")
        message = f"The request is invalid: {cause.path}: {cause.message}"
        return Written(None, Refusal(refusals.INVALID, "Invalid", message, (cause,)), path=path)
    told = f'error when patching "{STDIN}": {decoder.reason()}'
    return Written(
        None, refusals.from_server(refusals.BAD_REQUEST, "BadRequest", told, sent.doing), path=path
    )


def _refused(kind: Kind, obj: ApiObject, faults: Faults, doing: str) -> Refusal:
    if faults.broken:
        message = f"Internal error occurred: {faults.broken}"
        return refusals.from_server(refusals.INTERNAL, "InternalError", message, doing)
    return refusals.invalid(kind, obj["metadata"].get("name", ""), faults.found)
