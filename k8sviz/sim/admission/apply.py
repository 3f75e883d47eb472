"""`kubectl apply -f -`: every document on its own; what is refused changes nothing, the others go on."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from k8sviz.sim.admission.merge import ThreeWay
from k8sviz.sim.admission.write import Written, create, update
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.manifests import gosyntax, load, recognise, refusals
from k8sviz.sim.manifests.diagnostic import STDIN
from k8sviz.sim.manifests.load import Document
from k8sviz.sim.manifests.schema import Kind
from k8sviz.sim.objects.identity import ApiObject, Key
from k8sviz.sim.problems import Outcome, Refusal, Result

LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
NOTHING = "error: no objects passed to apply"


def apply(cluster: Cluster, text: str, namespace: str = "default") -> Outcome:
    """The results in the order of the text; a part that is no object ends the reading."""
    results: list[Result] = []
    for document in load.read(text):
        refusal = _unreadable(document)
        if refusal:
            results.append(_refused(document, None, namespace, refusal))
            break
        results.append(_apply_one(cluster, document, namespace))
    if not results:
        results.append(Result("", "", "", "refused", 1, Refusal(0, "", NOTHING, line=1, column=1)))
    return Outcome(tuple(results))


def _unreadable(document: Document) -> Refusal | None:
    if document.error:
        place = document.problems[0]
        return Refusal(0, "", document.error, line=place.line, column=place.column)
    return recognise.validating(document)


def _apply_one(cluster: Cluster, document: Document, namespace: str) -> Result:
    kind = recognise.kind_of(document)
    if isinstance(kind, Refusal):
        return _refused(document, None, namespace, kind)
    modified, key = _modified(document.value, kind, namespace)
    if not key.name:
        return _refused(document, kind, namespace, _nameless(document, kind, key, modified))
    old = cluster.get(key)
    if old is None:
        return _result(document, kind, key, create(cluster, kind, modified), "created")
    return _reapply(cluster, document, kind, key, modified, old)


def _reapply(
    cluster: Cluster, document: Document, kind: Kind, key: Key, modified: ApiObject, old: ApiObject
) -> Result:
    annotation = old["metadata"].get("annotations", {}).get(LAST_APPLIED)
    merge = ThreeWay()
    merged = merge.structs(_original(annotation), modified, old, f"#{kind.type}")
    warnings = () if annotation else (_missing_annotation(kind, key),)
    if not merge.changed:
        return _result(document, kind, key, Written(old), "unchanged", warnings)
    written = update(cluster, kind, merged, old, "patching")
    return _result(document, kind, key, written, "configured", warnings)


def _modified(value: ApiObject, kind: Kind, namespace: str) -> tuple[ApiObject, Key]:
    """The object as kubectl sends it: with a namespace, and with itself in an annotation."""
    metadata = dict(value.get("metadata") or {})
    if kind.namespaced:
        metadata["namespace"] = metadata.get("namespace") or namespace
    annotations = dict(metadata.get("annotations") or {})
    annotations.pop(LAST_APPLIED, None)
    bare = {**value, "metadata": {**metadata, "annotations": annotations}}
    annotations = {**annotations, LAST_APPLIED: gosyntax.marshal(bare) + "\n"}
    key = Key(kind.name, metadata["namespace"] if kind.namespaced else "", metadata.get("name") or "")
    return {**value, "metadata": {**metadata, "annotations": annotations}}, key


def _original(annotation: str | None) -> dict[str, Any]:
    try:
        original = msgspec.json.decode(annotation or "{}")
    except msgspec.DecodeError:
        return {}
    return original if isinstance(original, dict) else {}


def _missing_annotation(kind: Kind, key: Key) -> str:
    return (
        f"resource {kind.plural}/{key.name} is missing the {LAST_APPLIED} annotation which is required by kubectl apply. "
        "kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or "
        "kubectl apply. The missing annotation will be patched automatically."
    )


def _nameless(document: Document, kind: Kind, key: Key, obj: ApiObject) -> Refusal:
    generate = obj["metadata"].get("generateName")
    if generate:
        message = f"error: from {generate}: cannot use generate name with apply"
        place: tuple[str, ...] = ("metadata", "generateName")
    else:
        group_version = f"{kind.group}/{kind.version}"
        message = (
            "error: error when retrieving current configuration of:\n"
            f'Resource: "{group_version}, Resource={kind.plural}", GroupVersionKind: "{group_version}, Kind={kind.kind}"\n'
            f'Name: "", Namespace: {json.dumps(key.namespace)}\n'
            f'from server for: "{STDIN}": resource name may not be empty'
        )
        place = ("metadata", "name")
    return refusals.placed(refusals.by_kubectl(document, message), document, place)


def _result(
    document: Document, kind: Kind, key: Key, written: Written, verb: str, warnings: tuple[str, ...] = ()
) -> Result:
    refusal = written.refusal and refusals.placed(written.refusal, document, written.path)
    told = tuple(dict.fromkeys((*warnings, *written.warnings)))
    return Result(
        kind.name, key.namespace, key.name, "refused" if refusal else verb, document.line, refusal, told
    )


def _refused(document: Document, kind: Kind | None, namespace: str, refusal: Refusal) -> Result:
    value = document.value if isinstance(document.value, dict) else {}
    metadata = value.get("metadata") if isinstance(value.get("metadata"), dict) else {}
    group = str(value.get("apiVersion") or "").rpartition("/")[0]
    name = f"{value.get('kind') or ''}{'.' if group else ''}{group}"
    return Result(
        kind.name if kind else name, str(metadata.get("namespace") or namespace), str(metadata.get("name") or ""),
        "refused", document.line, refusal, convertible=recognise.convertible(document),
    )  # fmt: skip
