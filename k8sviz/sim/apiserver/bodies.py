"""Bodies of requests: JSON or YAML to a value, with the fields that are there twice."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from k8sviz.sim.manifests import load


class BodyError(Exception):
    """A body that is no JSON or no object; answered with a 400 of this message."""


class Body(NamedTuple):
    """What was sent."""

    value: Any
    duplicates: tuple[str, ...] = ()


def read(text: str, content_type: str) -> Body:
    """The value of a body.

    Raises: BodyError.
    """
    if "yaml" in content_type:
        return _yaml(text)
    duplicates: list[str] = []
    try:
        value = json.loads(text or "null", object_pairs_hook=lambda pairs: _pairs(pairs, duplicates))
    except (ValueError, RecursionError) as error:
        raise BodyError(f"couldn't get version/kind; json parse error: {_told(text, error)}") from error
    return Body(value, tuple(dict.fromkeys(duplicates)))


def _yaml(text: str) -> Body:
    documents = load.read(text)
    if not documents:
        return Body(None)
    if documents[0].error:
        message = documents[0].error.rpartition("error converting YAML to JSON: ")[2]
        raise BodyError(f"error decoding YAML: {message}")
    return Body(documents[0].value)


def _pairs(pairs: list[tuple[str, Any]], duplicates: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            duplicates.append(key)
        found[key] = value
    return found


def _told(text: str, error: Exception) -> str:
    """encoding/json's words for the commonest faults."""
    position = getattr(error, "pos", None)
    if position is None or position >= len(text.rstrip()):
        return "unexpected end of JSON input"
    return f"invalid character '{text[position]}' looking for beginning of value"
