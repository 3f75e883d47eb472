"""`kubectl apply -f -`: every document on its own; what is refused changes nothing, the others go on."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

from k8sviz.sim.admission.merge import three_way
from k8sviz.sim.admission.write import Sent, Written, create, update
from k8sviz.sim.cluster import Cluster
from k8sviz.sim.manifests import gosyntax, load, recognise, refusals
from k8sviz.sim.manifests.diagnostic import STDIN
from k8sviz.sim.manifests.load import Document
from k8sviz.sim.manifests.schema import Kind
from k8sviz.sim.manifests.validation import names
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
            results.append(_refused(document, namespace, refusal))
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


class _Item(NamedTuple):
    """One document on its way to the server: the object as kubectl sends it, and where it goes."""

    document: Document
    kind: Kind
    key: Key
    modified: ApiObject

    @property
    def described(self) -> str:
        """How kubectl names it at length."""
        kind, (_, namespace, name) = self.kind, self.key
        version = f"{kind.group}/{kind.version}"
        resource = f'Resource: "{version}, Resource={kind.plural}"'
        kind_line = f'{resource}, GroupVersionKind: "{version}, Kind={kind.kind}"'
        return f'{kind_line}\nName: "{name}", Namespace: "{namespace}"'

    def result(self, written: Written, verb: str, warnings: tuple[str, ...] = ()) -> Result:
        """What became of it."""
        refusal = written.refusal and refusals.placed(written.refusal, self.document, written.path)
        told = tuple(dict.fromkeys((*warnings, *written.warnings)))
        kind, namespace, name = self.key
        line = self.document.line
        return Result(kind, namespace, name, "refused" if refusal else verb, line, refusal, told)


def _apply_one(cluster: Cluster, document: Document, namespace: str) -> Result:
    kind = recognise.kind_of(document)
    if isinstance(kind, Refusal):
        return _refused(document, namespace, kind)
    item = _item(document, kind, namespace)
    if unasked := names.unaddressable(item.key.namespace, item.key.name):
        return item.result(Written(None, _unasked(item, unasked), path=("metadata", "name")), "")
    old = cluster.get(item.key)
    if old is None:
        return item.result(create(cluster, kind, item.modified), "created")
    return _reapply(cluster, item, old)


def _reapply(cluster: Cluster, item: _Item, old: ApiObject) -> Result:
    annotation = old["metadata"].get("annotations", {}).get(LAST_APPLIED)
    merged = three_way(_original(annotation), item.modified, old, f"#{item.kind.type}")
    warnings = () if annotation else (_missing_annotation(item),)
    if not merged.patch:
        return item.result(Written(old), "unchanged", warnings)
    return item.result(
        update(cluster, item.kind, merged.value, old, Sent(merged.patch, item.described)),
        "configured",
        warnings,
    )


def _item(document: Document, kind: Kind, namespace: str) -> _Item:
    """kubectl adds the namespace, and the object itself in an annotation."""
    value = document.value
    metadata = dict(value.get("metadata") or {})
    if kind.namespaced:
        metadata["namespace"] = metadata.get("namespace") or namespace
    else:
        metadata.pop("namespace", None)
    annotations = dict(metadata.get("annotations") or {})
    annotations.pop(LAST_APPLIED, None)
    bare = {**value, "metadata": {**metadata, "annotations": annotations}}
    annotations = {**annotations, LAST_APPLIED: gosyntax.marshal(bare) + "\n"}
    key = Key(kind.name, metadata["namespace"] if kind.namespaced else "", metadata.get("name") or "")
    return _Item(document, kind, key, {**value, "metadata": {**metadata, "annotations": annotations}})


def _original(annotation: str | None) -> dict[str, Any]:
    try:
        original = msgspec.json.decode(annotation or "{}")
    except msgspec.DecodeError:
        return {}
    return original if isinstance(original, dict) else {}


def _missing_annotation(item: _Item) -> str:
    return (
        f"resource {item.kind.plural}/{item.key.name} is missing the {LAST_APPLIED} annotation which is "
        "required by kubectl apply. kubectl apply should only be used on resources created declaratively by "
        "either kubectl create --save-config or kubectl apply. The missing annotation will be patched "
        "automatically."
    )


def _unasked(item: _Item, why: str) -> Refusal:
    generate = item.modified["metadata"].get("generateName")
    if generate and not item.key.name:
        message = f"error: from {generate}: cannot use generate name with apply"
    else:
        told = f'from server for: "{STDIN}": {why}'
        message = f"error: error when retrieving current configuration of:\n{item.described}\n{told}"
    return refusals.by_kubectl(item.document, message)


def _refused(document: Document, namespace: str, refusal: Refusal) -> Result:
    """A document that did not get as far as having a kind."""
    value = document.value if isinstance(document.value, dict) else {}
    written = value.get("metadata")
    metadata = written if isinstance(written, dict) else {}
    group = str(value.get("apiVersion") or "").rpartition("/")[0]
    return Result(
        kind=f"{value.get('kind') or ''}{'.' if group else ''}{group}",
        namespace=str(metadata.get("namespace") or namespace),
        name=str(metadata.get("name") or ""),
        verb="refused",
        line=document.line,
        refusal=refusal,
        convertible=recognise.convertible(document),
    )
