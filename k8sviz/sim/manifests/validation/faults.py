"""Field errors with the wording of k8s.io/apimachinery/pkg/util/validation/field."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from k8sviz.sim.manifests import gosyntax
from k8sviz.sim.problems import FieldError


class Verbatim(str):
    """A value that is shown as it stands, without quotes."""

    __slots__ = ()


class Faults:
    """The causes of one refusal, in the order in which the API server finds them."""

    def __init__(self) -> None:
        self.found: list[FieldError] = []
        self.broken = ""  # what would be a 500 of the server, where that is the honest answer

    def internal(self, message: str) -> None:
        """Not a fault of the object: the server cannot give what it should."""
        self.broken = message
        self._add("", "InternalError", message)

    def invalid(self, path: str, value: Any, detail: str) -> None:
        """A value that is malformed."""
        told = f": {detail}" if detail else ""
        self._add(path, "FieldValueInvalid", f"Invalid value: {show(value)}{told}")

    def bare(self, path: str, detail: str) -> None:
        """The same where the value itself is not shown."""
        self._add(path, "FieldValueInvalid", f"Invalid value: {detail}")

    def required(self, path: str, detail: str = "") -> None:
        """A value that is missing."""
        self._add(path, "FieldValueRequired", f"Required value: {detail}" if detail else "Required value")

    def forbidden(self, path: str, detail: str) -> None:
        """A field that may not be set here."""
        self._add(path, "FieldValueForbidden", f"Forbidden: {detail}")

    def duplicate(self, path: str, value: Any, detail: str = "") -> None:
        """A value that is there twice."""
        told = f": {detail}" if detail else ""
        self._add(path, "FieldValueDuplicate", f"Duplicate value: {show(value)}{told}")

    def unsupported(self, path: str, value: Any, supported: Iterable[str]) -> None:
        """A value that is not in the list."""
        values = ", ".join(show(one) for one in supported)
        self._add(
            path, "FieldValueNotSupported", f"Unsupported value: {show(value)}: supported values: {values}"
        )

    def not_found(self, path: str, value: Any) -> None:
        """A reference to something that is not there."""
        self._add(path, "FieldValueNotFound", f"Not found: {show(value)}")

    def too_long(self, path: str, limit: int) -> None:
        """A value that is too long."""
        self._add(path, "FieldValueTooLong", f"Too long: may not be more than {limit} bytes")

    def too_many(self, path: str, count: int, limit: int) -> None:
        """A list with too many items."""
        self._add(path, "FieldValueTooMany", f"Too many: {count}: must have at most {limit} items")

    def one_of(self, path: str, value: Any, supported: Iterable[str]) -> None:
        """Required if empty, else one of the list."""
        if not value:
            self.required(path)
        elif value not in supported:
            self.unsupported(path, value, supported)

    def each(self, path: str, value: Any, details: Iterable[str]) -> None:
        """An invalid value for every message."""
        for detail in details:
            self.invalid(path, value, detail)

    def _add(self, path: str, reason: str, message: str) -> None:
        self.found.append(FieldError(path, reason, message))


def show(value: Any) -> str:
    """How a bad value is written into the message."""
    if value is None:
        return "null"
    if isinstance(value, Verbatim):
        return str(value)
    if isinstance(value, bool):
        return str(value).lower()
    return gosyntax.quoted(value) if isinstance(value, str) else gosyntax.marshal(value)
