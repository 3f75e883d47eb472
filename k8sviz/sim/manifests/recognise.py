"""What kubectl looks at before it asks the server: is it an object, of which kind, with which name."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.manifests import refusals, schema
from k8sviz.sim.manifests.decode import Decoder
from k8sviz.sim.manifests.diagnostic import STDIN
from k8sviz.sim.manifests.load import Document
from k8sviz.sim.manifests.schema import Kind
from k8sviz.sim.problems import Refusal

_OFF = "; if you choose to ignore these errors, turn validation off with --validate=false"
OLD_VERSIONS = ("apps/v1beta1", "apps/v1beta2", "extensions/v1beta1")
LIFTED = ("Deployment", "ReplicaSet", "StatefulSet", "DaemonSet")


def validating(document: Document) -> Refusal | None:
    """What makes kubectl stop reading: no object, no kind, no apiVersion."""
    value = document.value
    if not isinstance(value, dict):
        return _validating(document, "invalid object to validate")
    unset = [f"{field} not set" for field in ("apiVersion", "kind") if not value.get(field)]
    if unset:
        return _validating(document, unset[0] if len(unset) == 1 else f"[{', '.join(unset)}]")
    for field in ("apiVersion", "kind"):
        if not isinstance(value[field], str):
            return _validating(document, f"{field} isn't string type")
    return None


def kind_of(document: Document) -> Kind | Refusal:
    """The kind that the document names, if kubectl can read its metadata and the server serves it."""
    value = document.value
    wrong = metadata_refusal(document)
    if wrong:
        return wrong
    kind = schema.find(value["apiVersion"], value["kind"])
    if kind:
        return kind
    metadata = value.get("metadata") or {}
    message = (
        f'error: resource mapping not found for name: "{metadata.get("name") or ""}" '
        f'namespace: "{metadata.get("namespace") or ""}" from "{STDIN}": '
        f'no matches for kind "{value["kind"]}" in version "{value["apiVersion"]}"\n'
        "ensure CRDs are installed first"
    )
    refusal = refusals.by_kubectl(document, message, "NotFound")
    served = any(kind.api_version == value["apiVersion"] for kind in schema.every())
    return refusals.placed(refusal, document, ("kind",) if served else ("apiVersion",))


def convertible(document: Document) -> bool:
    """Whether the document is of an old version that `convert` can lift to apps/v1."""
    value: dict[str, Any] = document.value if isinstance(document.value, dict) else {}
    return value.get("apiVersion") in OLD_VERSIONS and value.get("kind") in LIFTED


def _validating(document: Document, words: str) -> Refusal:
    message = f'error: error validating "{STDIN}": error validating data: {words}{_OFF}'
    return refusals.by_kubectl(document, message)


def metadata_refusal(document: Document) -> Refusal | None:
    """kubectl decodes ObjectMeta itself, so its complaints read differently from the server's."""
    metadata = document.value.get("metadata")
    if metadata is None:
        return None
    told = f'error: unable to decode "{STDIN}": json: cannot unmarshal'
    if not isinstance(metadata, dict):
        found = "array" if isinstance(metadata, list) else "string" if isinstance(metadata, str) else "number"
        message = f"{told} {found} into Go struct field .metadata of type v1.ObjectMeta"
        return refusals.placed(refusals.by_kubectl(document, message), document, ("metadata",))
    decoder = Decoder("v1.Service")
    decoder.decode({"metadata": metadata})
    if not decoder.wrong:
        return None
    path, reason = decoder.wrong
    message = f'error: unable to decode "{STDIN}": {reason}'
    return refusals.placed(refusals.by_kubectl(document, message), document, path)
