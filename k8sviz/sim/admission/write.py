"""What the API server does with a decoded object: defaults, allocation, validation, and then the store.

A refused object leaves no trace: everything is worked out on copies, `cluster.put` comes last.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from k8sviz.sim.admission import immutable, pods, service_update, services
from k8sviz.sim.admission.warnings import deprecated, warnings_of
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.manifests import gosyntax, refusals
from k8sviz.sim.manifests.decode import Decoder, conversion
from k8sviz.sim.manifests.defaults import defaulted
from k8sviz.sim.manifests.diagnostic import STDIN
from k8sviz.sim.manifests.fieldpath import Path
from k8sviz.sim.manifests.schema import Kind
from k8sviz.sim.manifests.validation import table
from k8sviz.sim.manifests.validation.faults import Faults
from k8sviz.sim.objects.identity import ApiObject, Key
from k8sviz.sim.problems import FieldError, Refusal

_STATUS: dict[str, Any] = {"Service": {"loadBalancer": {}}, "Namespace": {"phase": "Active"}}
_OWNED = (
    "uid",
    "creationTimestamp",
    "resourceVersion",
    "generation",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
)


class Written(NamedTuple):
    """An object that went in, or why it did not; `path` is where in the text, if the refusal has no cause."""

    obj: ApiObject | None
    refusal: Refusal | None = None
    warnings: tuple[str, ...] = ()
    path: Path | None = None
    changed: bool = True


def create(cluster: Cluster, kind: Kind, value: ApiObject, doing: str = "creating") -> Written:
    """A POST with fieldValidation=Strict."""
    decoder = Decoder(kind.type)
    obj = decoder.decode(value)
    if decoder.reason():
        return _undecodable(decoder, kind, doing)
    refusal = _namespace(cluster, obj, doing)
    if refusal:
        return Written(None, refusal)
    metadata = {key: field for key, field in obj["metadata"].items() if key not in _OWNED}
    obj = {key: field for key, field in obj.items() if key != "status"}
    if kind.name in _STATUS:
        obj["status"] = _STATUS[kind.name]
    return _admit(cluster, kind, {**obj, "metadata": metadata}, None, doing)


class Sent(NamedTuple):
    """The patch that kubectl apply sends, and the object it sends it to: both are in what it prints."""

    patch: dict[str, Any]
    described: str

    @property
    def doing(self) -> str:
        """error when applying patch: … to: … for: "STDIN"."""
        return f"applying patch:\n{gosyntax.marshal(self.patch)}\nto:\n{self.described}\nfor:"


def update(
    cluster: Cluster, kind: Kind, value: ApiObject, old: ApiObject, sent: Sent | None = None
) -> Written:
    """A PATCH whose outcome is `value`; status is not a client's to change."""
    doing = sent.doing if sent else ""
    decoder = Decoder(kind.type)
    obj = decoder.decode({key: field for key, field in value.items() if key != "status"})
    if decoder.reason():
        return _unpatchable(decoder, sent) if sent else _undecodable(decoder, kind, doing)
    owned = {key: old["metadata"][key] for key in _OWNED if key in old["metadata"]}
    kept = {key: field for key, field in obj["metadata"].items() if key not in _OWNED}
    obj = {**obj, "metadata": {**kept, **owned}}
    if "status" in old:
        obj["status"] = old["status"]
    return _admit(cluster, kind, obj, old, doing)


def _admit(cluster: Cluster, kind: Kind, obj: ApiObject, old: ApiObject | None, doing: str) -> Written:
    obj = defaulted(kind, obj)
    faults = Faults()
    if kind.name == "Service":
        obj = service_update.carry_over(obj, old) if old else obj
        obj = services.allocate(cluster, obj, old, faults)
    elif kind.name == "Pod" and old is None:
        refusal = pods.service_account(cluster, obj, doing)
        if refusal:
            return Written(None, refusal, path=("spec", "serviceAccountName"))
        obj = pods.admitted(cluster, obj)
    if not faults.found:
        if old:
            immutable.check(faults, kind, obj, defaulted(kind, old))
        faults.found += table.check(kind, obj)
    if faults.found:
        return Written(None, _refused(kind, obj, faults, doing), deprecated(kind))
    warnings = warnings_of(kind, obj)
    if old is None:
        return Written(cluster.put(obj), None, warnings)
    if obj == old:
        return Written(old, None, warnings, changed=False)
    return Written(cluster.put(obj), None, warnings)


def _namespace(cluster: Cluster, obj: ApiObject, doing: str) -> Refusal | None:
    name = obj["metadata"].get("namespace", "")
    if not name or cluster.get(Key("Namespace", "", name)):
        return None
    return refusals.from_server(refusals.NOT_FOUND, "NotFound", f'namespaces "{name}" not found', doing)


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
