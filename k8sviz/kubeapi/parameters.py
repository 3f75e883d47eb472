"""Numbers in a query, read as the API server reads them (apimachinery pkg/runtime/converter.go, strconv)."""

from __future__ import annotations

from collections.abc import Mapping

from k8sviz.sim.digits import BEYOND, signed, whole

_SHOWN = 100  # characters of a number that cannot be read


class ParameterError(Exception):
    """A number that cannot be read; answered with a 400."""


def integer(query: Mapping[str, str], name: str) -> int | None:
    """An int64; None if it was not sent, or is empty.

    Raises: ParameterError.
    """
    text = query.get(name, "")
    return _read("ParseInt", text, signed(text)) if text else None


def version(query: Mapping[str, str]) -> int | None:
    """The resourceVersion. Raises: ParameterError."""
    text = query.get("resourceVersion", "")
    return _read("ParseUint", text, whole(text)) if text else None


def _read(function: str, text: str, number: int | None) -> int:
    if number is None:
        raise ParameterError(f'strconv.{function}: parsing "{_shown(text)}": invalid syntax')
    if abs(number) >= BEYOND:
        raise ParameterError(f'strconv.{function}: parsing "{_shown(text)}": value out of range')
    return number


def _shown(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
