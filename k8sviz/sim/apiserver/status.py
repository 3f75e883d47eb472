"""Status bodies: how the API server says no, and that something was deleted (apimachinery pkg/api/errors)."""

from __future__ import annotations

from typing import Any

from k8sviz.sim.calls import Response
from k8sviz.sim.manifests.schema import Kind
from k8sviz.sim.problems import FieldError, Refusal

_BAD_REQUEST, _NOT_FOUND, _NOT_ALLOWED, _GONE, _UNSUPPORTED, _TIMEOUT = 400, 404, 405, 410, 415, 504


def failure(code: int, reason: str, message: str, details: dict[str, Any] | None = None) -> Response:
    """A Status of a request that was refused."""
    body: dict[str, Any] = {
        "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": message,
    }  # fmt: skip
    if reason:
        body["reason"] = reason
    if details is not None:
        body["details"] = details
    return Response(code, {**body, "code": code})


def refused(refusal: Refusal, warnings: tuple[str, ...] = ()) -> Response:
    """A refusal of admission as a Status."""
    name, group, kind = refusal.about
    details: dict[str, Any] = {}
    for field, value in (("name", name), ("group", group), ("kind", kind)):
        if value:
            details[field] = value
    if refusal.causes:
        details["causes"] = [_cause(cause) for cause in refusal.causes]
    if refusal.reason == "InternalError":
        details["causes"] = [{"message": refusal.said.removeprefix("Internal error occurred: ")}]
    told = failure(refusal.code, refusal.reason, refusal.said or refusal.message, details or None)
    return Response(told.code, told.body, warnings)


def deleted(kind: Kind, name: str, uid: str) -> Response:
    """The object is gone at once."""
    details = {"name": name, "group": kind.group, "kind": kind.plural, "uid": uid}
    body = {
        "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success",
        "details": {field: value for field, value in details.items() if value},
    }  # fmt: skip
    return Response(200, body)


def not_found(kind: Kind, name: str) -> Response:
    """No such object."""
    return failure(_NOT_FOUND, "NotFound", f'{kind.resource} "{name}" not found', about(kind, name))


def no_resource() -> Response:
    """No such path."""
    return failure(_NOT_FOUND, "NotFound", "the server could not find the requested resource", {})


def bad_request(message: str) -> Response:
    """What the server cannot read."""
    return failure(_BAD_REQUEST, "BadRequest", message)


def not_allowed(kind: Kind | None = None) -> Response:
    """The resource has no such verb."""
    details = {"group": kind.group, "kind": kind.plural} if kind else {}
    words = "the server does not allow this method on the requested resource"
    return failure(_NOT_ALLOWED, "MethodNotAllowed", words, {k: v for k, v in details.items() if v})


def expired(message: str) -> Response:
    """A version that the server no longer remembers."""
    return failure(_GONE, "Expired", message)


def too_large(asked: str, current: int) -> Response:
    """A version that is not there yet (storage/errors.go NewTooLargeResourceVersionError)."""
    cause = {"reason": "ResourceVersionTooLarge", "message": "Too large resource version"}
    message = f"Timeout: Too large resource version: {asked}, current: {current}"
    return failure(_TIMEOUT, "Timeout", message, {"causes": [cause], "retryAfterSeconds": 1})


def unsupported() -> Response:
    """A body of a kind that this request does not take."""
    return failure(_UNSUPPORTED, "UnsupportedMediaType", "415: Unsupported Media Type", {})


def about(kind: Kind, name: str) -> dict[str, Any]:
    """The details that name an object."""
    details = {"name": name, "group": kind.group, "kind": kind.plural}
    return {field: value for field, value in details.items() if value}


def _cause(cause: FieldError) -> dict[str, str]:
    return {"reason": cause.reason, "message": cause.message, "field": cause.path}
