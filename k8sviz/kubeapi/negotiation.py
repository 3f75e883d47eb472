"""What form of answer a client asks for (apimachinery pkg/runtime/serializer, meta.k8s.io Tables)."""

from __future__ import annotations

from enum import StrEnum

_JSON = ("application/json", "application/*", "*/*")
_META = ("meta.k8s.io", "v1")


class Form(StrEnum):
    """The forms that are answered; protobuf is not, and every client of it takes JSON as well."""

    OBJECT = "object"
    TABLE = "table"
    METADATA = "metadata"  # PartialObjectMetadata and its List
    AGGREGATED = "aggregated"  # discovery
    NONE = "none"  # nothing that is acceptable


def wanted(accept: str) -> Form:
    """The first form in an Accept header that can be answered."""
    for clause in (accept or "*/*").split(","):
        media, *rest = [part.strip() for part in clause.split(";")]
        options = dict(part.partition("=")[::2] for part in rest)
        if media not in _JSON:
            continue
        form = _form(options)
        if form is not Form.NONE:
            return form
    return Form.NONE


def _form(options: dict[str, str]) -> Form:
    kind, of = options.get("as", ""), (options.get("g", ""), options.get("v", ""))
    if not kind:
        return Form.OBJECT
    if kind == "Table" and of == _META:
        return Form.TABLE
    if kind in ("PartialObjectMetadata", "PartialObjectMetadataList") and of == _META:
        return Form.METADATA
    if kind == "APIGroupDiscoveryList" and of == ("apidiscovery.k8s.io", "v2"):
        return Form.AGGREGATED
    return Form.NONE
