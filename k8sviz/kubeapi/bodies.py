"""Request bodies as text: what kubectl sends as protobuf is turned into JSON."""

from __future__ import annotations

import msgspec

from k8sviz.kubeapi.protobuf import ProtobufError, decoded

_PROTOBUF = "application/vnd.kubernetes.protobuf"


class UnreadableBodyError(Exception):
    """A body that cannot be read; its text says why."""

    def __init__(self, code: int, reason: str, message: str, details: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.code, self.reason, self.details = code, reason, details


_OBJECTS = ("application/json", "application/yaml", _PROTOBUF)
_PATCHES = (
    "application/apply-patch+yaml", "application/json-patch+json", "application/merge-patch+json",
    "application/strategic-merge-patch+json",
)  # fmt: skip


def readable(method: str, body: bytes, content_type: str) -> tuple[str, str]:
    """The text of a request's body, and its media type without parameters.

    Raises: UnreadableBodyError.
    """
    media = content_type.partition(";")[0].strip().lower() or "application/json"
    if method == "PATCH" and media not in _PATCHES:
        raise UnreadableBodyError(415, "UnsupportedMediaType", "415: Unsupported Media Type", {})
    if method in ("POST", "PUT") and media not in _OBJECTS:
        known = ", ".join(_OBJECTS)
        words = f"the body of the request was in an unknown format - accepted media types include: {known}"
        raise UnreadableBodyError(415, "UnsupportedMediaType", words)
    if media == _PROTOBUF:
        return _from_protobuf(body), "application/json"
    try:
        return body.decode(), media
    except UnicodeDecodeError as problem:
        raise UnreadableBodyError(400, "BadRequest", f"the body is not UTF-8: {problem}") from problem


def _from_protobuf(body: bytes) -> str:
    try:
        return msgspec.json.encode(decoded(body)).decode()
    except ProtobufError as problem:
        raise UnreadableBodyError(400, "BadRequest", str(problem)) from problem
