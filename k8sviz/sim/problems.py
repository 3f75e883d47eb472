"""Refusals and remarks as values: what is wrong, where, and in the API server's own words."""

from __future__ import annotations

import msgspec

from k8sviz.sim.calls import Response


class FieldError(msgspec.Struct, frozen=True):
    """One cause of a 422: `message` is the API server's text after the path."""

    path: str  # spec.ports[0].nodePort
    reason: str  # FieldValueRequired, FieldValueInvalid, …
    message: str  # Invalid value: 80: provided port is not in the valid range. …


class Refusal(msgspec.Struct, frozen=True):
    """A `Status` of the API server (or of kubectl itself, `code` 0), with the lines it is about."""

    code: int
    reason: str  # Invalid, NotFound, AlreadyExists, BadRequest, Conflict, …
    message: str  # what kubectl prints
    causes: tuple[FieldError, ...] = ()
    line: int = 0  # 1-based line of the text; 0 where there is none
    column: int = 0
    said: str = ""  # the server's own message, as it stands in its Status
    about: tuple[str, str, str] = ("", "", "")  # name, group and kind or resource of the Status' details


class Result(msgspec.Struct, frozen=True):
    """What became of one document or one command: a kubectl line, or a refusal."""

    kind: str  # Deployment.apps
    namespace: str
    name: str
    verb: str  # created, configured, unchanged, deleted, patched, refused, sent, …
    line: int = 0  # where its document starts
    refusal: Refusal | None = None
    warnings: tuple[str, ...] = ()
    convertible: bool = False  # an old API version that `manifests.convert` can lift


class Outcome(msgspec.Struct, frozen=True):
    """The answer of `step`: a result for each document, in kubectl's order."""

    results: tuple[Result, ...] = ()
    response: Response | None = None  # what an ApiRequest was answered

    @property
    def refused(self) -> bool:
        """Whether any part of the command was refused."""
        return any(result.refusal for result in self.results)
