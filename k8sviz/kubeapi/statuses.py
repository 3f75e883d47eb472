"""What the HTTP side itself says no with: Status bodies, as the API server writes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from k8sviz.kubeapi.exchange import Answer, Headers
from k8sviz.rooms.callers import Callers
from k8sviz.rooms.limits import limits
from k8sviz.sim.calls import Response

_WARNINGS = 4_096  # characters of all warnings of an answer
_WARNING = 256  # of one, where that is not enough
_PRIVATE = ("Cache-Control", "no-cache, private")


def encoded(body: dict[str, Any]) -> bytes:
    """JSON as the API server writes it: with a line's end."""
    return msgspec.json.encode(body) + b"\n"


def status(code: int, reason: str, message: str, *headers: tuple[str, str]) -> Answer:
    """A Status of a failure."""
    return Answer(code, encoded(status_body(code, reason, message)), headers=(_PRIVATE, *headers))


def status_body(code: int, reason: str, message: str) -> dict[str, Any]:
    """The same as an object."""
    body = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": message}
    return body | ({"reason": reason} if reason else {}) | {"code": code}


def answered(response: Response) -> Answer:
    """The API server's own answer, its warnings in headers (RFC 7234, 5.5)."""
    warnings: Headers = tuple(("Warning", f'299 - "{text}"') for text in _told(response.warnings))
    return Answer(response.code, encoded(response.body), headers=(_PRIVATE, *warnings))


def _told(warnings: Iterable[str]) -> Iterator[str]:
    """All of them; where they are many, the beginnings of the first (filters/warning.go)."""
    quoted, room = [_quoted(text) for text in warnings], _WARNINGS
    whole = sum(map(len, quoted)) <= _WARNINGS
    for text in quoted:
        shown = text if whole else text[:_WARNING].rstrip("\\")
        room -= len(shown)
        if room < 0:
            return
        yield shown


def _quoted(text: str) -> str:
    words = text.replace("\\", "\\\\").replace('"', '\\"').encode("ascii", "replace").decode()
    return " ".join("".join(letter if letter.isprintable() else " " for letter in words).split())


def unauthorized() -> Answer:
    """The same for every wrong token, whatever there is behind it."""
    return status(401, "Unauthorized", "Unauthorized", ("WWW-Authenticate", "Bearer"))


def too_many_guesses() -> Answer:
    """After too many of those from one address."""
    words = "too many requests without a valid token came from this address, please try again later"
    return status(429, "TooManyRequests", words, ("Retry-After", "1"))


def too_many_requests() -> Answer:
    """One room's kubectls ask too often."""
    rate = limits().api_requests.per_second
    words = f"this room's limit is {rate:g} API requests a second, please try again later"
    return status(429, "TooManyRequests", words, ("Retry-After", "1"))


def too_much_at_once() -> Answer:
    """Answers that are being read slowly fill the place there is for them."""
    bound = limits().outgoing_bytes
    words = f"this server's limit is {bound} bytes of answers that are being sent, please try again later"
    return status(429, "TooManyRequests", words, ("Retry-After", "1"))


def too_many_watches(callers: Callers) -> Answer:
    """One room is watched by too many, or all together are."""
    words = f"{callers.full}, please try again later"
    return status(429, "TooManyRequests", words, ("Retry-After", "10"))


def too_large(limit: int) -> Answer:
    """apiserver pkg/endpoints/handlers/rest.go limitedReadBody."""
    words = f"Request entity too large: limit is {limit}"
    return status(413, "RequestEntityTooLarge", words, ("Connection", "close"))


def too_slow() -> Answer:
    """apiserver pkg/server/filters/timeout.go, where a request takes longer than --request-timeout."""
    words = "Timeout: request did not complete within the allotted timeout"
    return status(504, "Timeout", words, ("Connection", "close"))


def too_new(asked: int, now: int) -> Answer:
    """storage/errors.go NewTooLargeResourceVersionError."""
    words = f"Timeout: Too large resource version: {asked}, current: {now}"
    cause = {"reason": "ResourceVersionTooLarge", "message": "Too large resource version"}
    body = status_body(504, "Timeout", words) | {"details": {"causes": [cause], "retryAfterSeconds": 1}}
    return Answer(504, encoded(body))


def not_acceptable() -> Answer:
    """No form that the client takes."""
    words = "only the following media types are accepted: application/json, application/json;as=Table"
    return status(406, "NotAcceptable", words)


def bad_request(message: str) -> Answer:
    """What cannot be read."""
    return status(400, "BadRequest", message)


def no_such_object(plural: str, name: str) -> Answer:
    """No object of that name."""
    body = status_body(404, "NotFound", f'{plural} "{name}" not found')
    code = body.pop("code")
    return Answer(404, encoded({**body, "details": {"name": name, "kind": plural}, "code": code}))


def no_resource() -> Answer:
    """No such path."""
    return status(404, "NotFound", "the server could not find the requested resource")


def not_allowed() -> Answer:
    """No such verb."""
    words = "the server does not allow this method on the requested resource"
    return status(405, "MethodNotAllowed", words)


def needs_websocket() -> Answer:
    """kubectl tries WebSocket first since 1.31, and SPDY after it."""
    words = "exec, attach and port-forward are served over WebSocket only: use kubectl 1.31 or newer"
    return bad_request(words)


def failed() -> Answer:
    """The server is at fault."""
    words = "an error on the server has prevented the request from succeeding; its log says which"
    return status(500, "InternalError", words)
