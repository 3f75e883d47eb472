"""Refusals in kubectl's words (k8s.io/kubectl/pkg/cmd/util checkErr, apimachinery pkg/api/errors)."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from k8sviz.sim.manifests.diagnostic import STDIN
from k8sviz.sim.manifests.fieldpath import Path, parse
from k8sviz.sim.manifests.load import Document
from k8sviz.sim.manifests.schema import Kind
from k8sviz.sim.problems import FieldError, Refusal

_SPELLED = {
    "spec.LoadBalancerSourceRanges": "spec.loadBalancerSourceRanges",
    "spec.clusterIPs": "spec.clusterIP",
    "metadata.taints": "spec.taints",
}
CLIENT = 0
BAD_REQUEST, FORBIDDEN, NOT_FOUND, CONFLICT, INVALID, INTERNAL = 400, 403, 404, 409, 422, 500


def by_kubectl(document: Document, message: str, reason: str = "") -> Refusal:
    """Something that kubectl finds by itself, without asking the server."""
    line, column = document.locate(())
    return Refusal(CLIENT, reason, message, line=line, column=column)


def from_server(code: int, reason: str, message: str, doing: str = "creating") -> Refusal:
    """A Status of the server, about the object that kubectl was sending."""
    told = f'error when {doing} "{STDIN}": ' if doing else ""
    return Refusal(code, reason, f"Error from server ({reason}): {told}{message}", said=message)


def about(kind: Kind, name: str, code: int, reason: str, message: str, doing: str = "") -> Refusal:
    """The same, with the details that tell which object of which resource is meant."""
    refusal = from_server(code, reason, message, doing)
    return msgspec.structs.replace(refusal, about=(name, kind.group, kind.plural))


def invalid(kind: Kind, name: str, causes: Sequence[FieldError]) -> Refusal:
    """422, with every cause on a line of its own when there are several."""
    lines = list(dict.fromkeys(f"{cause.path}: {cause.message}" for cause in causes))
    shown = lines[0] if len(lines) == 1 else "".join(f"\n* {line}" for line in lines)
    refusal = Refusal(INVALID, "Invalid", f'The {kind.kind} "{name}" is invalid: {shown}', tuple(causes))
    said = status_message(refusal, kind.name, name)
    return msgspec.structs.replace(refusal, said=said, about=(name, kind.group, kind.kind))


def status_message(refusal: Refusal, kind: str, name: str) -> str:
    """The server's own message of a 422: Deployment.apps "httpd" is invalid: […]."""
    lines = list(dict.fromkeys(f"{cause.path}: {cause.message}" for cause in refusal.causes))
    shown = lines[0] if len(lines) == 1 else f"[{', '.join(lines)}]"
    return f'{kind} "{name}" is invalid: {shown}'


def placed(refusal: Refusal, document: Document, path: Path | None = None) -> Refusal:
    """The same refusal with the line of the text that it is about."""
    if path is None:  # the first cause tells
        path = place_of(refusal.causes[0].path, document) if refusal.causes else ()
    line, column = document.locate(path)
    return msgspec.structs.replace(refusal, line=line, column=column)


def place_of(path: str, document: Document) -> Path:
    """Where a cause's field stands in the text, under the name that the author used."""
    parsed = parse(path)
    if document.root + parsed not in document.positions:
        for told, written in _SPELLED.items():
            if path.startswith(told):
                return parse(written if told.endswith("s.clusterIPs") else path.replace(told, written))
    if parsed[:3] == ("spec", "template", "labels"):
        return ("spec", "template", "metadata", "labels")
    return parsed
